using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;

namespace RiskMonitor.Connectors.Csv;

/// <summary>The bytes of a file as text, and what stands between its cells.</summary>
/// <param name="Encoding">UTF-8 or Windows-1252, as people call them.</param>
internal sealed record CsvText(string Text, string Encoding, char Delimiter)
{
    private static readonly char[] Delimiters = [',', ';', '\t'];

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <returns>The text, or why the bytes are none.</returns>
    public static (CsvText? Text, string? Trouble) Read(ReadOnlySpan<byte> file, ImmutableArray<Column> columns, CsvForm form)
    {
        if (file.StartsWith(System.Text.Encoding.UTF8.Preamble))
            file = file[System.Text.Encoding.UTF8.Preamble.Length..];
        var isUtf8 = Utf8.IsValid(file);
        if (!form.AnyEncodingAndDelimiter)
            return isUtf8 ? (new CsvText(System.Text.Encoding.UTF8.GetString(file), "UTF-8", ','), null) : (null, "The file is not UTF-8 text. Save it as “CSV UTF-8” and choose it again.");
        // No text in either encoding has a zero in it; a spreadsheet, an archive and UTF-16 have many.
        if (file.Contains((byte)0))
            return (null, "The file is not text in UTF-8 or Windows-1252. Export it as CSV and choose it again.");
        var text = isUtf8 ? System.Text.Encoding.UTF8.GetString(file) : Windows.GetString(file);
        return (new CsvText(text, isUtf8 ? "UTF-8" : "Windows-1252", Sniffed(text, columns)), null);
    }

    public static CsvParser Parser(string text, char delimiter, Action bad) => new(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = delimiter.ToString(),
        // Counted by us: the parser would leave them out of the line numbers' reckoning.
        IgnoreBlankLines = false,
        BadDataFound = _ => bad(),
    });

    // The headings tell: only with the right delimiter are they the ones we know. Counting signs would be misled by the first narrative.
    private static char Sniffed(string text, ImmutableArray<Column> columns) => Delimiters.MaxBy(delimiter =>
    {
        using var parser = Parser(text, delimiter, () => { });
        while (parser.Read())
        {
            if (!parser.Record!.All(string.IsNullOrWhiteSpace))
                return parser.Record!.Count(heading => columns.Any(column => column.IsCalled(heading)));
        }

        return 0;
    });
}
