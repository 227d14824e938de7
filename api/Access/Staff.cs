using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.Extensions.Options;
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
internal sealed class StaffRegister(IGrainFactory grains, PersonaBook personas, Sessions sessions, IOptions<SignInOptions> options, TimeProvider time)
{
    public const string IdClaim = "sub";

    /// <summary>Before the id of a program: what is granted to a person is never granted to a program of the same id.</summary>
    public const string ProgramPrefix = "client:";

    /// <summary>Before the school and the id of a screen.</summary>
    public const string WallPrefix = "wall:";

    // The silo that held a trust or a person may have been killed a moment ago: one call would wait half a minute for an answer that never
    // comes, the next finds the grain elsewhere. Both questions only read.
    private const int Tries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Null: nobody is signed in, or their session is over.</summary>
    public async ValueTask<Staff?> Find(ClaimsPrincipal user)
    {
        if (user.FindFirstValue(IdClaim) is not { Length: > 0 } id || sessions.BeganAt(user) is not { } began)
            return null;
        if (Sessions.IsWall(user))
            return await Wall(id);
        var persona = personas.Find(id);
        var standing = await Ask(() => grains.GetGrain<IStaffGrain>(id).Standing());
        if (began < standing.SessionsSince || (sessions.Of(user) is { } session && standing.Ended.ContainsKey(session.Id)))
            return null;
        var spread = new List<Grant>();
        foreach (var record in (persona?.Grants ?? []).Concat(standing.Grants).Concat(GivenByClaims(options.Value, user)).Distinct())
            spread.AddRange(await Spread(record));
        return new Staff(id, persona?.Shown.Name ?? user.FindFirstValue("name") ?? id, [.. spread]);
    }

    private async Task<Staff?> Wall(string id)
    {
        if (id.Split(':') is not [_, var school, var wall])
            return null;
        try
        {
            var standing = await Ask(() => grains.GetGrain<IWallDisplaysGrain>(school).Standing(wall));
            return standing is null ? null : new Staff(id, standing.Name, [new Grant(Role.WallDisplay, new SchoolId(school))]);
        }
        catch (SchoolShreddedException)
        {
            // The list of its screens went with its keys: none may show anything.
            return null;
        }
    }

    /// <summary>Whoever it is must sign in again, everywhere.</summary>
    public Task EndSessions(string staff) => grains.GetGrain<IStaffGrain>(staff).EndSessions(time.GetUtcNow());

    /// <summary>This one session of whoever it is counts no more, wherever its cookie was copied to.</summary>
    public Task EndSession(ClaimsPrincipal user) =>
        user.FindFirstValue(IdClaim) is { Length: > 0 } id && sessions.Of(user) is { } session ? grains.GetGrain<IStaffGrain>(id).EndSession(session.Id, session.Until) : Task.CompletedTask;

    public static IEnumerable<GrantRecord> GivenByClaims(SignInOptions options, ClaimsPrincipal user) =>
        options.Grants.Where(grant => user.HasClaim(grant.Claim, grant.Value)).Select(grant => new GrantRecord(grant.Role, grant.Scope, Years: grant.Years, Areas: grant.Categories));

    private Task<IEnumerable<Grant>> Spread(GrantRecord record) =>
        GrantSpread.Of(record, trust => Ask(() => grains.GetGrain<ITrustGrain>(trust.Value).Members()));

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
