using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Imports;

/// <summary>
/// Reads a file, asks the school what it has, and says or does what is different. What is sent goes the way of a push: into the school's
/// journal, and from there to whoever it concerns.
/// </summary>
internal sealed class ImportIntake(IGrainFactory grains, SchoolClock clock)
{
    public const int LongestFile = 1 << 20;

    private const int ObservationsPerBatch = 500;
    private const int RejectionsNamed = 1_000;
    private const int SampleSize = 5;

    private const string BadCalendar =
        "A calendar replaces the one before it whole, and a day that is left out would count as a school day. Mend the refused rows; until then nothing is imported.";

    /// <returns>What the file would change, or why it cannot be read at all.</returns>
    public async Task<(ImportReport? Report, string? Trouble)> Preview(SchoolId school, ImportKind kind, byte[] file)
    {
        var (read, trouble) = await Read(school, kind, file);
        return (read?.Report, trouble);
    }

    /// <summary>Sends what is new or changed. The report is what the file changed.</summary>
    /// <param name="key">Chosen by the sender for one import, so that a try after a lost answer is taken once; another for the next.</param>
    public async Task<(ImportReport? Report, string? Trouble)> Import(SchoolId school, ImportKind kind, byte[] file, string key)
    {
        var (read, trouble) = await Read(school, kind, file);
        if (read is null || read.Report.Blocked is not null)
            return (read?.Report, trouble);
        var batches = 0;
        foreach (var batch in read.ToSend.Chunk(ObservationsPerBatch))
            await grains.GetGrain<ISchoolGrain>(school.Value).Ingest(new IngestBatch(KeyOf(key, ++batches, batch), null, [.. batch]));
        return (read.Report, null);
    }

    private async Task<(ReadFile? Read, string? Trouble)> Read(SchoolId school, ImportKind kind, byte[] file)
    {
        var (table, trouble) = CsvTable.Read(file, kind.Columns);
        if (table is null)
            return (null, trouble);
        var translation = kind.Translate(table.Rows, new RowsHead(school, clock.Now));
        ImmutableArray<RejectedRow> rejections = [.. table.Rejections.Select(fault => new RejectedRow(fault.Line, fault.Column, fault.Reason)).Concat(translation.Rejections).OrderBy(row => row.Line)];
        var isBlocked = kind.IsWhole && !rejections.IsEmpty;
        // A row that could not be read is not among the translated ones: without it the file is another calendar.
        if (isBlocked)
            translation = translation with { Whole = null };
        var present = await grains.GetGrain<ISchoolGrain>(school.Value).Inputs(kind.Type);
        var comparison = Comparison.Of(kind, translation, present);
        var report = new ImportReport(
            kind.Word,
            comparison.Count(Change.New),
            comparison.Count(Change.Changed),
            comparison.Count(Change.Unchanged),
            comparison.Removed,
            rejections.Length,
            table.UnknownColumns,
            isBlocked ? BadCalendar : null,
            [.. kind.Columns.Select(column => column.Name)],
            [.. comparison.Rows.Take(SampleSize).Select(row => new SampleRow(row.Row.Line, Word(row.Change), row.Row.Cells))],
            [.. rejections.Take(RejectionsNamed)]);
        return (new ReadFile(report, isBlocked ? [] : comparison.ToSend(translation)), null);
    }

    // What the rows say is part of the key, so that nothing is taken for something else that came under the same one. It is not all of
    // the key: a file that is imported, replaced by another and imported again must be taken the second time too.
    private static string KeyOf(string key, int batch, IReadOnlyList<Observation> observations)
    {
        var digest = SHA256.HashData(ObservationBatchText.Write([.. observations.Select(each => each with { ReceivedAt = default })]));
        return string.Create(CultureInfo.InvariantCulture, $"import/{key}/{batch}/{Convert.ToHexStringLower(digest.AsSpan(0, 16))}");
    }

    private static string Word(Change change) => change.ToString().ToLowerInvariant();

    private sealed record ReadFile(ImportReport Report, ImmutableArray<Observation> ToSend);
}
