using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry;
using Serilog.Events;
using Serilog.Formatting;

namespace RiskMonitor.Silo.Hosting;

/// <summary>
/// The last door before a log: whatever wrote the line (our code, Orleans, an exception's text), a pupil's id, a UPN or an alert's key
/// does not pass. Scanning a whole run's log is a test.
/// </summary>
internal sealed class PupilFreeFormatter(ITextFormatter inner) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter();
        inner.Format(logEvent, line);
        output.Write(PupilFreeText.Of(line.ToString()));
    }
}

/// <summary>Text with every piece that could point at a pupil replaced by <c>***</c>.</summary>
internal static partial class PupilFreeText
{
    public static string Of(string text) => AlertKeys().Replace(Upns().Replace(Pairs().Replace(Students().Replace(text, "$1***"), "$1***/***"), "***"), "$1***");

    // Grain keys (student/oakfield/p001) and addresses (/students/p001).
    [GeneratedRegex(@"(\b(?:student|case-decisions|subject-file|colleagues)/[^/\s]+/|\bstudents/)[A-Za-z0-9_.\-]+")]
    private static partial Regex Students();

    // Of two records that may be one child (/identities/p001/p002).
    [GeneratedRegex(@"(\bidentities/)[A-Za-z0-9_.\-]+/[A-Za-z0-9_.\-]+")]
    private static partial Regex Pairs();

    [GeneratedRegex(@"\b[A-HJ-NP-RT-Z]\d{11}[\dA-Z]\b")]
    private static partial Regex Upns();

    [GeneratedRegex(@"(\b(?:ATT|SG|EXC|BEH|CMP|SCH|TRU|SYS)-\d\dw?/)[^/\s]+")]
    private static partial Regex AlertKeys();
}

/// <summary>Orleans tags a call with the grain it went to, ASP.NET with the address: both can name a pupil.</summary>
internal sealed class PupilFreeTraces : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        foreach (var tag in data.TagObjects.ToList())
        {
            if (tag.Value is string text && PupilFreeText.Of(text) is var clean && clean != text)
                data.SetTag(tag.Key, clean);
        }

        data.DisplayName = PupilFreeText.Of(data.DisplayName);
    }
}
