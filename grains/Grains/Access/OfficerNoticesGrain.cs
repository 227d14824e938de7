using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Auditing;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Access;

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: why somebody took access is free text, sealed under the school's key.</summary>
[GenerateSerializer, Alias("OfficerNoticesState")]
public sealed class OfficerNoticesState
{
    /// <summary>As it was kept before it was sealed: read, never written.</summary>
    [Id(0)] public ImmutableArray<OfficerNotice> Notices { get; set; } = [];

    [Id(1)] public byte[] Sealed { get; set; } = [];
}

/// <summary>What a school's data-protection officer is told. Those that wait are never dropped; of the settled the newest are kept, all are in the audit.</summary>
[GrainType("officer-notices")]
public sealed class OfficerNoticesGrain(
    [PersistentState("officer-notices", StateStorage.Name)] IPersistentState<OfficerNoticesState> stored, CheckpointSeal seal, SchoolStore store, SchoolClock clock)
    : Grain, IOfficerNoticesGrain
{
    internal const string Place = "officer-notices";

    private const int MostSettled = 200;

    private ImmutableArray<OfficerNotice> kept = [];

    private SchoolId School => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        kept = stored.State.Sealed.Length == 0 ? stored.State.Notices : await seal.Unseal<ImmutableArray<OfficerNotice>>(School, Place, stored.State.Sealed);

    public Task<ImmutableArray<OfficerNotice>> All() => Task.FromResult<ImmutableArray<OfficerNotice>>([.. kept.OrderByDescending(notice => notice.At)]);

    public async Task Raise(OfficerNotice notice)
    {
        if (kept.Any(each => each.Id == notice.Id))
            return;
        await Audit(new AuditRow(notice.At, notice.Who, $"notice.{notice.Kind}", School, notice.Id, notice.What));
        var settled = kept.Where(each => each.SettledAt is not null).OrderByDescending(each => each.At).Take(MostSettled);
        await Save([.. kept.Where(each => each.SettledAt is null), .. settled, notice]);
    }

    public async Task<bool> Settle(string id, string actor, string? what)
    {
        if (kept.FirstOrDefault(each => each.Id == id) is not { } notice)
            return false;
        if (notice.SettledAt is not null)
            return true;
        await Audit(new AuditRow(clock.Now, actor, "notice.settle", School, id, what));
        await Save(kept.Replace(notice, notice with { SettledBy = actor, SettledAt = clock.Now, Finding = what }));
        return true;
    }

    private Task Audit(AuditRow row) => new AuditedFirst(store).Write(row, "nothing is changed");

    private async Task Save(ImmutableArray<OfficerNotice> next)
    {
        stored.State = new OfficerNoticesState { Sealed = await seal.Seal(School, Place, next) };
        await stored.WriteStateAsync();
        kept = next;
    }
}
