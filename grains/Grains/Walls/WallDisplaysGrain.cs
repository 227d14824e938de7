using RiskMonitor.Grains.Auditing;
using System.Collections.Immutable;
using System.Security.Cryptography;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Walls;

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: where a screen hangs is free text, sealed under the school's key.</summary>
[GenerateSerializer, Alias("WallDisplaysState")]
public sealed class WallDisplaysState
{
    /// <summary>As it was kept before it was sealed: read, never written.</summary>
    [Id(0)] public ImmutableArray<AdmittedWall> Walls { get; set; } = [];

    [Id(1)] public byte[] Sealed { get; set; } = [];
}

[GenerateSerializer, Immutable, Alias("AdmittedWall")]
public sealed record AdmittedWall([property: Id(0)] WallDisplay Shown, [property: Id(1)] ImmutableArray<byte> SecretHash);

/// <summary>Which screens may show the wall. A secret counts once: a link that was left lying about opens nothing.</summary>
[GrainType("wall-displays")]
public sealed class WallDisplaysGrain(
    [PersistentState("wall-displays", StateStorage.Name)] IPersistentState<WallDisplaysState> stored, CheckpointSeal seal, SchoolStore store, TimeProvider time)
    : Grain, IWallDisplaysGrain
{
    internal const string Place = "wall-displays";

    private const int MostWalls = 200;
    private const int LongestName = 80;
    private const int MostDays = 400;

    /// <summary>How long a secret waits for its screen.</summary>
    private static readonly TimeSpan Waits = TimeSpan.FromDays(1);

    private ImmutableArray<AdmittedWall> kept = [];

    private SchoolId School => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        kept = stored.State.Sealed.Length == 0 ? stored.State.Walls : await seal.Unseal<ImmutableArray<AdmittedWall>>(School, Place, stored.State.Sealed);

    public Task<ImmutableArray<WallDisplay>> All() => Task.FromResult<ImmutableArray<WallDisplay>>([.. kept.Select(each => each.Shown).OrderByDescending(each => each.CreatedAt)]);

    public async Task<string?> Admit(NewWallDisplay display)
    {
        var (now, name) = (time.GetUtcNow(), display.Name.Trim());
        if (name.Length is 0 or > LongestName)
            return $"name: must be 1 to {LongestName} characters.";
        if (display.Days is < 1 or > MostDays)
            return $"days: must be 1 to {MostDays}.";
        var current = kept.Where(each => MayShow(each.Shown, now)).ToList();
        if (current.Count >= MostWalls)
            return $"name: there are {MostWalls} displays already; withdraw one first.";
        await Audit(new AuditRow(now, display.Actor, "wall.admit", School, display.Id, $"{name}, {display.Days} days"));
        var wall = new WallDisplay(display.Id, name, display.Actor, now, now.AddDays(display.Days), null, null, null);
        // The newest that are over are kept to be looked at; all of them are in the audit.
        var over = kept.Where(each => !MayShow(each.Shown, now)).OrderByDescending(each => each.Shown.CreatedAt).Take(MostWalls);
        await Save([.. current, .. over, new AdmittedWall(wall, display.SecretHash)]);
        return null;
    }

    public async Task<WallDisplay?> Enter(string id, ImmutableArray<byte> secretHash)
    {
        var now = time.GetUtcNow();
        var known = kept.FirstOrDefault(each => each.Shown.Id == id);
        if (known is null || !CryptographicOperations.FixedTimeEquals(known.SecretHash.AsSpan(), secretHash.AsSpan()))
            return null;
        if (known.Shown.EnteredAt is not null || now - known.Shown.CreatedAt > Waits || !MayShow(known.Shown, now))
            return null;
        await Audit(new AuditRow(now, $"wall:{School}:{id}", "wall.enter", School, id, null));
        return await Change(known, known.Shown with { EnteredAt = now });
    }

    public Task<WallDisplay?> Standing(string id) =>
        Task.FromResult(kept.FirstOrDefault(each => each.Shown.Id == id) is { Shown: { EnteredAt: not null } shown } && MayShow(shown, time.GetUtcNow()) ? shown : null);

    public async Task<bool> Withdraw(string id, string actor)
    {
        if (kept.FirstOrDefault(each => each.Shown.Id == id) is not { } known)
            return false;
        if (known.Shown.WithdrawnAt is not null)
            return true;
        var now = time.GetUtcNow();
        await Audit(new AuditRow(now, actor, "wall.withdraw", School, id, known.Shown.Name));
        await Change(known, known.Shown with { WithdrawnAt = now, WithdrawnBy = actor });
        return true;
    }

    private static bool MayShow(WallDisplay wall, DateTimeOffset now) => wall.WithdrawnAt is null && now < wall.Until;

    private async Task<WallDisplay> Change(AdmittedWall known, WallDisplay next)
    {
        await Save(kept.Replace(known, known with { Shown = next }));
        return next;
    }

    private async Task Save(ImmutableArray<AdmittedWall> next)
    {
        stored.State = new WallDisplaysState { Sealed = await seal.Seal(School, Place, next) };
        await stored.WriteStateAsync();
        kept = next;
    }

    private async Task Audit(AuditRow row)
    {
        await new AuditedFirst(store).Write(row, "nothing is changed");
    }
}
