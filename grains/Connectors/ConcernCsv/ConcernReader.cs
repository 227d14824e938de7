using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>A row that was read, and how it says whose concern it is.</summary>
public sealed record ReadConcern(int Line, ConcernRow Row, PupilClue Pupil);

/// <summary>An export of concerns, read row by row: a bad row spoils nothing but itself.</summary>
/// <param name="Rejections">In the order of the lines. No reason repeats anything of the file.</param>
public sealed record ConcernFileRead(
    ImmutableArray<ReadConcern> Rows, ImmutableArray<CsvFault> Rejections, int UnknownColumns, string Encoding, char Delimiter);

/// <summary>Cells → a <see cref="ConcernRow"/> or a reason. Pure; what cannot be understood is refused, never guessed.</summary>
/// <param name="key">Under which UPNs and recorders are remembered.</param>
public sealed class ConcernReader(ReadOnlyMemory<byte> key, DateTimeOffset receivedAt)
{
    private const int LongestCategory = 120;
    private const int MostParts = 50;

    /// <returns>The rows, or why the file as a whole cannot be read.</returns>
    public (ConcernFileRead? File, string? Trouble) Read(ReadOnlySpan<byte> bytes)
    {
        var (table, trouble) = CsvTable.Read(bytes, ConcernColumns.All, CsvForm.Export);
        if (table is null)
            return (null, trouble);
        if (ConcernColumns.Trouble(table.Columns) is { } nobody)
            return (null, nobody);
        var rows = ImmutableArray.CreateBuilder<ReadConcern>();
        var rejections = table.Rejections.ToBuilder();
        foreach (var row in table.Rows)
        {
            var cells = new Cells(row);
            var read = Read(cells);
            if (cells.Trouble is { } fault)
                rejections.Add(fault);
            else
                rows.Add(new ReadConcern(row.Line, read, Pupil(cells)));
        }

        return (new ConcernFileRead(rows.ToImmutable(), [.. rejections.OrderBy(fault => fault.Line)], table.UnknownColumns, table.Encoding, table.Delimiter), null);
    }

    private ConcernRow Read(Cells cells)
    {
        var id = cells.Text(ConcernColumns.IncidentId);
        if (id.Length > 200)
            cells.Refuse(ConcernColumns.IncidentId, "is longer than 200 characters");
        var updated = Instant(cells, ConcernColumns.UpdatedAt);
        var status = cells.Text(ConcernColumns.Status);
        var isDeleted = Deleted(cells) || RowWords.IsDeleted(status);
        if (isDeleted && id.Length > 0)
            return new ConcernRow { IncidentId = id, Deleted = true, UpdatedAt = updated };

        var occurred = Occurred(cells);
        var (linked, byName) = Linked(cells);
        var actions = RowWords.Parts(cells.Text(ConcernColumns.Actions)).Select(RowWords.Action).ToList();
        var known = actions.OfType<RowAction>().Where(action => action.At - receivedAt <= ObservationCheck.FutureTolerance).Distinct();
        var text = cells.Text(ConcernColumns.Text);
        var row = new ConcernRow
        {
            IncidentId = id.Length > 0 ? id : null,
            Deleted = isDeleted,
            OccurredAt = occurred.At,
            IsDayOnly = occurred.IsDayOnly,
            IsAtClockChange = occurred.IsAtClockChange,
            RecordedAt = Instant(cells, ConcernColumns.RecordedAt),
            UpdatedAt = updated,
            Categories = Categories(cells),
            RecordedBy = Recorder(cells.Text(ConcernColumns.RecordedBy)),
            Linked = linked,
            LinkedByName = byName,
            Actions = [.. known.OrderBy(action => action.At).ThenBy(action => action.Kind)],
            Severity = Severity(cells),
            IsClosed = RowWords.IsClosed(status),
            TextHash = text.Length == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            TextLength = text.Length,
            Text = text.Length == 0 ? null : text,
        };
        return row with { Notes = actions.Count - row.Actions.Length };
    }

    private PupilClue Pupil(Cells cells)
    {
        var upn = cells.Text(ConcernColumns.Upn);
        var (forename, surname) = (cells.Text(ConcernColumns.Forename), cells.Text(ConcernColumns.Surname));
        return new PupilClue(
            NullIfEmpty(cells.Text(ConcernColumns.MisId)),
            PupilNumber.IsPermanent(upn) ? PupilNumber.Hash(key, upn) : null,
            NullIfEmpty(cells.Text(ConcernColumns.AdmissionNumber)),
            RowWords.Name(forename.Length > 0 && surname.Length > 0 ? $"{forename} {surname}" : cells.Text(ConcernColumns.StudentName)),
            RowTime.Day(cells.Text(ConcernColumns.Born)));
    }

