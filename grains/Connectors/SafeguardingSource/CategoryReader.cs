using System.Collections.Immutable;
using System.Globalization;

namespace RiskMonitor.Connectors.SafeguardingSource;

/// <summary>
/// The school's categories and what they mean. A new name, or a new meaning of an old one, moves no incident's "updated":
/// the incidents of such a category are read again.
/// </summary>
internal sealed class CategoryReader(CategoryTable table)
{
    private const string NameTable = "categories";
    private const string MeaningTable = "category-meanings";

    public Reading Read(CategoryPayload row, UpstreamMemory memory)
    {
        if (string.IsNullOrEmpty(row.Id))
            return new Reading(null, memory, "id: missing.");
        if (row.Name is null)
            return new Reading(null, memory, "name: missing.");
        var meaning = Text(table.Of(row.Name));
        var before = memory.Find(MeaningTable, row.Id);
        memory = memory.With(NameTable, row.Id, row.Name).With(MeaningTable, row.Id, meaning);
        return new Reading(null, before is null || before == meaning ? memory : Placements.ReadAgain(memory, incident => incident.Categories.Contains(row.Id)));
    }

    /// <summary>By the name the table gives now, else by the one the incident gives.</summary>
    public ImmutableArray<CategoryMeaning> Meanings(CategoryPayload[]? categories, UpstreamMemory memory) =>
        categories is not { Length: > 0 }
            ? [CategoryTable.Unmapped]
            : [.. categories.Select(category => table.Of((category.Id is null ? null : memory.Find(NameTable, category.Id)) ?? category.Name))];

    /// <summary>By name; a category without a concern counts 0.</summary>
    public static ImmutableDictionary<string, int> Counts(UpstreamMemory memory)
    {
        var perId = Placements.All(memory).Where(incident => incident.Student is not null).SelectMany(incident => incident.Categories.Distinct()).CountBy(id => id).ToDictionary();
        return memory.Table(NameTable).GroupBy(each => each.Value, StringComparer.Ordinal)
            .ToImmutableDictionary(named => named.Key, named => named.Sum(each => perId.GetValueOrDefault(each.Key)), StringComparer.Ordinal);
    }

    private static string Text(CategoryMeaning meaning) => string.Create(CultureInfo.InvariantCulture, $"{meaning.Canonical}|{meaning.Severity}");
}
