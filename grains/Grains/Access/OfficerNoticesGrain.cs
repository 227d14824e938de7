using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Auditing;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Access;

[GenerateSerializer, Alias("OfficerNoticesState")]
public sealed class OfficerNoticesState
{
    [Id(0)] public ImmutableArray<OfficerNotice> Notices { get; set; } = [];
}

/// <summary>What a school's data-protection officer is told. Those that wait are never dropped; of the settled the newest are kept, all are in the audit.</summary>
[GrainType("officer-notices")]
public sealed class OfficerNoticesGrain(
    [PersistentState("officer-notices", StateStorage.Name)] IPersistentState<OfficerNoticesState> stored, SchoolStore store, SchoolClock clock) : Grain, IOfficerNoticesGrain
{
    private const int MostSettled = 200;

    private SchoolId School => new(this.GetPrimaryKeyString());

    public Task<ImmutableArray<OfficerNotice>> All() => Task.FromResult<ImmutableArray<OfficerNotice>>([.. stored.State.Notices.OrderByDescending(notice => notice.At)]);

    public async Task Raise(OfficerNotice notice)
    {
        if (stored.State.Notices.Any(each => each.Id == notice.Id))
            return;
        await Audit(new AuditRow(notice.At, notice.Who, $"notice.{notice.Kind}", School, notice.Id, notice.What));
        var settled = stored.State.Notices.Where(each => each.SettledAt is not null).OrderByDescending(each => each.At).Take(MostSettled);
        await Save([.. stored.State.Notices.Where(each => each.SettledAt is null), .. settled, notice]);
    }

    public async Task<bool> Settle(string id, string actor, string? what)
    {
        if (stored.State.Notices.FirstOrDefault(each => each.Id == id) is not { } notice)
            return false;
        if (notice.SettledAt is not null)
            return true;
        await Audit(new AuditRow(clock.Now, actor, "notice.settle", School, id, what));
        await Save(stored.State.Notices.Replace(notice, notice with { SettledBy = actor, SettledAt = clock.Now, Finding = what }));
        return true;
    }

    private Task Audit(AuditRow row) => new AuditedFirst(store).Write(row, "nothing is changed");

    private async Task Save(ImmutableArray<OfficerNotice> next)
    {
        var before = stored.State;
        try
        {
            stored.State = new OfficerNoticesState { Notices = next };
            await stored.WriteStateAsync();
        }
        catch
        {
            stored.State = before;
            throw;
        }
    }
}
