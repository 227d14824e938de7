using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Auditing;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Auditing;

/// <summary>Checks the whole trail when somebody asks, and keeps the last verdict.</summary>
[GrainType("audit-check")]
public sealed class AuditCheckGrain(DbDataSource source, SchoolStore store, IOptions<StoreOptions> options, SchoolClock clock, ILogger<AuditCheckGrain> log)
    : Grain, IAuditCheckGrain, IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(12);

    private readonly CancellationTokenSource stopping = new();
    private AuditCheckStatus? status;

    private bool IsUnderWay => status is { Verdict: null, Trouble: null };

    public async Task<AuditCheckStatus> Start(string actor)
    {
        if (IsUnderWay)
            return status!;
        await new AuditedFirst(store).Write(new AuditRow(clock.Now, actor, "audit.verify", null, null, null), "nothing is checked");
        status = new AuditCheckStatus(clock.Now, 0, 0, null, null);
        DelayDeactivation(KeptFor);
        _ = Run(stopping.Token);
        return status;
    }

    public Task<AuditCheckStatus?> Status() => Task.FromResult(status);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();

    // Every way this ends is a state that whoever asked is shown; what went wrong is logged here, where it is known.
    private async Task Run(CancellationToken cancellation)
    {
        try
        {
            var check = new AuditCheck(source, options.Value.Tenant, [options.Value.AuditFolderOrDefault], options.Value.AuditKeyOrDefault().Public);
            var verdict = await check.Run((done, of) => status = status! with { Checked = done, Of = of }, cancellation);
            status = status! with { Verdict = verdict };
            if (!verdict.IsWhole)
                Log.NotWhole(log, verdict.FaultCount, verdict.Faults[0].Words);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            status = status! with { Trouble = "The silo that checked was stopped. Check again." };
        }
        catch (Exception exception)
        {
            Log.CheckFailed(log, exception);
            status = status! with { Trouble = "The trail could not be read to its end. Check again; the log says more." };
        }
    }
}
