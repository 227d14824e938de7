using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain;

/// <summary>Whether two records that hold lists say the same: a record compares a list by reference, which is not what is meant.</summary>
internal static class Content
{
    internal static bool Same(Concern one, Concern other) =>
        Same(one.Categories, other.Categories) && Same(one.Linked, other.Linked) && Same(one.ChildOnChild, other.ChildOnChild)
        && one == other with { Categories = one.Categories, Linked = one.Linked, ChildOnChild = one.ChildOnChild };

    internal static bool Same(Notice one, Notice other) =>
        Same(one.Sessions, other.Sessions) && one == other with { Sessions = one.Sessions };

    internal static bool Same(Pupil one, Pupil other) =>
        Same(one.Statuses, other.Statuses) && one == other with { Statuses = one.Statuses };

    internal static bool Same(Calendar one, Calendar other) =>
        Same(one.Closed, other.Closed) && Same(one.Inset, other.Inset) && Same(one.Terms, other.Terms)
        && one.YearGroups.Length == other.YearGroups.Length && one.YearGroups.Zip(other.YearGroups).All(pair => Same(pair.First, pair.Second))
        && one == other with { Closed = one.Closed, Inset = one.Inset, Terms = one.Terms, YearGroups = one.YearGroups };

    internal static bool Same(SchoolFigures one, SchoolFigures other) =>
        Same(one.ChildOnChildOn, other.ChildOnChildOn) && Same(one.Spikes, other.Spikes) && Same(one.Children, other.Children) && Same(one.Measures, other.Measures)
        && SameCalendar(one.Calendar, other.Calendar)
        && one == other with { ChildOnChildOn = one.ChildOnChildOn, Spikes = one.Spikes, Children = one.Children, Measures = one.Measures, Calendar = one.Calendar, ReceivedAt = one.ReceivedAt };

    internal static bool Same(Episode? one, Episode? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && one.RaisedOn == other.RaisedOn && one.Severity == other.Severity && Same(one.Evidence, other.Evidence));

    private static bool Same(Evidence one, Evidence other) =>
        one.Count == other.Count && one.Threshold == other.Threshold && one.WindowFrom == other.WindowFrom && one.WindowTo == other.WindowTo
        && Same(one.Measures, other.Measures) && Same(one.Items, other.Items);

    private static bool SameCalendar(Calendar? one, Calendar? other) =>
        one is null || other is null ? one is null && other is null : ReferenceEquals(one, other) || Same(one, other with { ReceivedAt = one.ReceivedAt });

    private static bool Same(ImmutableArray<SchoolMeasure> one, ImmutableArray<SchoolMeasure> other) =>
        one.Length == other.Length && one.Zip(other).All(pair => pair.First.Name == pair.Second.Name && Same(pair.First.Since, pair.Second.Since));

    private static bool Same(YearGroupCalendar one, YearGroupCalendar other) =>
        one.YearGroup == other.YearGroup && Same(one.Closed, other.Closed) && Same(one.Open, other.Open);

    private static bool Same(ChildOnChild? one, ChildOnChild? other) =>
        one is null || other is null ? one is null && other is null : Same(one.Aggressor, other.Aggressor) && Same(one.Target, other.Target);

    private static bool Same<T>(ImmutableArray<T> one, ImmutableArray<T> other) =>
        one == other || (!one.IsDefault && !other.IsDefault && one.AsSpan().SequenceEqual(other.AsSpan(), EqualityComparer<T>.Default));
}
