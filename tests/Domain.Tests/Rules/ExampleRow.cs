namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>A row of a file in Examples: what it shows, what happens, and what is told of it.</summary>
internal sealed record ExampleRow(string Rule, string Sentence, string Events, string AlertOn)
{
    public static IEnumerable<ExampleRow> All() =>
        from file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Examples"), "*-*.md").Order(StringComparer.Ordinal)
        let rule = Path.GetFileNameWithoutExtension(file)
        from row in File.ReadLines(file).Where(line => line.StartsWith('|')).Skip(2)
        let cells = row.Split('|', StringSplitOptions.TrimEntries)
        select new ExampleRow(rule, cells[1], cells[2].Trim('`'), cells[3]);
}
