using System.Collections.Immutable;
using System.Security.Claims;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Access;

/// <summary>Who is asking: an opaque id, the name colleagues know, and the grants they hold now.</summary>
internal sealed record Staff(string Id, string Name, ImmutableArray<Grant> Grants)
{
    public IEnumerable<SchoolId> SchoolsFor(Act act) =>
        Grants.Select(grant => grant.School).Distinct().Where(school => Policy.Decide(Grants, act, school).Allowed);
}

/// <summary>Finds out who is asking and what they were granted. Grants are read for each request, so one that is taken back is gone at once.</summary>
internal sealed class StaffRegister(IGrainFactory grains, PersonaBook personas)
{
    public const string IdClaim = "sub";

    // The silo that held a trust or a person may have been killed a moment ago: one call would wait half a minute for an answer that never
    // comes, the next finds the grain elsewhere. Both questions only read.
    private const int Tries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Null: nobody is signed in.</summary>
    public async ValueTask<Staff?> Find(ClaimsPrincipal user)
    {
        if (user.FindFirstValue(IdClaim) is not { Length: > 0 } id)
            return null;
        var persona = personas.Find(id);
        var records = persona?.Grants ?? await Ask(() => grains.GetGrain<IStaffGrain>(id).Grants());
        var spread = new List<Grant>();
        foreach (var record in records)
            spread.AddRange(await Spread(record));
        return new Staff(id, persona?.Shown.Name ?? user.FindFirstValue("name") ?? id, [.. spread]);
    }

    private Task<IEnumerable<Grant>> Spread(GrantRecord record) =>
        GrantSpread.Of(record, trust => Ask(() => grains.GetGrain<ITrustGrain>(trust.Value).Schools()));

    private static async Task<T> Ask<T>(Func<Task<T>> question)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                return await question().WaitAsync(Patience);
            }
            catch (TimeoutException) when (left > 0)
            {
                // Nothing was changed and nothing is lost: it is asked again, and the last time-out is told.
            }
        }
    }
}
