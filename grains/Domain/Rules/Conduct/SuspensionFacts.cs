using System.Globalization;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>A suspension and the half-days of it that count: all, or those before the pupil was reinstated.</summary>
internal readonly record struct CountedSuspension(Suspension Suspension, int Sessions)
{
    internal DateOnly From => Suspension.From;

    internal EvidenceItem AsItem() => new()
    {
        Date = From,
        Id = Suspension.Id,
        Category = Suspension.Permanent ? "permanent-exclusion" : "suspension",
        Code = string.Create(CultureInfo.InvariantCulture, $"{SuspensionFacts.DaysOf(Sessions)} days"),
    };
}

/// <summary>What rules ask of suspensions. A lunchtime is half a day, as a session is.</summary>
internal static class SuspensionFacts
{
    private const int SessionsADay = 2;

    internal static decimal DaysOf(int sessions) => sessions / (decimal)SessionsADay;

    /// <summary>A pupil's suspensions and permanent exclusions in the order in which they began.</summary>
    internal static List<CountedSuspension> CountedSuspensions(this PupilAt at) =>
        [.. at.File.Suspensions.OrderBy(each => each.From).ThenBy(each => each.Id, StringComparer.Ordinal).Select(each => new CountedSuspension(each, SessionsOf(at, each)))];

    /// <remarks>A session counts as served when its register had closed before the pupil was reinstated. Without a calendar nobody knows which, and all count.</remarks>
    private static int SessionsOf(PupilAt at, Suspension suspension)
    {
        if (suspension.ReinstatedAt is not { } reinstated || !at.Calendar.IsKnown) return suspension.Sessions;
        var served = 0;
        for (var day = at.Days.CountUpTo(suspension.From.AddDays(-1)); day < at.Days.Count; day++)
        {
            for (var half = Session.AM; half <= Session.PM; half++)
            {
                if (served == suspension.Sessions || at.Calendar.ClosesAt(new(at.Days[day], half)) > reinstated) return served;
                served++;
            }
        }

        return served;
    }
}
