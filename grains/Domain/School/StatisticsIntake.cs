using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>Takes changed chronologies into <see cref="SchoolStatistics"/>: what a pupil no longer adds goes, what they add now comes.</summary>
public sealed class StatisticsIntake(SchoolStatistics statistics)
{
    private static readonly DayMarkCounts[] Counts = [.. Enumerable.Range(0, byte.MaxValue + 1).Select(place => CountOf((byte)place))];

    private readonly Dictionary<int, DayMarkCounts> _marks = [];
    private SchoolStatistics _statistics = statistics;

    /// <param name="before">The pupil as last taken in; null when the pupil is new.</param>
    public void Take(Chronology? before, Chronology after)
    {
        if (ReferenceEquals(before, after)) return;
        if (!ReferenceEquals(before?.Marks, after.Marks)) TakeMarks(before?.Marks ?? MarkSheet.Empty, after.Marks);
        var (old, now) = (before?.File ?? CaseFile.Empty, after.File);
        if (!ReferenceEquals(before?.Pupil, after.Pupil) || old.Suspensions != now.Suspensions) TakeGroup(after);
        if (ReferenceEquals(old, now)) return;
        if (old.Concerns != now.Concerns || old.Actions != now.Actions) TakeConcerns(after.Student, now);
        if (old.Concerns != now.Concerns) TakeNames(old.Concerns, now.Concerns);
        if (old.Suspensions != now.Suspensions) TakeSuspensions(after.Student, now);
    }

    public SchoolStatistics Done()
    {
        var marks = _statistics.Marks.ToBuilder();
        foreach (var (day, change) in _marks)
        {
            if (change == default) continue;
            var date = DateOnly.FromDayNumber(day);
            var counts = marks.GetValueOrDefault(date) + change;
            if (counts == default) marks.Remove(date);
            else marks[date] = counts;
        }

        _marks.Clear();
        return _statistics = _statistics with { Marks = marks.ToImmutable() };
    }

    private static DayMarkCounts CountOf(byte place)
    {
        if (place == 0 || place >= AttendanceCodes.Count) return default;
        var (category, code) = (AttendanceCodes.CategoryAt(place), AttendanceCodes.CodeAt(place));
        var isAbsent = AttendanceCodes.IsAbsent(category);
        return new(
            Marked: 1,
            Possible: isAbsent || AttendanceCodes.IsAttended(category) ? 1 : 0,
            Absent: isAbsent ? 1 : 0,
            Unauthorised: category is MarkCategory.Unauthorised ? 1 : 0,
            OffSite: code is "B" or "C" or "C2" or "D" or "X" ? 1 : 0);
    }

    // Two sheets of one pupil differ in a few sessions at most times, so the long runs that are alike are passed over at once.
    private void TakeMarks(MarkSheet before, MarkSheet after)
    {
        var from = Math.Min(before.Places.Length == 0 ? after.Origin : before.Origin, after.Places.Length == 0 ? before.Origin : after.Origin);
        var to = Math.Max(before.Origin + before.Places.Length, after.Origin + after.Places.Length);
        for (var number = from; number < to; number++)
        {
            number += Rest(before, number).CommonPrefixLength(Rest(after, number));
            if (number >= to) return;
            var (old, now) = (before.PlaceAt(number), after.PlaceAt(number));
            if (old == now) continue;
            _marks[number / 2] = _marks.GetValueOrDefault(number / 2) - Counts[old] + Counts[now];
        }
    }

    private static ReadOnlySpan<byte> Rest(MarkSheet sheet, int number) =>
        (uint)(number - sheet.Origin) < (uint)sheet.Places.Length ? sheet.Places.AsSpan(number - sheet.Origin) : [];

    private void TakeConcerns(StudentId student, CaseFile now) => _statistics = _statistics with
    {
        Concerns = now.Concerns.IsEmpty ? _statistics.Concerns.Remove(student) : _statistics.Concerns.SetItem(student, new(now.Concerns, now.Actions)),
    };

    private void TakeSuspensions(StudentId student, CaseFile now) => _statistics = _statistics with
    {
        Suspensions = now.Suspensions.IsEmpty ? _statistics.Suspensions.Remove(student) : _statistics.Suspensions.SetItem(student, now.Suspensions),
    };

    private void TakeGroup(Chronology after)
    {
        var groups = _statistics.Groups.With(after);
        if (!ReferenceEquals(groups, _statistics.Groups)) _statistics = _statistics with { Groups = groups };
    }

    private void TakeNames(ImmutableArray<Concern> before, ImmutableArray<Concern> after)
    {
        foreach (var gone in before.Except(after)) Name(gone, isThere: false);
        foreach (var come in after.Except(before)) Name(come, isThere: true);
    }

    private void Name(Concern concern, bool isThere)
    {
        if (concern.ChildOnChild is not { } roles) return;
        foreach (var named in roles.Aggressor.Concat(roles.Target).Distinct())
        {
            var rows = _statistics.NamedIn.GetValueOrDefault(named, []).RemoveAll(each => each.Id == concern.Id && each.Student == concern.Student);
            if (isThere) rows = rows.Add(concern).Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
            _statistics = _statistics with { NamedIn = rows.IsEmpty ? _statistics.NamedIn.Remove(named) : _statistics.NamedIn.SetItem(named, rows) };
        }
    }
}
