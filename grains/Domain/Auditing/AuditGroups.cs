using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Auditing;

/// <summary>How many pupils of a group there are, and to how many of them something happened.</summary>
public readonly record struct GroupCount(int Pupils, int Affected)
{
    public double Rate => Pupils == 0 ? 0 : (double)Affected / Pupils;

    public static GroupCount operator +(GroupCount one, GroupCount other) => new(one.Pupils + other.Pupils, one.Affected + other.Affected);

    public static GroupCount operator -(GroupCount one, GroupCount other) => new(one.Pupils - other.Pupils, one.Affected - other.Affected);
}

/// <summary>Pupils with special educational needs, and the others.</summary>
public readonly record struct TwoByTwo(GroupCount WithNeed, GroupCount Others)
{
    public static TwoByTwo operator +(TwoByTwo one, TwoByTwo other) => new(one.WithNeed + other.WithNeed, one.Others + other.Others);

    public static TwoByTwo operator -(TwoByTwo one, TwoByTwo other) => new(one.WithNeed - other.WithNeed, one.Others - other.Others);
}

/// <summary>
/// Who has special educational needs (an education, health and care plan, or SEN support), kept for one purpose: to audit whether this
/// group is suspended, or alerted about, more than the others (Equality Act 2010, section 149). It gives counts of the whole school only.
/// Whose need it is stays in here, so that no rule can make it an input to what is said of a pupil.
/// </summary>
public sealed class AuditGroups
{
    private readonly ImmutableDictionary<StudentId, Member> _members;

    private AuditGroups(ImmutableDictionary<StudentId, Member> members) => _members = members;

    public static AuditGroups Empty { get; } = new(ImmutableDictionary<StudentId, Member>.Empty);

    /// <summary>
    /// The counts from one date up to another, as they grow: pupils on roll at any time so far, with need at any time so far, and those to whom
    /// it has happened so far. One entry for each date on which they change, oldest first.
    /// </summary>
    /// <param name="from">The first day of a term.</param>
    /// <param name="to">The last day of the term, or the day looked at.</param>
    /// <param name="dates">When it happened to whom; null for suspensions.</param>
    public ImmutableArray<(DateOnly On, TwoByTwo Counts)> Over(DateOnly from, DateOnly to, ILookup<StudentId, DateOnly>? dates = null)
    {
        var changes = new Dictionary<DateOnly, TwoByTwo>();
        foreach (var (student, member) in _members)
        {
            if (member.StretchIn(from, to, dates is null ? member.Suspended : dates[student]) is not { } stretch) continue;
            var before = default(TwoByTwo);
            for (DateOnly? next = stretch.Joined; next is { } date; next = stretch.ChangeAfter(date))
            {
                var now = stretch.On(date);
                changes[date] = changes.GetValueOrDefault(date) + now - before;
                before = now;
            }
        }

        var sum = default(TwoByTwo);
        return [.. changes.OrderBy(each => each.Key).Select(each => (each.Key, sum += each.Value))];
    }

    /// <summary>What one pupil's record is now, in place of what it was. The same groups when nothing audited has changed.</summary>
    internal AuditGroups With(Chronology pupil)
    {
        if (pupil.Pupil is not { } known) return _members.ContainsKey(pupil.Student) ? new(_members.Remove(pupil.Student)) : this;
        var member = new Member(
            known.Joined,
            known.Left,
            [.. known.Statuses.Where(each => each.Kind is StatusKind.EHCP or StatusKind.SENSupport)],
            [.. pupil.File.Suspensions.Select(each => each.From)]);
        return _members.TryGetValue(pupil.Student, out var old) && old.IsSame(member) ? this : new(_members.SetItem(pupil.Student, member));
    }

    private sealed record Member(DateOnly Joined, DateOnly? Left, ImmutableArray<PupilStatus> Needs, ImmutableArray<DateOnly> Suspended)
    {
        /// <summary>Null: not on roll then.</summary>
        internal Stretch? StretchIn(DateOnly from, DateOnly to, IEnumerable<DateOnly> happened)
        {
            if (Joined > to || Left < from) return null;
            DateOnly? needed = null, affected = null;
            foreach (var need in Needs)
            {
                if (need.From <= to && !(need.To < from)) needed = Earlier(needed, need.From);
            }

            foreach (var date in happened)
            {
                if (date >= from && date <= to) affected = Earlier(affected, date);
            }

            var joined = Joined > from ? Joined : from;
            return new(joined, needed < joined ? joined : needed, affected < joined ? joined : affected);
        }

        internal bool IsSame(Member other) => Joined == other.Joined && Left == other.Left && Needs.SequenceEqual(other.Needs) && Suspended.SequenceEqual(other.Suspended);

        private static DateOnly Earlier(DateOnly? one, DateOnly other) => one < other ? one.Value : other;
    }

    private readonly record struct Stretch(DateOnly Joined, DateOnly? Needed, DateOnly? Affected)
    {
        internal DateOnly? ChangeAfter(DateOnly date)
        {
            var (need, affect) = (Needed > date ? Needed : null, Affected > date ? Affected : null);
            return need is null || affect < need ? affect : need;
        }

        internal TwoByTwo On(DateOnly date)
        {
            var count = new GroupCount(1, Affected <= date ? 1 : 0);
            return Needed <= date ? new(count, default) : new(default, count);
        }
    }
}
