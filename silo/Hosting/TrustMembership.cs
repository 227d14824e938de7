using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Hosting;

/// <summary>
/// Which schools a trust has, from the section <c>Trusts</c> (<c>Trusts:larkfield:0=oakmere-primary</c>). Configuration only: a pushed line that
/// names a trust must not widen what a trust lead may see.
/// </summary>
internal sealed class TrustMembership(IGrainFactory grains, IConfiguration configuration) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var trust in configuration.GetSection("Trusts").GetChildren())
        {
            foreach (var school in trust.GetChildren())
                await grains.GetGrain<ITrustGrain>(Checked(trust.Key, trust.Path)).Join(new SchoolId(Checked(school.Value, school.Path)));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Checked(string? id, string key) =>
        IdText.IsValid(id) ? id! : throw new InvalidOperationException($"{key} is not an id: 1 to {IdText.MaximumLength} letters, digits, '-', '_' or '.'.");
}
