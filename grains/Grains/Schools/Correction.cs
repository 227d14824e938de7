using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Grains.Schools;

/// <summary>Why an alert went away, in a plain sentence for the wall.</summary>
internal static class Correction
{
    private const int MarksNamed = 3;

    /// <summary>The marks of the evidence that the row changed, or null when it changed none.</summary>
    public static string? Of(Evidence evidence, ImmutableArray<Observation> observations)
    {
        var changes = observations.OfType<Mark>()
            .SelectMany(mark => evidence.Items
                .Where(item => item.Date == mark.At.Date && item.Session == mark.At.Session && item.Code is not null && item.Code != mark.Code)
                .Select(item => $"{mark.At.Date.ToString("d MMM", CultureInfo.InvariantCulture)} {mark.At.Session}: {item.Code} is now {mark.Code ?? "no mark"}"))
            .ToList();
        if (changes.Count == 0)
            return null;
        var more = changes.Count > MarksNamed ? $" and {changes.Count - MarksNamed} more" : "";
        return $"Mark corrected: {string.Join("; ", changes.Take(MarksNamed))}{more}.";
    }

    /// <summary>What the rule says now.</summary>
    public static string? Of(ImmutableArray<Finding> verdicts, RuleId rule) =>
        verdicts.FirstOrDefault(finding => finding.Rule == rule)?.Verdict switch
        {
            Quiet quiet => quiet.Reason,
            CannotTell unknown => unknown.Reason,
            _ => null,
        };
}
