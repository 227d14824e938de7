using System.Collections.Immutable;
using CsvHelper;

namespace RiskMonitor.Connectors.Csv;

/// <summary>One row of a file: the line it begins on and its cells by the column's own name. A cell that is not there is empty.</summary>
public sealed record CsvRow(int Line, IReadOnlyDictionary<string, string> Cells);

/// <summary>A row that was refused. Neither column nor reason repeats anything of the file.</summary>
public sealed record CsvFault(int Line, string? Column, string Reason);

/// <summary>The rows of a file that can be read as rows, and those that cannot.</summary>
public sealed record CsvTable(ImmutableArray<CsvRow> Rows, ImmutableArray<CsvFault> Rejections, int UnknownColumns)
{
    public const int MostRows = 5_000;
    public const int LongestCell = 200;

    public string Encoding { get; private init; } = "UTF-8";

    public char Delimiter { get; private init; } = ',';

    /// <summary>The columns that the file has.</summary>
    public ImmutableHashSet<string> Columns { get; private init; } = [];

    /// <returns>The table, or why the file as a whole cannot be read. Neither repeats a cell of the file.</returns>
    public static (CsvTable? Table, string? Trouble) Read(ReadOnlySpan<byte> file, ImmutableArray<Column> columns, CsvForm? form = null)
    {
        form ??= CsvForm.Strict;
        var (text, unreadable) = CsvText.Read(file, columns, form);
        if (text is null)
            return (null, unreadable);
        using var lines = new Lines(text);
        if (!lines.Next())
            return (null, "The file is empty: its first line must name the columns.");
        var (headings, trouble) = Headings.Read(lines.Cells, columns, form.FirstNameWins);
        if (headings is null)
            return (null, trouble);
        var (table, tooLong) = Rest(lines, headings, form);
        return (table is null ? null : table with { Encoding = text.Encoding, Delimiter = text.Delimiter, Columns = headings.Known }, tooLong);
    }

    private static (CsvTable?, string?) Rest(Lines lines, Headings headings, CsvForm form)
    {
        var rows = ImmutableArray.CreateBuilder<CsvRow>();
        var rejections = ImmutableArray.CreateBuilder<CsvFault>();
        while (lines.Next())
        {
            if (rows.Count + rejections.Count == form.MostRows)
                return (null, $"The file has more than {form.MostRows} rows. Cut it into several.");
            if (Fault(lines, headings, form) is { } fault)
                rejections.Add(fault);
            else
                rows.Add(new CsvRow(lines.Line, headings.Named(lines.Cells)));
        }

        return (new CsvTable(rows.DrainToImmutable(), rejections.DrainToImmutable(), headings.Unknown), null);
    }

    private static CsvFault? Fault(Lines lines, Headings headings, CsvForm form)
    {
        if (lines.IsMisquoted)
            return new(lines.Line, null, "has a quotation mark out of place, or one that is never closed");
        if (lines.Cells.Skip(headings.Count).Any(cell => !string.IsNullOrWhiteSpace(cell)))
            return new(lines.Line, null, "has more cells than the first line names; put a cell with a comma in quotation marks");
        foreach (var (column, cell) in headings.Named(lines.Cells))
        {
            if (cell.Length > form.LongestCell)
                return new(lines.Line, column, $"is longer than {form.LongestCell} characters");
            if (!form.LinesInCells && cell.Any(char.IsControl))
                return new(lines.Line, column, "has a line break or another control character");
        }

        return null;
    }

    /// <summary>The file's rows one after another, blank ones left out, each with the line it begins on.</summary>
    private sealed class Lines : IDisposable
    {
        private readonly CsvParser parser;
        private bool isBad;

        public Lines(CsvText text) => parser = CsvText.Parser(text.Text, text.Delimiter, () => isBad = true);

        public int Line { get; private set; }

        public string[] Cells { get; private set; } = [];

        public bool IsMisquoted { get; private set; }

        public bool Next()
        {
            do
            {
                isBad = false;
                Line = parser.RawRow + 1;
                if (!parser.Read())
                    return false;
                Cells = parser.Record!;
            }
            while (Cells.All(string.IsNullOrWhiteSpace));

            // What is never closed swallows the rest of the file, and the parser does not call that bad.
            IsMisquoted = isBad || parser.RawRecord.Count(letter => letter == '"') % 2 != 0;
            return true;
        }

        public void Dispose() => parser.Dispose();
    }
}
