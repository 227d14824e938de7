using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors.Assembly;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Connectors.SafeguardingSource;
using RiskMonitor.Connectors.Wonde;

namespace RiskMonitor.Connectors;

/// <summary>Registers every connector as an <see cref="IUpstream"/>, and the one HTTP client they share. The host binds <see cref="UpstreamOptions"/> to its configuration.</summary>
public static class ConnectorServices
{
    /// <summary>The words of the configuration, each with the feed it is for: the MIS's, or that of concerns.</summary>
    public static ImmutableDictionary<string, string> Sources { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [WondeUpstream.Word] = "mis",
        [AssemblyUpstream.Word] = "mis",
        [SafeguardingUpstream.Word] = "concerns",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>The streams that may be read less often than in every sweep. Tombstones are not among them: what they say is held against what was just read.</summary>
    public static ImmutableDictionary<string, ImmutableArray<string>> Streams { get; } = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal)
    {
        [WondeUpstream.Word] = WondeUpstream.Names.Remove(GoneTranslator.Stream),
        [AssemblyUpstream.Word] = AssemblyUpstream.Names,
        [SafeguardingUpstream.Word] = SafeguardingUpstream.Names,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    public static IServiceCollection AddConnectors(this IServiceCollection services, Action<UpstreamOptions>? configure = null)
    {
        services.AddOptions<UpstreamOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.AddSingleton<IValidateOptions<UpstreamOptions>, UpstreamOptionsCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddTransient<BoundedBody>();
        services.AddTransient<BudgetedRequests>();
        services.TryAddSingleton<ITokenBudgets, OwnTokenBudgets>();
        services.AddSingleton<UpstreamClient>();
        services.AddSingleton<IUpstream, WondeUpstream>();
        services.AddSingleton<IUpstream, AssemblyUpstream>();
        services.AddSingleton<IUpstream, SafeguardingUpstream>();
        AddClient(services);
        return services;
    }

    private static void AddClient(IServiceCollection services)
    {
        var client = services.AddHttpClient(UpstreamClient.Name, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = true,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectTimeout = TimeSpan.FromSeconds(10),
            })
            // The framework's own request log writes addresses, and ours hold the ids of schools and incidents.
            .RemoveAllLoggers();
        client.AddResilienceHandler("patience", (pipeline, context) =>
                UpstreamResilience.Build(pipeline, context.ServiceProvider.GetRequiredService<IOptions<UpstreamOptions>>().Value))
            .SelectPipelineByAuthority();
        client.AddHttpMessageHandler<BudgetedRequests>();
        client.AddHttpMessageHandler<BoundedBody>();
    }
}

internal sealed class UpstreamOptionsCheck : IValidateOptions<UpstreamOptions>
{
    public ValidateOptionsResult Validate(string? name, UpstreamOptions options) => options.FirstOutOfRange() is { } key
        ? ValidateOptionsResult.Fail($"Upstream:{key} is out of its range.")
        : ValidateOptionsResult.Success;
}
