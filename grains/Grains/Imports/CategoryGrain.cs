using RiskMonitor.Grains.Auditing;
using System.Collections.Immutable;
using RiskMonitor.Connectors;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Imports;

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: the categories signed off, sealed like everything of a school.</summary>
[GenerateSerializer, Alias("SealedCategories")]
public sealed class SealedCategories
{
    [Id(0)] public byte[] Sealed { get; set; } = [];
}

/// <summary>What a school's words for concerns mean. Counts are asked of those who hold the concerns; nothing is counted twice here.</summary>
[GrainType("categories")]
public sealed class CategoryGrain(
    [PersistentState("categories", StateStorage.Name)] IPersistentState<SealedCategories> stored,
    FeedDirectory feeds,
    CheckpointSeal seal,
    SchoolStore store,
    SchoolClock clock) : Grain, ICategoryGrain
{
    private const string Place = "categories";
    private const int MostSigned = 2_000;

    private ImmutableArray<SignedCategory> signed = [];

    private SchoolId School => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (stored.State.Sealed.Length > 0)
            signed = await seal.Unseal<ImmutableArray<SignedCategory>>(School, Place, stored.State.Sealed);
    }

    public Task<ImmutableArray<SignedCategory>> Signed() => Task.FromResult(signed);

    public async Task<ImmutableArray<CategoryRow>> List()
    {
        var imported = await GrainFactory.GetGrain<IConcernImportGrain>(School.Value).Categories();
        var polled = await Task.WhenAll(feeds.FeedsOf(School).Select(feed => GrainFactory.GetGrain<IFeedGrain>($"{School}/{feed}").Categories()));
        var table = SignedTable.Of(signed);
        var seen = imported.Concat(polled.SelectMany(counts => counts)).Concat(signed.Select(each => KeyValuePair.Create(each.Name, 0)));
        return [.. seen.GroupBy(each => CategoryTable.Letters(each.Key), StringComparer.Ordinal).Select(same => RowOf(same, table)).OrderBy(row => row.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public async Task<string?> SignOff(SignOffRequest request)
    {
        var letters = CategoryTable.Letters(request.Name);
        if (letters.Length == 0 || request.Name.Length > 120)
            return "name: must be a category's name, of at most 120 characters with a letter or digit among them.";
        if (!CategoryTable.Canonical.TryGetValue(request.Canonical, out var usual))
            return $"canonical: is not one of {string.Join(", ", CategoryTable.Canonical.Keys.Order(StringComparer.Ordinal))}.";
        if (request.Severity is < 1 or > 4)
            return "severity: is not 1 to 4.";
        if (signed.Length >= MostSigned)
            return $"name: more than {MostSigned} categories are signed off already.";
        var next = new SignedCategory(request.Name.Trim(), request.Canonical, request.Severity ?? usual, request.Actor, clock.Now);
        await Audit(next);
        var others = signed.Where(each => CategoryTable.Letters(each.Name) != letters);
        await Save([.. others.Append(next).OrderBy(each => each.Name, StringComparer.Ordinal)]);
        // Polled concerns are read again by their own feed's next sweep, which sees that the meaning has changed.
        await GrainFactory.GetGrain<IConcernImportGrain>(School.Value).Settle();
        return null;
    }

    private CategoryRow RowOf(IGrouping<string, KeyValuePair<string, int>> same, CategoryTable table)
    {
        var name = same.First().Key;
        var (meaning, by) = (table.Of(name), signed.FirstOrDefault(each => CategoryTable.Letters(each.Name) == same.Key));
        return new CategoryRow(name, same.Sum(each => each.Value), meaning.Canonical, meaning.Severity, table.Knows(name), by?.By, by?.At);
    }

    private async Task Audit(SignedCategory next)
    {
        await new AuditedFirst(store).Write(new AuditRow(next.At, next.By, "categories.sign-off", School, next.Name, $"{next.Canonical}, severity {next.Severity}"), "nothing is signed off");
    }

    private async Task Save(ImmutableArray<SignedCategory> next)
    {
        stored.State = new SealedCategories { Sealed = await seal.Seal(School, Place, next) };
        await stored.WriteStateAsync();
        signed = next;
    }
}
