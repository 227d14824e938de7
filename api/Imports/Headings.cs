using System.Collections.Immutable;

namespace RiskMonitor.Api.Imports;

/// <summary>A column a file may have.</summary>
/// <param name="Name">What we call it; letter case, spaces and punctuation of a heading do not matter.</param>
/// <param name="Aliases">What others call it.</param>
internal sealed record Column(string Name, bool IsRequired, params ImmutableArray<string> Aliases)
{
    public bool IsCalled(string heading) =>
        Plain(heading) is { Length: > 0 } plain && (plain == Plain(Name) || Aliases.Any(alias => plain == Plain(alias)));

    private static string Plain(string heading) => string.Concat(heading.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}

/// <summary>Which cell of a row belongs to which column. What is in a column that nobody knows is never looked at.</summary>
internal sealed class Headings
{
    private readonly ImmutableArray<Column?> columns;

    private Headings(ImmutableArray<Column?> columns) => this.columns = columns;

    public int Count => columns.Length;

    public int Unknown => columns.Count(column => column is null);

    /// <returns>The headings, or why these cannot be the headings of such a file; it names our columns only, never what stands in the file.</returns>
    public static (Headings? Headings, string? Trouble) Read(string[] firstLine, ImmutableArray<Column> known)
    {
        ImmutableArray<Column?> found = [.. firstLine.Select(heading => known.FirstOrDefault(column => column.IsCalled(heading)))];
        if (known.FirstOrDefault(column => found.Count(each => each == column) > 1) is { } twice)
            return (null, $"The file has the column “{twice.Name}” twice.");
        if (known.FirstOrDefault(column => column.IsRequired && !found.Contains(column)) is { } missing)
            return (null, $"The file has no column “{missing.Name}”. Its first line must name the columns, with commas between them: {string.Join(", ", known.Select(column => column.Name))}.");
        return (new Headings(found), null);
    }

    public IReadOnlyDictionary<string, string> Named(string[] cells)
    {
        var named = new Dictionary<string, string>(columns.Length, StringComparer.Ordinal);
        for (var place = 0; place < columns.Length; place++)
        {
            if (columns[place] is { } column)
                named[column.Name] = place < cells.Length ? cells[place].Trim() : "";
        }

        return named;
    }
}
