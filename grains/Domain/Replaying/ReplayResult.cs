using System.Buffers;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Replaying;

/// <summary>What one rule says of a subject when all lines have been taken in.</summary>
public sealed record Explanation(AlertSubject Subject, Finding Finding);

/// <summary>All that a file of observations makes known.</summary>
/// <param name="Transitions">In the order in which they are told.</param>
/// <param name="Rejected">Lines that were not taken in, in the order of the file.</param>
/// <param name="Explanations">By school and rule, for the pupil asked about.</param>
/// <param name="Taken">How many lines were taken in.</param>
/// <param name="UnknownFields">How many fields of those nobody knew.</param>
/// <param name="Until">The last instant; null when no line has a time.</param>
public sealed record ReplayResult(
    IReadOnlyList<Transition> Transitions,
    IReadOnlyList<RejectedLine> Rejected,
    IReadOnlyList<Explanation> Explanations,
    long Taken,
    long UnknownFields,
    DateTimeOffset? Until)
{
    /// <summary>The transitions as JSON lines; the same input writes the same bytes.</summary>
    public void WriteTransitions(Stream output)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var transition in Transitions)
        {
            TransitionText.Write(transition, lines);
            output.Write(lines.WrittenSpan);
            lines.ResetWrittenCount();
        }
    }

    /// <summary>The explanations as JSON lines.</summary>
    public void WriteExplanations(Stream output)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var explanation in Explanations) ExplanationText.Write(explanation, lines);
        output.Write(lines.WrittenSpan);
    }
}
