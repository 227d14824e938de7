using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Hosting;

/// <summary>
/// Reads the section <c>Trusts</c> (<c>Trusts:larkfield:0=oakfield</c>) and tells each trust its schools at every start: until a trust knows
/// a school, a grant over the trust does not reach it, and from the start on that no longer names one it reaches it no more.
/// </summary>
internal sealed class TrustSchools(IGrainFactory grains, IConfiguration configuration) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, schools) in TrustConfiguration.Trusts(configuration))
        {
            var trust = grains.GetGrain<ITrustGrain>(id.Value);
            foreach (var school in schools)
                await trust.Join(school).WaitAsync(cancellationToken);
            foreach (var gone in (await trust.Schools().WaitAsync(cancellationToken)).Except(schools))
                await trust.Leave(gone, "configuration").WaitAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
