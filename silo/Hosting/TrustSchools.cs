using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Hosting;

/// <summary>
/// Reads the section <c>Trusts</c> (<c>Trusts:larkfield:0=oakfield</c>) and tells each trust its schools at every start: until a trust knows
/// a school, a grant over the trust does not reach it.
/// </summary>
internal sealed class TrustSchools(IGrainFactory grains, IConfiguration configuration) : IHostedService
{
    /// <exception cref="InvalidOperationException">An id is not 1 to 64 letters, digits, '-', '_' or '.'; the message names the key.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var trust in configuration.GetSection("Trusts").GetChildren())
        {
            foreach (var school in trust.GetChildren())
            {
                if (!IdText.IsValid(trust.Key) || school.Value is not { } id || !IdText.IsValid(id))
                    throw new InvalidOperationException($"{school.Path} must be the id of a school under the id of its trust: 1 to 64 letters, digits, '-', '_' or '.'.");
                await grains.GetGrain<ITrustGrain>(trust.Key).Join(new SchoolId(id)).WaitAsync(cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
