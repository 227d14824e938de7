using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>What the schools of a trust have lent it.</summary>
internal static class TrustFigures
{
    internal const string NoneYet = "no school of the trust has lent its figures yet";

    /// <summary>By school.</summary>
    internal static ImmutableArray<SchoolFigures> Schools(this SchoolAt at) => [.. at.Register.Figures.Values.OrderBy(school => school.Of)];

    /// <summary>The calendar a trust goes by: that of its first school, by id, that has one.</summary>
    internal static SchoolCalendar TrustCalendar(this SchoolAt at) =>
        at.Schools().Select(school => school.Calendar).OfType<Calendar>().FirstOrDefault() is { } calendar ? SchoolCalendar.From(calendar) : SchoolCalendar.Empty;
}
