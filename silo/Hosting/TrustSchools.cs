using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Hosting;

/// <summary>
/// Reads the section <c>Trusts</c> (<c>Trusts:larkfield:0=oakfield</c>) and tells each trust its schools at every start: until a trust knows
/// a school, a grant over the trust does not reach it.
/// </summary>
internal sealed class TrustSchools(IGrainFactory grains, IConfiguration configuration) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (trust, schools) in TrustConfiguration.Trusts(configuration))
        {
            foreach (var school in schools)
                await grains.GetGrain<ITrustGrain>(trust.Value).Join(school).WaitAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
