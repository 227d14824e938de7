using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace RiskMonitor.Client;

/// <summary>Adds the client to a program.</summary>
public static class RiskMonitorClientHosting
{
    /// <summary>
    /// Adds <see cref="RiskMonitorClient"/>, with tokens by client credentials and patience with what passes. Wrong options are told when the
    /// client is first asked for, by name.
    /// </summary>
    public static IServiceCollection AddRiskMonitorClient(this IServiceCollection services, Action<RiskMonitorClientOptions> configure)
    {
        services.AddOptions<RiskMonitorClientOptions>().Configure(configure)
            .Validate(options => options.Address is { IsAbsoluteUri: true }, "Address must be RiskMonitor's absolute address.")
            .Validate(options => options.TokenAddress is { IsAbsoluteUri: true }, "TokenAddress must be an absolute address.")
            .Validate(options => options.ClientId.Length > 0, "ClientId is missing.")
            .Validate(options => options.ClientSecret.Length > 0, "ClientSecret is missing.");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ProgramTokens>().AddTransient<ClientCredentials>();
        services.AddHttpClient(ProgramTokens.ClientName).AddStandardResilienceHandler();
        var client = services.AddHttpClient<RiskMonitorClient>((provider, http) => http.BaseAddress = provider.GetRequiredService<IOptions<RiskMonitorClientOptions>>().Value.Address);
        // Outside the token's handler: each try has a token that holds then. Every write may be repeated, by its command's own id.
        client.AddStandardResilienceHandler();
        client.AddHttpMessageHandler<ClientCredentials>();
        return services;
    }
}
