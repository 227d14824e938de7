using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Replaying;

/// <summary>How a file of observations is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>The editions of the rules that the schools of the file have; each counts from its own start. Default: the catalogue alone.</summary>
    public RuleEditions Rules { get; init; } = RuleEditions.Catalogue;

    public ReaderOptions Reader { get; init; } = ReaderOptions.Replay;

    /// <summary>The pupil for whom every rule is to say, at the end, why it is quiet or cannot tell. Null: nobody.</summary>
    public StudentId? Explain { get; init; }

    /// <summary>Ask about every pupil at every instant, whether or not a deadline says so: slow, and the same answer. Default false.</summary>
    public bool IgnoreDeadlines { get; init; }
}
