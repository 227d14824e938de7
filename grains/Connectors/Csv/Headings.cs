using System.Collections.Immutable;

namespace RiskMonitor.Connectors.Csv;

/// <summary>A column a file may have.</summary>
/// <param name="Name">What we call it; letter case, spaces and punctuation of a heading do not matter.</param>
/// <param name="Aliases">What others call it, the surest first.</param>
public sealed record Column(string Name, bool IsRequired, params ImmutableArray<string> Aliases)
{
    public bool IsCalled(string heading) => RankOf(heading) is not null;

    /// <summary>Which of its names this is: 0 our own, then the aliases in their order; null when it is none.</summary>
    internal int? RankOf(string heading)
    {
        if (Plain(heading) is not { Length: > 0 } plain)
            return null;
        if (plain == Plain(Name))
            return 0;
        var place = Aliases.IndexOf(plain, 0, Aliases.Length, PlainComparer.Instance);
        return place < 0 ? null : place + 1;
    }

    private static string Plain(string heading) => string.Concat(heading.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private sealed class PlainComparer : IEqualityComparer<string>
    {
        public static readonly PlainComparer Instance = new();

        public bool Equals(string? one, string? other) => Plain(one!) == Plain(other!);

        public int GetHashCode(string text) => Plain(text).GetHashCode(StringComparison.Ordinal);
    }
}

/// <summary>Which cell of a row belongs to which column. What is in a column that nobody knows is never looked at.</summary>
internal sealed class Headings
{
    private readonly ImmutableArray<Column?> columns;

    private Headings(ImmutableArray<Column?> columns) => this.columns = columns;

    public int Count => columns.Length;

    public int Unknown => columns.Count(column => column is null);

    public ImmutableHashSet<string> Known => [.. columns.OfType<Column>().Select(column => column.Name)];

    /// <returns>The headings, or why these cannot be the headings of such a file; it names our columns only, never what stands in the file.</returns>
    public static (Headings? Headings, string? Trouble) Read(string[] firstLine, ImmutableArray<Column> known, bool firstNameWins)
    {
        var found = firstLine.Select(heading => known.FirstOrDefault(column => column.IsCalled(heading))).ToArray();
        foreach (var column in firstNameWins ? known : [])
            Prefer(column, firstLine, found);
        if (known.FirstOrDefault(column => found.Count(each => each == column) > 1) is { } twice)
            return (null, $"The file has the column “{twice.Name}” twice.");
        if (known.FirstOrDefault(column => column.IsRequired && !found.Contains(column)) is { } missing)
            return (null, $"The file has no column “{missing.Name}”. Its first line must name the columns, with commas between them: {string.Join(", ", known.Select(column => column.Name))}.");
        return (new Headings([.. found]), null);
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

    // The others under other names are then columns we do not read. Twice under the same name stays twice: nobody knows which is meant.
    private static void Prefer(Column column, string[] firstLine, Column?[] found)
    {
        var places = Enumerable.Range(0, found.Length).Where(place => found[place] == column).ToList();
        if (places.Count < 2)
            return;
        var surest = places.Min(place => column.RankOf(firstLine[place]));
        foreach (var place in places.Where(place => column.RankOf(firstLine[place]) != surest))
            found[place] = null;
    }
}
