using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Rules;

/// <summary>Rules and their editions in the words of the page.</summary>
public static class RuleWords
{
    public static IReadOnlyList<string> Families { get; } = ["attendance", "conduct", "safeguarding", "combined", "school", "trust"];

    public static string Family(string family) => family switch
    {
        "conduct" => "Behaviour and suspensions",
        "combined" => "Several things together",
        "school" => "The school itself",
        "trust" => "The trust and its data",
        _ => Plain.Label(family),
    };

    public static string Kind(string kind) => kind switch
    {
        "law" => "Law",
        "guidance" => "Guidance",
        "evidence" => "Evidence",
        "design" => "Our own design",
        _ => Plain.Label(kind),
    };

    public static string Range(ThresholdText threshold) =>
        threshold is { Least: { } least, Most: { } most } ? $"{Plain.Number((decimal)least)} to {Plain.Number((decimal)most)}" : "–";

    public static string Change(RuleChangeText change) => change.What switch
    {
        "switch" => $"{change.Rule}: switched {change.To}",
        "severity" => $"{change.Rule}: severity {change.From} → {change.To}",
        _ => $"{change.Rule}: {Plain.Label(change.What)} {change.From} → {change.To}",
    };

    public static string Origin(EditionText edition) => edition switch
    {
        { Origin: "catalogue" } => "The catalogue: every number as the rules come.",
        { Origin: "configuration" } => "Set by those who run this installation.",
        _ => $"Published by {Plain.Person(edition.Author)}.",
    };
}
