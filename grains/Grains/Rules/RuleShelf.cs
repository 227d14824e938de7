using System.Collections.Concurrent;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Rules;

/// <summary>
/// The schools' rule books as this process knows them, so that only the number of an edition travels with a slice. Editions are built from
/// what the school's journal says alone, and are only ever added: a book found here is the same in every process.
/// </summary>
public sealed class RuleShelf(IGrainFactory grains)
{
    // Bounded by the schools whose rules differ from the catalogue.
    private readonly ConcurrentDictionary<SchoolId, RuleEditions> known = new();

    /// <summary>A school's editions, those up to a number at least; asks the school when they are not here.</summary>
    public async ValueTask<RuleEditions> Of(SchoolId school, int atLeast) => Find(school, atLeast) ?? await Ask(school);

    /// <summary>The same without asking; null: they are not here.</summary>
    public RuleEditions? Find(SchoolId school, int atLeast) =>
        atLeast == 0 ? RuleEditions.Catalogue
        : known.TryGetValue(school, out var found) && found.Last.Number >= atLeast ? found
        : null;

    /// <summary>A school's editions as they are now.</summary>
    public async Task<RuleEditions> Ask(SchoolId school) => Keep(school, RuleEditions.Of(await grains.GetGrain<ISchoolGrain>(school.Value).Rules()));

    public RuleEditions Keep(SchoolId school, RuleEditions editions) =>
        editions.Last.Number == 0 ? editions
        : known.AddOrUpdate(school, editions, (_, before) => before.Last.Number >= editions.Last.Number ? before : editions);
}
