using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Trusts;

/// <summary>Somebody whose grants come with the program and not from the store: the demo's staff.</summary>
public sealed record KnownPerson(string Id, string Name, ImmutableArray<GrantRecord> Grants);

/// <summary>All of them; none outside the demo.</summary>
public sealed record KnownStaff(ImmutableArray<KnownPerson> People)
{
    public static KnownStaff None { get; } = new([]);
}

/// <param name="Name">The name colleagues know; their id where we know none.</param>
/// <param name="OwnAddress">The address they gave themselves.</param>
public sealed record StaffMember(string Id, string Name, string? OwnAddress, ImmutableArray<Grant> Grants, DigestPlan Plan)
{
    /// <summary>The boards they may see, and how much of them.</summary>
    public IEnumerable<(SchoolId School, Sight Sight)> Boards =>
        from school in Grants.Select(grant => grant.School).Distinct().Order()
        let decision = Policy.Decide(Grants, Act.OpenCase, school)
        where decision.Allowed
        select (school, decision.Sight);

    public bool Is(Role role, SchoolId school) => Grants.Any(grant => grant.Role == role && grant.School == school);
}

/// <summary>Everybody with a grant, as of now.</summary>
public sealed class StaffDirectory(IGrainFactory grains, KnownStaff known)
{
    private const int AtOnce = 16;

    public async Task<ImmutableArray<StaffMember>> Everyone()
    {
        var listed = await grains.GetGrain<IStaffListGrain>(IStaffListGrain.Key).Everyone();
        var trusts = new Dictionary<TrustId, ImmutableArray<TrustMember>>();
        var people = ImmutableArray.CreateBuilder<StaffMember>();
        foreach (var some in known.People.Select(person => person.Id).Union(listed, StringComparer.Ordinal).Chunk(AtOnce))
        {
            var stored = await Task.WhenAll(some.Select(Stored));
            foreach (var (person, records) in stored)
                people.Add(person with { Grants = await Spread(records, trusts) });
        }

        return [.. people.Where(person => !person.Grants.IsEmpty)];
    }

    /// <summary>Null: nobody by this id holds a grant.</summary>
    public async Task<StaffMember?> Find(string id)
    {
        var (person, records) = await Stored(id);
        var grants = await Spread(records, []);
        return grants.IsEmpty ? null : person with { Grants = grants };
    }

    private async Task<(StaffMember Person, ImmutableArray<GrantRecord> Records)> Stored(string id)
    {
        var own = known.People.FirstOrDefault(person => person.Id == id);
        var grain = grains.GetGrain<IStaffGrain>(id);
        var settings = (await grain.Settings()).Settings;
        var visit = await grain.LastVisit();
        ImmutableArray<GrantRecord> records = [.. ((IEnumerable<GrantRecord>)[.. own?.Grants ?? [], .. await grain.Grants(), .. visit?.Grants ?? []]).Distinct()];
        return (new StaffMember(id, own?.Name ?? visit?.Name ?? settings.Name ?? id, settings.Address, [], settings.Plan ?? DigestPlan.For(RolesOf(records))), records);
    }

    private async Task<ImmutableArray<Grant>> Spread(ImmutableArray<GrantRecord> records, Dictionary<TrustId, ImmutableArray<TrustMember>> trusts)
    {
        var grants = ImmutableArray.CreateBuilder<Grant>();
        foreach (var record in records)
            grants.AddRange(await GrantSpread.Of(record, trust => MembersOf(trust, trusts)));
        return grants.ToImmutable();
    }

    // A trust is asked once a round, however many people lead it.
    private async Task<ImmutableArray<TrustMember>> MembersOf(TrustId trust, Dictionary<TrustId, ImmutableArray<TrustMember>> asked)
    {
        if (!asked.TryGetValue(trust, out var members))
            asked[trust] = members = await grains.GetGrain<ITrustGrain>(trust.Value).Members();
        return members;
    }

    public static ImmutableArray<Role> RolesOf(IEnumerable<GrantRecord> records) =>
        [.. records.Select(record => record.Role).Where(role => Enum.IsDefined(typeof(Role), role)).Select(Enum.Parse<Role>).Distinct()];
}
