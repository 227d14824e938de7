using System.Collections.Immutable;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Assembly;

/// <summary>A selection of rows: how many there are, and how to write a stretch of them.</summary>
internal sealed record AssemblyRows(int Total, Action<AssemblyWriter, int, int> Write)
{
    /// <summary>The same, with one of its rows once more at the end.</summary>
    public AssemblyRows Doubling(int position) => position >= Total ? this : new AssemblyRows(Total + 1, (writer, offset, count) =>
    {
        Write(writer, offset, Math.Min(count, Math.Max(0, Total - offset)));
        if (offset <= Total && Total < offset + (long)count)
            Write(writer, position, 1);
    });
}

/// <param name="To">The last day.</param>
internal sealed record AssemblyGroup(int Number, string Name, DateOnly From, DateOnly To);

/// <summary>One list: where it is, which scope it needs, whether it can be asked for what has changed, and how to read a stretch of it.</summary>
internal sealed record AssemblyListing(string Path, string Scope, bool KnowsChanges, Func<UpstreamSchool, AssemblyQuery, StandInFaults, AssemblyRows> Rows)
{
    public static ImmutableArray<AssemblyListing> All { get; } =
    [
        new("students", "students", true, (school, query, faults) => Students(school, query, faults, left: false)),
        new("students/left", "students", true, (school, query, faults) => Students(school, query, faults, left: true)),
        new("registration_groups", "groups", false, Groups),
        new("attendances", "attendances", true, Attendances),
        new("exclusions", "exclusions", false, Exclusions),
    ];

    private static AssemblyRows Students(UpstreamSchool school, AssemblyQuery query, StandInFaults faults, bool left)
    {
        var today = faults.LeaversMoveOnTheDay ? London.DateOf(query.AsOf) : DateOnly.MaxValue;
        return Of(school.Students, Selection(query, faults, $"{(left ? "left" : "on roll")} {today.DayNumber}", changes: true), row => (row.Left is { } last && last < today) == left,
            (writer, version) => AssemblyPayloads.Write(writer, school, version, query));
    }

    private static AssemblyRows Groups(UpstreamSchool school, AssemblyQuery query, StandInFaults faults)
    {
        var (first, last) = query.SchoolYear();
        var groups = school.Students.Read(new LedgerQuery(query.AsOf) { Facet = "on roll" }, 0, int.MaxValue, row => row.Left is null)
            .Where(version => version.Row.Registration is not null)
            .GroupBy(version => version.Row.Registration!).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var all = groups.Select((group, number) => (Group: new AssemblyGroup(number + groups.Count, group.Key, first, last), Members: group)).ToList();
        if (faults.ListsFormerGroups)
            all.AddRange([.. all.Select((each, number) => (new AssemblyGroup(number, $"former {each.Group.Name}", first.AddYears(-1), last.AddYears(-1)), each.Members))]);
        return new AssemblyRows(all.Count, (writer, offset, count) =>
        {
            foreach (var (group, members) in all.Skip(offset).Take(count))
                AssemblyPayloads.Write(writer, school, group, members.Select(version => version.Record));
        });
    }

    private static AssemblyRows Attendances(UpstreamSchool school, AssemblyQuery query, StandInFaults faults)
    {
        var (from, to) = query.Week();
        var (first, last) = (from.DayNumber, to.DayNumber);
        var selection = Selection(query, faults, $"{first}-{last} {school.Students.StateAt(query.AsOf)}", changes: true);
        bool IsThere(MarkRow row) => row.Day >= first && row.Day <= last && school.Students.At(row.Student, query.AsOf) is { IsGone: false };
        if (faults is { HasRegisterMarks: true, GroupMark: null })
            return Of(school.Marks, selection, IsThere, (writer, version) => AssemblyPayloads.Write(writer, school, version, groupMark: null));
        string?[] kinds = faults.HasRegisterMarks ? [null] : [];
        if (faults.GroupMark is { } groupMark)
            kinds = faults.ShuffleSeed % 2 == 1 ? [groupMark, .. kinds] : [.. kinds, groupMark];
        return new AssemblyRows(school.Marks.Count(selection, IsThere) * kinds.Length, (writer, offset, count) =>
        {
            for (var position = offset; position < Math.Min(school.Marks.Count(selection, IsThere) * kinds.Length, (long)offset + count); position++)
            {
                foreach (var version in school.Marks.Read(selection, position / kinds.Length, 1, IsThere))
                    AssemblyPayloads.Write(writer, school, version, kinds[position % kinds.Length]);
            }
        });
    }

    private static AssemblyRows Exclusions(UpstreamSchool school, AssemblyQuery query, StandInFaults faults)
    {
        var (from, to) = query.SchoolYear();
        return Of(school.Exclusions, Selection(query, faults, $"{from.DayNumber}-{to.DayNumber}", changes: false), row => row.From >= from && row.From <= to,
            (writer, version) => AssemblyPayloads.Write(writer, school, version));
    }

    private static LedgerQuery Selection(AssemblyQuery query, StandInFaults faults, string facet, bool changes) => new(query.AsOf)
    {
        UpdatedAfter = changes ? query.ModifiedSince : null,
        AfterIsExclusive = faults.UpdatedAfterIsExclusive,
        Order = faults.Order,
        ShuffleSeed = faults.ShuffleSeed,
        Facet = facet,
    };

    private static AssemblyRows Of<TKey, TRow>(
        Ledger<TKey, TRow> ledger, LedgerQuery selection, Func<TRow, bool> filter, Action<AssemblyWriter, RowVersion<TRow>> write)
        where TKey : notnull =>
        new(ledger.Count(selection, filter), (writer, offset, count) =>
        {
            foreach (var version in ledger.Read(selection, offset, count, filter))
                write(writer, version);
        });
}
