using System.Buffers;
using System.Text.Json;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Replaying;

/// <summary>One rule's answer as one line of JSON: <c>verdict</c> is fired, quiet or cannot-tell, and says why.</summary>
internal static class ExplanationText
{
    public static void Write(Explanation explanation, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, TransitionText.Options))
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, explanation.Finding.Rule.Value);
            json.WriteNumber("version"u8, explanation.Finding.Version);
            TransitionText.Write(json, explanation.Subject);
            Write(json, explanation.Finding.Verdict);
            json.WriteDate("lastCleared"u8, explanation.Finding.LastClearedOn);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, Verdict verdict)
    {
        switch (verdict)
        {
            case Quiet quiet:
                json.WriteString("verdict"u8, "quiet"u8);
                json.WriteString("reason"u8, quiet.Reason);
                break;
            case CannotTell cannot:
                json.WriteString("verdict"u8, "cannot-tell"u8);
                json.WriteString("reason"u8, cannot.Reason);
                break;
            case Fired fired:
                json.WriteString("verdict"u8, "fired"u8);
                json.WriteString("severity"u8, Words.Lower(fired.Episode.Severity));
                json.WriteDate("effective"u8, fired.Episode.RaisedOn);
                TransitionText.Write(json, fired.Episode.Evidence);
                break;
            default:
                throw new ArgumentException($"No line is known for a verdict {verdict.GetType().Name}.", nameof(verdict));
        }
    }
}
