using System.Collections.Immutable;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.ConcernCsv;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Imports;

/// <summary>A plan in words and counts, for whoever looks at it. Of a pupil it shows what a wall may show.</summary>
internal sealed class ImportAnswer(ConcernPlan plan, ConcernFileRead read, Roll roll, CategoryTable table, ConcernLedger before)
{
    private const int SampleSize = 5;
    private const int MostRemarks = 1_000;

    private static readonly RowOutcome[] Sampled = [RowOutcome.New, RowOutcome.Changed, RowOutcome.Unchanged, RowOutcome.Unmatched];

    public ConcernImportAnswer Answer() => new()
    {
        Blocked = plan.Blocked,
        New = plan.Count(RowOutcome.New),
        Changed = plan.Count(RowOutcome.Changed),
        Unchanged = plan.Count(RowOutcome.Unchanged),
        Rejected = plan.Rejections.Length,
        Unmatched = plan.Count(RowOutcome.Unmatched),
        TooOld = plan.Count(RowOutcome.TooOld),
        Withdrawn = plan.Gone.Length,
        Confirmation = plan.Confirmation,
        ImportedBefore = plan.ImportedBefore,
        UnknownColumns = read.UnknownColumns,
        Encoding = read.Encoding,
        Delimiter = read.Delimiter switch { ',' => "comma", ';' => "semicolon", _ => "tab" },
        Narratives = read.Rows.Count(row => row.Row.TextLength > 0),
        KeepsNarrative = before.KeepsText,
        Samples = [.. SampledRows().Select(Sample)],
        Rejections = [.. plan.Rejections.Take(MostRemarks).Select(fault => new RowRemark(fault.Line, fault.Column, fault.Reason))],
        UnmatchedRows = [.. plan.Rows.Where(row => row.Outcome is RowOutcome.Unmatched).Take(MostRemarks).Select(row => new RowRemark(row.Read.Line, null, row.Reason!))],
        Remarks = [.. plan.Rows.SelectMany(Remarks).Take(MostRemarks)],
        UnmappedCategories = Unmapped(),
        WithdrawnSamples = [.. WithdrawnEntries().Select(entry => Sample(0, "withdrawn", entry.Row, entry.Student))],
    };

    /// <summary>Whose concerns the samples show, each once.</summary>
    public ImmutableArray<string?> Pupils() =>
        [.. SampledRows().Select(row => row.Student).Concat(WithdrawnEntries().Select(entry => entry.Student)).Where(student => student is not null).Distinct(StringComparer.Ordinal)];

    private IEnumerable<PlannedRow> SampledRows() => Sampled.SelectMany(outcome => plan.Rows.Where(row => row.Outcome == outcome).Take(SampleSize));

    private IEnumerable<LedgerEntry> WithdrawnEntries() => plan.Gone.Take(SampleSize).Select(key => before.Entries[key]);

    private ConcernSample Sample(PlannedRow row) =>
        Sample(row.Read.Line, row.Outcome is RowOutcome.TooOld ? "too old" : row.Outcome.ToString().ToLowerInvariant(), row.Read.Row, row.Student);

    private ConcernSample Sample(int line, string outcome, ConcernRow row, string? student)
    {
        var names = ConcernTelling.Names(row, table).ToImmutableArray();
        var pupil = student is null ? null : roll.Of(student);
        return new ConcernSample(
            line, outcome, student is null ? null : ConcernTelling.IdOf(row, student), pupil is null ? null : new MaskedIdentity(pupil.Initials, pupil.YearGroup, null),
            row.OccurredAt, names, names.IsEmpty ? null : row.Severity ?? names.Max(name => table.Of(name).Severity));
    }

    private ImmutableSortedDictionary<string, int> Unmapped() =>
        plan.Rows.SelectMany(row => ConcernTelling.Names(row.Read.Row, table)).Where(name => !table.Knows(name)).CountBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Take(MostRemarks).ToImmutableSortedDictionary(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<RowRemark> Remarks(PlannedRow planned)
    {
        var (line, row) = (planned.Read.Line, planned.Read.Row);
        if (row.IsAtClockChange)
            yield return new RowRemark(line, "incident date", "is a time that London clocks showed twice or skipped: of two instants the earlier was taken");
        if (row.LinkedByName > 0)
            yield return new RowRemark(line, "linked students", "names somebody by name only, and a name alone names nobody here: that link is not made");
        if (row.Notes > 0)
            yield return new RowRemark(line, "actions", "has an entry with no date, or that does not begin with triage, contact, referral, review or closed: it counts as a note");
        if (row is { IsClosed: true, UpdatedAt: null } && row.Actions.All(action => action.Kind is not Domain.Observations.ActionKind.Closed))
            yield return new RowRemark(line, "status", "says that it is closed and nothing says when: it counts as open");
    }
}
