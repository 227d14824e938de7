using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>
/// One child's chronology out of several records of it. A record's own withdrawals are its own: that an old record loses its marks, because the
/// MIS was changed, takes nothing from the new one.
/// </summary>
internal static class JoinedChronology
{
    /// <param name="student">The record under which the child is known.</param>
    /// <param name="own">What each record says by itself, the one known first in front.</param>
    internal static Chronology Of(StudentId student, IReadOnlyList<Chronology> own)
    {
        var joined = Chronology.Empty(student) with
        {
            Pupil = OnRoll(own) is { } pupil ? pupil with { Student = student } : null,
            KnownSince = own.Min(each => each.KnownSince),
            Marks = own.Skip(1).Aggregate(own[0].Marks, (marks, each) => marks.JoinedWith(each.Marks)),
        };
        return own.SelectMany(each => ItemsOf(each.File)).Aggregate(joined, (file, item) => file.With(item is PupilObservation of ? of with { Student = student } : item));
    }

    /// <summary>The record that says where the child is now: the one on roll, else that of the later stay.</summary>
    internal static Pupil? OnRoll(IEnumerable<Chronology> own) =>
        own.Select(each => each.Pupil).OfType<Pupil>().OrderBy(each => each.Left is null).ThenBy(each => each.Joined).ThenBy(each => each.ReceivedAt).LastOrDefault();

    private static IEnumerable<Observation> ItemsOf(CaseFile file) =>
    [
        .. file.Concerns, .. file.Actions, .. file.Behaviours, .. file.Suspensions, .. file.Notices, .. file.Contacts,
        .. file.Lessons, .. file.Plans, .. file.Departures, .. file.Assessments, .. file.FileTransfers,
    ];
}
