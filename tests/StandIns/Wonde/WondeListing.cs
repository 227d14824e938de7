using System.Collections.Immutable;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Wonde;

/// <summary>One list of a school: where it is, which scope it needs, what it can include, and how to read a stretch of it.</summary>
internal sealed record WondeListing(string Path, string Scope, ImmutableArray<string> Includes, Func<UpstreamSchool, WondeQuery, StandInFaults, WondeRows> Rows)
{
    public static ImmutableArray<WondeListing> All { get; } =
    [
        new("students", "students.read", StudentPayload.Includes, (school, query, faults) => Students(school, query, faults, left: false)),
        new("students-leaver", "students.read", StudentPayload.Includes, (school, query, faults) => Students(school, query, faults, left: true)),
        new("students-pre-admission", "students.read", StudentPayload.Includes, (_, _, _) => WondeRows.None),
        new("attendance/session", "attendance.read", [], (school, query, faults) => Marks(school, query, faults, left: false)),
        new("attendance-leavers/session", "attendance.read", [], (school, query, faults) => Marks(school, query, faults, left: true)),
        new("attendance-codes", "attendance.read", [], (school, _, _) => Codes(school)),
        new("behaviours", "behaviour.read", ["students"], Behaviours),
        new("exclusions", "exclusion.read", ["student"], Exclusions),
        new("deletions", "students.read", [], Deletions),
    ];

    private static WondeRows Students(UpstreamSchool school, WondeQuery query, StandInFaults faults, bool left) =>
        Of(school.Students, Selection(query, faults, $"{(left ? "left" : "on roll")} without {string.Join(' ', [.. faults.Withheld.All, "or", .. faults.Lost.All])}"),
            row => row.Left is not null == left && !faults.Withheld.Contains(row.Upi) && !(faults.Lost.Contains(row.Upi) && !left),
            (writer, version) => StudentPayload.Write(writer, school, version, query.AsOf, query.Includes));

    private static WondeRows Marks(UpstreamSchool school, WondeQuery query, StandInFaults faults, bool left)
    {
        var facet = $"{(left ? "left" : "on roll")} {school.Students.StateAt(query.AsOf)}";
        return Of(school.Marks, Selection(query, faults, facet), row => school.HasLeft(row.Student, query.AsOf) == left,
            (writer, version) => RecordPayloads.Write(writer, school, version, query.AsOf));
    }

    private static WondeRows Codes(UpstreamSchool school)
    {
        var codes = school.Codes.Listed();
        return new WondeRows(codes.Count, (writer, offset, count) =>
        {
            foreach (var (index, code) in codes.Skip(offset).Take(count))
                RecordPayloads.Write(writer, school, index, code);
        });
    }

    private static WondeRows Behaviours(UpstreamSchool school, WondeQuery query, StandInFaults faults) =>
        Of(school.Behaviours, Selection(query, faults), null,
            (writer, version) => RecordPayloads.Write(writer, school, version, query.AsOf, query.Includes.Contains("students")));

    private static WondeRows Exclusions(UpstreamSchool school, WondeQuery query, StandInFaults faults) =>
        Of(school.Exclusions, Selection(query, faults), null,
            (writer, version) => RecordPayloads.Write(writer, school, version, query.AsOf, query.Includes.Contains("student")));

    private static WondeRows Deletions(UpstreamSchool school, WondeQuery query, StandInFaults faults) =>
        Of(school.Deletions, Selection(query, faults), null, (writer, version) => RecordPayloads.Write(writer, version.Row));

    private static LedgerQuery Selection(WondeQuery query, StandInFaults faults, string facet = "") => new(query.AsOf)
    {
        UpdatedAfter = query.UpdatedAfter,
        AfterIsExclusive = faults.UpdatedAfterIsExclusive,
        UpdatedBefore = query.UpdatedBefore,
        Order = faults.Order,
        ShuffleSeed = faults.ShuffleSeed,
        Facet = facet,
    };

    private static WondeRows Of<TKey, TRow>(
        Ledger<TKey, TRow> ledger, LedgerQuery selection, Func<TRow, bool>? filter, Action<WondeWriter, RowVersion<TRow>> write)
        where TKey : notnull =>
        new(ledger.Count(selection, filter), (writer, offset, count) =>
        {
            foreach (var version in ledger.Read(selection, offset, count, filter))
                write(writer, version);
        });
}

/// <summary>A selection of rows: how many there are, and how to write a stretch of them.</summary>
internal sealed record WondeRows(int Total, Action<WondeWriter, int, int> Write)
{
    public static WondeRows None { get; } = new(0, (_, _, _) => { });
}
