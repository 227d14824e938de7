namespace RiskMonitor.Connectors.Csv;

/// <summary>How a file may be written. A file that a person makes for us keeps to one form; another product's export is read as it comes.</summary>
/// <param name="AnyEncodingAndDelimiter">Also Windows-1252, and semicolons or tabs between the cells; else UTF-8 and commas only.</param>
/// <param name="LinesInCells">Whether a cell may go over several lines, and hold whatever else was pasted into it.</param>
/// <param name="FirstNameWins">Whether a column that is there under several of its names is read under the first that we list; else the file is refused.</param>
public sealed record CsvForm(int MostRows, int LongestCell, bool AnyEncodingAndDelimiter, bool LinesInCells, bool FirstNameWins)
{
    public static CsvForm Strict { get; } = new(CsvTable.MostRows, CsvTable.LongestCell, false, false, false);

    public static CsvForm Export { get; } = new(20_000, 200_000, true, true, true);
}
