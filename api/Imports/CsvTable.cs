using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;
using RiskMonitor.Contracts;

namespace RiskMonitor.Api.Imports;

/// <summary>One row of a file: the line it begins on and its cells by the column's own name. A cell that is not there is empty.</summary>
internal sealed record CsvRow(int Line, IReadOnlyDictionary<string, string> Cells);

/// <summary>The rows of a file that can be read as rows, and those that cannot.</summary>
internal sealed record CsvTable(ImmutableArray<CsvRow> Rows, ImmutableArray<RejectedRow> Rejections, int UnknownColumns)
{
    public const int MostRows = 5_000;
    public const int LongestCell = 200;

    /// <returns>The table, or why the file as a whole cannot be read. Neither repeats a cell of the file.</returns>
    public static (CsvTable? Table, string? Trouble) Read(ReadOnlySpan<byte> file, ImmutableArray<Column> columns)
    {
        if (file.StartsWith(Encoding.UTF8.Preamble))
            file = file[Encoding.UTF8.Preamble.Length..];
        if (!Utf8.IsValid(file))
            return (null, "The file is not UTF-8 text. Save it as “CSV UTF-8” and choose it again.");
        using var lines = new Lines(Encoding.UTF8.GetString(file));
        if (!lines.Next())
            return (null, "The file is empty: its first line must name the columns.");
        var (headings, trouble) = Headings.Read(lines.Cells, columns);
        return headings is null ? (null, trouble) : Rest(lines, headings);
    }

    private static (CsvTable?, string?) Rest(Lines lines, Headings headings)
    {
        var rows = ImmutableArray.CreateBuilder<CsvRow>();
        var rejections = ImmutableArray.CreateBuilder<RejectedRow>();
        while (lines.Next())
        {
            if (rows.Count + rejections.Count == MostRows)
                return (null, $"The file has more than {MostRows} rows. Cut it into several.");
            if (Fault(lines, headings) is { } fault)
                rejections.Add(fault);
            else
                rows.Add(new CsvRow(lines.Line, headings.Named(lines.Cells)));
        }

        return (new CsvTable(rows.DrainToImmutable(), rejections.DrainToImmutable(), headings.Unknown), null);
    }

    private static RejectedRow? Fault(Lines lines, Headings headings)
    {
        if (lines.IsMisquoted)
            return new(lines.Line, null, "has a quotation mark out of place, or one that is never closed");
        if (lines.Cells.Skip(headings.Count).Any(cell => !string.IsNullOrWhiteSpace(cell)))
            return new(lines.Line, null, "has more cells than the first line names; put a cell with a comma in quotation marks");
        foreach (var (column, cell) in headings.Named(lines.Cells))
        {
            if (cell.Length > LongestCell)
                return new(lines.Line, column, $"is longer than {LongestCell} characters");
            if (cell.Any(char.IsControl))
                return new(lines.Line, column, "has a line break or another control character");
        }

        return null;
    }

    /// <summary>The file's rows one after another, blank ones left out, each with the line it begins on.</summary>
    private sealed class Lines : IDisposable
    {
        private readonly CsvParser parser;
        private bool isBad;

        public Lines(string text) => parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = ",",
            // Counted here: the parser would leave them out of the line numbers' reckoning.
            IgnoreBlankLines = false,
            BadDataFound = _ => isBad = true,
        });

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
