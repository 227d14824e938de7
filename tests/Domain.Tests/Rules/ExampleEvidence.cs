using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>
/// What lies under an example's "Alert on": the numbers and items of everything told, and why the rule says what it says in the end. Written
/// once by the program, read by a person, and compared from then on: a file for each rule in <c>Examples/Evidence</c>. To have one written
/// anew: <c>RISKMONITOR_WRITE_EVIDENCE=1</c>; what changed shows in the diff.
/// </summary>
internal static class ExampleEvidence
{
    public static bool IsWriting { get; } = Environment.GetEnvironmentVariable("RISKMONITOR_WRITE_EVIDENCE") == "1";

    /// <summary>By rule, by sentence.</summary>
    private static readonly Lazy<Dictionary<(string, string), string>> Reviewed = new(() => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Examples", "Evidence"), "*.txt")
        .SelectMany(file => File.ReadAllText(file).Split("## ", StringSplitOptions.RemoveEmptyEntries).Select(part => (Rule: Path.GetFileNameWithoutExtension(file), Part: part)))
        .ToDictionary(each => (each.Rule, each.Part[..each.Part.IndexOf('\n')]), each => each.Part[(each.Part.IndexOf('\n') + 1)..].Trim()));

    /// <summary>Null: nobody has reviewed it.</summary>
    public static string? Of(string rule, string sentence) => Reviewed.Value.GetValueOrDefault((rule, sentence));

    public static void WriteAll(IEnumerable<(ExampleRow Row, string Text)> rows)
    {
        foreach (var rule in rows.GroupBy(each => each.Row.Rule))
            File.WriteAllText(Path.Combine(Folder(), rule.Key + ".txt"), string.Join("\n\n", rule.Select(each => $"## {each.Row.Sentence}\n{each.Text}")) + "\n");
    }

    public static string Recorded(Story story, string rule)
    {
        var text = new StringBuilder();
        foreach (var told in story.Told.Where(each => each.Alert.Rule.Value == rule)) text.Append(Line(told)).Append('\n');
        foreach (var finding in story.Explain(StoryText.Student).Where(each => each.Rule.Value == rule)) text.Append(Line(finding)).Append('\n');
        return text.ToString().Trim();
    }

    private static string Line(Transition told) =>
        string.Create(CultureInfo.InvariantCulture, $"{told.Alert.Subject.Student}{Facet(told.Alert.Subject.Facet)} {told.To} {told.Severity} {told.Effective:yyyy-MM-dd}: {Text(told.Evidence)}");

    private static string Line(Finding finding) => "in the end" + Facet(finding.Facet) + finding.Verdict switch
    {
        Fired fired => $" fired {fired.Episode.Severity} {fired.Episode.RaisedOn:yyyy-MM-dd}: {Text(fired.Episode.Evidence)}",
        Quiet quiet => $" quiet: {quiet.Reason}",
        CannotTell unknown => $" cannot tell: {unknown.Reason}",
        var other => throw new InvalidOperationException($"{other} is no verdict that an example can end with."),
    };

    private static string Facet(string? facet) => facet is null ? "" : $" [{facet}]";

    private static string Text(Evidence evidence)
    {
        var parts = new List<string>();
        if (evidence.Count is { } count) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} of {evidence.Threshold}"));
        if (evidence.WindowFrom is { } from) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd} to {evidence.WindowTo:yyyy-MM-dd}"));
        parts.AddRange(evidence.Measures.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Name} {each.Value}")));
        if (evidence.Items.Length > 0) parts.Add(string.Join(' ', evidence.Items.Select(Text)));
        return string.Join("; ", parts);
    }

    private static string Text(EvidenceItem item) =>
        string.Create(CultureInfo.InvariantCulture, $"({item.Date:MM-dd}{item.Session?.ToString()} {item.Code}{item.Id} {item.Category} {item.RecordedByRole} {item.RecordedAt?.UtcDateTime:MM-dd'T'HH:mm}").TrimEnd() + ")";

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Examples", "Evidence");
}
