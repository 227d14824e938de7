using System.Collections.Frozen;
using System.Globalization;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Api.Imports;

/// <summary>Reads the cells of one row, each once. The first thing that is wrong is kept, with the column at fault; its reason repeats nothing of the cell.</summary>
internal sealed class RowCells(CsvRow row)
{
    private static readonly string[] Dates = ["yyyy-MM-dd", "dd/MM/yyyy"];

    public int Line => row.Line;

    public RejectedRow? Trouble { get; private set; }

    public bool IsEmpty(string column) => Optional(column).Length == 0;

    public string Optional(string column) => row.Cells.GetValueOrDefault(column, "");

    public string Text(string column)
    {
        if (IsEmpty(column))
            Reject(column, "is empty");
        return Optional(column);
    }

    public int Whole(string column)
    {
        var text = Text(column);
        if (text.Length > 0 && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            Reject(column, "is not a whole number");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    public DateOnly? OptionalDate(string column)
    {
        if (IsEmpty(column))
            return null;
        if (DateOnly.TryParseExact(Optional(column), Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Reject(column, "is not a date of the calendar, as in 2026-09-01 or 01/09/2026");
        return null;
    }

    public DateOnly Date(string column)
    {
        _ = Text(column);
        return OptionalDate(column) ?? default;
    }

    public TimeOnly Clock(string column)
    {
        var text = Text(column);
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        Reject(column, "is not a time of day, as in 09:20");
        return default;
    }

    /// <summary>One of a closed list of words, in whichever of its spellings; letter case and spaces do not matter.</summary>
    public string Word(string column, FrozenDictionary<string, string> words)
    {
        var text = Text(column);
        if (words.TryGetValue(string.Concat(text.Where(char.IsLetterOrDigit)), out var word))
            return word;
        Reject(column, $"is not one of {string.Join(", ", words.Values.Distinct().Order(StringComparer.Ordinal))}");
        return "";
    }

    public void Reject(string? column, string reason) => Trouble ??= new RejectedRow(Line, column, reason);

    /// <summary>The same check that a pushed line passes.</summary>
    public void Check(Observation observation, IEnumerable<Column> columns)
    {
        if (Trouble is null && ObservationCheck.Of(observation) is { } implausible)
            Reject(columns.FirstOrDefault(column => column.IsCalled(implausible.Field))?.Name, implausible.Reason);
    }
}
