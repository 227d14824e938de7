using System.Collections.Immutable;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Assembly;

/// <summary>A selection of rows: how many there are, and how to write a stretch of them.</summary>
internal sealed record AssemblyRows(int Total, Action<AssemblyWriter, int, int> Write);

/// <summary>One list: where it is, which scope it needs, whether it can be asked for what has changed, and how to read a stretch of it.</summary>
internal sealed record AssemblyListing(string Path, string Scope, bool KnowsChanges, Func<UpstreamSchool, AssemblyQuery, StandInFaults, AssemblyRows> Rows)
{
    public static ImmutableArray<AssemblyListing> All { get; } =
    [
        new("students", "students", true, (school, query, faults) => Students(school, query, faults, left: false)),
        new("students/left", "students", true, (school, query, faults) => Students(school, query, faults, left: true)),
        new("registration_groups", "groups", false, (school, query, _) => Groups(school, query)),
        new("attendances", "attendances", true, Attendances),
        new("exclusions", "exclusions", false, Exclusions),
    ];

    private static AssemblyRows Students(UpstreamSchool school, AssemblyQuery query, StandInFaults faults, bool left) =>
        Of(school.Students, Selection(query, faults, left ? "left" : "on roll", changes: true), row => row.Left is not null == left,
            (writer, version) => AssemblyPayloads.Write(writer, school, version, query));

    private static AssemblyRows Groups(UpstreamSchool school, AssemblyQuery query)
    {
        var groups = school.Students.Read(new LedgerQuery(query.AsOf) { Facet = "on roll" }, 0, int.MaxValue, row => row.Left is null)
            .Where(version => version.Row.Registration is not null)
            .GroupBy(version => version.Row.Registration!).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        return new AssemblyRows(groups.Count, (writer, offset, count) =>
        {
            foreach (var (number, group) in groups.Index().Skip(offset).Take(count))
                AssemblyPayloads.Write(writer, school, group.Key, number, group.Select(version => version.Record));
        });
    }

    private static AssemblyRows Attendances(UpstreamSchool school, AssemblyQuery query, StandInFaults faults)
    {
        var (from, to) = query.Week();
        var (first, last) = (from.DayNumber, to.DayNumber);
        return Of(school.Marks, Selection(query, faults, $"{first}-{last} {school.Students.StateAt(query.AsOf)}", changes: true),
            row => row.Day >= first && row.Day <= last && school.Students.At(row.Student, query.AsOf) is { IsGone: false },
            (writer, version) => AssemblyPayloads.Write(writer, school, version));
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
