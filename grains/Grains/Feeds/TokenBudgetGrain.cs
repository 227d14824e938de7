using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Feeds;

/// <summary>
/// One token's budget for all silos. In memory only: a silo that dies takes five minutes of counting with it, and the source's refusals say the rest.
/// </summary>
[GrainType("token-budget")]
public sealed class TokenBudgetGrain(IOptions<UpstreamOptions> options, TimeProvider time) : Grain, ITokenBudgetGrain
{
    private readonly TokenBudget budget = new(time, options.Value.RequestsPerToken, options.Value.LeastPerToken, options.Value.LongestPause);

    public Task<TimeSpan?> Take()
    {
        // Whoever is collected forgets what was asked, so not within the five minutes that count.
        DelayDeactivation(TokenBudget.Window);
        return Task.FromResult(budget.Take());
    }

    public Task Refused(TimeSpan? wait, int? limit)
    {
        DelayDeactivation(wait > TokenBudget.Window ? options.Value.LongestPause : TokenBudget.Window);
        budget.Refused(wait, limit);
        return Task.CompletedTask;
    }
}

/// <summary>Asks the token's grain: whichever silo a feed is on, its requests count.</summary>
internal sealed class SharedTokenBudgets(IGrainFactory grains) : ITokenBudgets
{
    public Task<TimeSpan?> Take(string token) => grains.GetGrain<ITokenBudgetGrain>(token).Take();

    public Task Refused(string token, TimeSpan? wait, int? limit) => grains.GetGrain<ITokenBudgetGrain>(token).Refused(wait, limit);
}

/// <summary>Registers what makes several silos count one token's requests together.</summary>
public static class SharedTokenBudgetServices
{
    /// <summary>Requests with one token are counted over all silos.</summary>
    public static IServiceCollection AddSharedTokenBudgets(this IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<ITokenBudgets, SharedTokenBudgets>());
}
