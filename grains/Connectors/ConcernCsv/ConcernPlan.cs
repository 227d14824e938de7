using System.Collections.Immutable;
using System.Security.Cryptography;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>What the sender declares to have exported in full: every concern that occurred in these days and is of one of these categories.</summary>
/// <param name="Categories">Empty: all of them.</param>
public sealed record ExportScope(DateOnly From, DateOnly To, ImmutableArray<string> Categories);

/// <summary>A row with what became of it.</summary>
public sealed record PlannedRow(ReadConcern Read, RowOutcome Outcome, string? Student, string? Reason);

/// <summary>What a file would change. Nothing has changed yet: <see cref="Ledger"/> is how it would be.</summary>
public sealed record ConcernPlan
{
    public required ConcernLedger Ledger { get; init; }

    public required ImmutableArray<PlannedRow> Rows { get; init; }

    /// <summary>Rows that could not be read, and those that contradict another of the same file.</summary>
    public required ImmutableArray<CsvFault> Rejections { get; init; }

    /// <summary>Keys of what the declared full export does not have any more.</summary>
    public ImmutableArray<string> Gone { get; init; } = [];

    /// <summary>Why nothing of it can be imported as it is declared.</summary>
    public string? Blocked { get; init; }

    public DateTimeOffset? ImportedBefore { get; init; }

    /// <summary>Names exactly what would be withdrawn: whoever confirms has seen it. Null when nothing would.</summary>
    public string? Confirmation => Gone.IsEmpty ? null : ConcernRow.Digest(string.Join('\n', Gone));

    public int Count(RowOutcome outcome) => Rows.Count(row => row.Outcome == outcome);

    public static string HashOf(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));

    public static ConcernPlan Of(ConcernLedger ledger, string file, ConcernFileRead read, Roll roll, CategoryTable table, ExportScope? scope, DateTimeOffset now)
    {
        ledger = ledger.Forget(now);
        DateTimeOffset? before = ledger.Files.TryGetValue(file, out var seen) ? seen : null;
        var intake = new LedgerIntake(ledger, roll, before is not null, now);
        var rows = read.Rows.Select(row => (Row: row, Taken: intake.Take(row))).Select(each => new PlannedRow(each.Row, each.Taken.Outcome, each.Taken.Student, each.Taken.Reason)).ToImmutableArray();
        var contradictions = rows.Where(row => row.Outcome is RowOutcome.Rejected).Select(row => new CsvFault(row.Read.Line, null, row.Reason!));
        ImmutableArray<CsvFault> rejections = [.. read.Rejections.Concat(contradictions).OrderBy(fault => fault.Line)];
        var after = intake.Ledger();
        var plan = new ConcernPlan
        {
            Ledger = before is null ? after with { Files = after.Files.SetItem(file, now) } : after,
            Rows = rows,
            Rejections = rejections,
            ImportedBefore = before,
        };
        if (scope is null)
            return plan;
        var covering = new Covering(scope, table);
        return covering.Trouble(read, rejections) is { } trouble
            ? plan with { Blocked = trouble }
            : plan.Without(covering.Gone(after, intake));
    }

    private ConcernPlan Without(ImmutableArray<string> gone) => this with
    {
        Gone = gone,
        Ledger = Ledger with { Entries = Ledger.Entries.SetItems(gone.Select(key => KeyValuePair.Create(key, Ledger.Entries[key] with { IsAbsent = true }))) },
    };

    /// <summary>What follows from declaring an export to be full.</summary>
    private sealed class Covering(ExportScope scope, CategoryTable table)
    {
        private readonly ImmutableHashSet<string> categories = [.. scope.Categories.Select(CategoryTable.Letters)];

        public string? Trouble(ConcernFileRead read, ImmutableArray<CsvFault> rejections) =>
            scope.To < scope.From ? "The declared export ends before it begins."
            : !rejections.IsEmpty ? $"{rejections.Length} of its rows could not be read, and one of them may be what seems to be missing. Mend them, or import the file without declaring it a full export."
            : read.Rows.FirstOrDefault(row => row.Row.OccurredAt is not null && !Covers(row.Row)) is { } outside
                ? $"Line {outside.Line} is not of the declared days and categories, so the file is not the export that is declared."
            : null;

        public ImmutableArray<string> Gone(ConcernLedger ledger, LedgerIntake intake)
        {
            var present = intake.Present.ToHashSet(StringComparer.Ordinal);
            return [.. ledger.Entries
                .Where(each => each.Value.IsLive && Covers(each.Value.Row) && !present.Contains(each.Key) && MayGo(each.Value.Row, intake))
                .Select(each => each.Key).Order(StringComparer.Ordinal)];
        }

        // A row without an id may be the one that is looked for, so it never takes a row with an id away; and one whose pupil nobody knows
        // may be any of the rows without.
        private static bool MayGo(ConcernRow row, LedgerIntake intake) => row.IncidentId is null ? !intake.HasUnmatchedWeakRows : !intake.HasWeakRows;

        private bool Covers(ConcernRow row) =>
            row.OccurredAt is { } at && SchoolTime.DateOf(at) is var day && day >= scope.From && day <= scope.To
            && (categories.IsEmpty || ConcernTelling.Names(row, table).Concat(row.Categories).Any(name => categories.Contains(CategoryTable.Letters(name))));
    }
}