    private RowTime Occurred(Cells cells)
    {
        var text = cells.Text(ConcernColumns.OccurredAt);
        if (text.Length == 0)
            cells.Refuse(ConcernColumns.OccurredAt, "is empty");
        else if (RowTime.Of(text) is { } at)
            return InTime(cells, ConcernColumns.OccurredAt, WithTime(cells, at));
        else
            cells.Refuse(ConcernColumns.OccurredAt, NotATime);
        return default;
    }

    private static RowTime WithTime(Cells cells, RowTime at)
    {
        var text = cells.Text(ConcernColumns.Time);
        if (text.Length == 0)
            return at;
        if (RowWords.Parts(text) is not [var only] || RowTime.Clock(only) is not { } time)
            cells.Refuse(ConcernColumns.Time, "is not a time of day, as in 15:40");
        else if (at.IsDayOnly)
            return RowTime.Wall(Domain.Windows.SchoolTime.DateOf(at.At), time);
        else if (Domain.Windows.SchoolTime.TimeOf(at.At) != time)
            cells.Refuse(ConcernColumns.Time, $"is another time than “{ConcernColumns.OccurredAt}” gives");
        return at;
    }

    private const string NotATime = "is not a date of the calendar with a year of four digits, as in 18/11/2026, 18/11/2026 15:40 or 2026-11-18T15:40";

    private DateTimeOffset? Instant(Cells cells, string column)
    {
        var text = cells.Text(column);
        if (text.Length == 0)
            return null;
        if (RowTime.Of(text) is { } at)
            return InTime(cells, column, at).At;
        cells.Refuse(column, NotATime);
        return null;
    }

    private RowTime InTime(Cells cells, string column, RowTime at)
    {
        if (at.At - receivedAt > ObservationCheck.FutureTolerance)
            cells.Refuse(column, "is later than it was received");
        else if (at.At.Year < 1990)
            cells.Refuse(column, "is before 1990");
        return at;
    }

    private static ImmutableArray<string> Categories(Cells cells)
    {
        ImmutableArray<string> parts = [.. ((string[])[ConcernColumns.Categories, ConcernColumns.Subcategory]).SelectMany(column => RowWords.Parts(cells.Text(column))).Distinct(StringComparer.Ordinal)];
        if (RowWords.Parts(cells.Text(ConcernColumns.Categories)).IsEmpty)
            cells.Refuse(ConcernColumns.Categories, "is empty");
        else if (parts.Length > MostParts || parts.Any(part => part.Length > LongestCategory))
            cells.Refuse(ConcernColumns.Categories, $"has more than {MostParts} categories, or one of more than {LongestCategory} characters");
        return parts;
    }

    private (ImmutableArray<PupilClue> Linked, int ByName) Linked(Cells cells)
    {
        var entries = RowWords.Parts(cells.Text(ConcernColumns.Linked), '\n', '\r', ';', '|', ',');
        if (entries.Length > MostParts)
            cells.Refuse(ConcernColumns.Linked, $"names more than {MostParts} pupils");
        var clues = entries.Select(entry => RowWords.Linked(entry, key)).ToList();
        return ([.. clues.OfType<PupilClue>().Distinct()], clues.Count(clue => clue is null));
    }

    private static int? Severity(Cells cells)
    {
        var text = cells.Text(ConcernColumns.Severity);
        if (text.Length > 0 && RowWords.Severity(text) is null)
            cells.Refuse(ConcernColumns.Severity, "is not 1 to 4, nor low, medium, high or critical");
        return RowWords.Severity(text);
    }

    private static bool Deleted(Cells cells)
    {
        var answer = RowWords.YesOrNo(cells.Text(ConcernColumns.Deleted));
        if (answer is null)
            cells.Refuse(ConcernColumns.Deleted, "is neither yes nor no, nor a date");
        return answer is true;
    }

    // Staff are told apart and not named.
    private string Recorder(string name) =>
        name.Length == 0 ? "unknown" : "staff." + Convert.ToHexStringLower(HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes("recorder|" + name.ToUpperInvariant())).AsSpan(0, 8));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>The cells of one row, and the first thing that is wrong with them.</summary>
    private sealed class Cells(CsvRow row)
    {
        public CsvFault? Trouble { get; private set; }

        public string Text(string column) => row.Cells.GetValueOrDefault(column, "");

        public void Refuse(string column, string reason) => Trouble ??= new CsvFault(row.Line, column, reason);
    }
}
