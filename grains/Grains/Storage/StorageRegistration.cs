using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>Puts the store of a silo together.</summary>
public static class StorageRegistration
{
    /// <summary>Registers the options, the database as <see cref="DbDataSource"/>, the keys and the <see cref="SchoolStore"/>.</summary>
    public static IServiceCollection AddSchoolStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StoreOptions>()
            .Bind(configuration.GetSection(StoreOptions.Section))
            .Configure(options => options.ConnectionString ??= configuration.GetConnectionString("RiskMonitor"))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreOptionsCheck>();
        services.AddSingleton(provider => StoreSource.Open(OptionsOf(provider)));
        services.AddSingleton(provider => MasterKeyOf(OptionsOf(provider)));
        // Patience and pauses are about real disks and networks: a test's clock must not stop them.
        services.AddSingleton(provider => new SchoolKeys(
            provider.GetRequiredService<DbDataSource>(), provider.GetRequiredService<MasterKey>(), OptionsOf(provider).Tenant, TimeProvider.System));
        services.AddSingleton<DecisionStore>().AddSingleton<SchoolDisposal>().AddSingleton<Retention.PastPeriod>();
        services.AddSingleton(provider => new SchoolStore(
            provider.GetRequiredService<DbDataSource>(),
            provider.GetRequiredService<SchoolKeys>(),
            OptionsOf(provider),
            TimeProvider.System,
            provider.GetRequiredService<ILogger<SchoolStore>>()));
        return services;
    }

    // The embedded mode makes its own key: beside the database, never in it.
    private static MasterKey MasterKeyOf(StoreOptions options) =>
        !string.IsNullOrWhiteSpace(options.MasterKey) ? MasterKey.FromText(options.MasterKey)
        : !string.IsNullOrWhiteSpace(options.MasterKeyFile) ? MasterKey.FromFile(options.MasterKeyFile)
        : MasterKey.FromFileOrNew(options.FileOrDefault + ".key");

    private static StoreOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<StoreOptions>>().Value;
}
