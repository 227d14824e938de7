using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Serialization;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Access;
using RiskMonitor.Grains;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Rules;
using RiskMonitor.Grains.Schools;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Digests;
using RiskMonitor.Silo.Sql;

namespace RiskMonitor.Silo.Hosting;

/// <summary>The two ways to run: everything in one process with SQLite, or n silos and n clients around PostgreSQL.</summary>
public static class SiloHosting
{
    public const string ConnectionName = "RiskMonitor";
    private const string ClusterId = "riskmonitor";

    /// <summary>One process, one SQLite file, no server: the default.</summary>
    public static WebApplicationBuilder AddEmbeddedSilo(this WebApplicationBuilder builder)
    {
        builder.Services.AddRiskMonitor(builder.Configuration);
        builder.Host.UseOrleans(silo =>
        {
            var (siloPort, gatewayPort) = FreePorts();
            silo.UseLocalhostClustering(siloPort, gatewayPort, null, ClusterId, ClusterId);
            silo.UseInMemoryReminderService();
            silo.AddStates("System.Data.SQLite");
            silo.AddDashboard(HideLog);
            silo.Services.Configure<ExceptionSerializationOptions>(TellWhatHappened);
        });
        // After the silo: it must be up to be told.
        builder.Services.AddHostedService<TrustSchools>();
        builder.Services.AddHostedService<WaitingImports>();
        return builder;
    }

    /// <summary>One silo of a cluster. Needs <c>ConnectionStrings:RiskMonitor</c>; ports and address by <c>Silo:Port</c>, <c>Silo:GatewayPort</c>, <c>Silo:Address</c>.</summary>
    public static WebApplicationBuilder AddClusterSilo(this WebApplicationBuilder builder)
    {
        var connection = RequiredConnection(builder.Configuration);
        builder.Services.AddRiskMonitor(builder.Configuration);
        builder.Host.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (ClusterId, ClusterId));
            silo.Configure<ClusterMembershipOptions>(Membership);
            silo.ConfigureEndpoints(
                IPAddress.Parse(builder.Configuration["Silo:Address"] ?? OwnAddress()),
                builder.Configuration.GetValue("Silo:Port", 11111),
                builder.Configuration.GetValue("Silo:GatewayPort", 30000),
                builder.Configuration.GetValue("Silo:ListenOnAnyAddress", false));
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection));
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection));
            silo.AddStates("Npgsql");
            silo.AddDashboard(HideLog);
            silo.Services.Configure<ExceptionSerializationOptions>(TellWhatHappened);
        });
        // After the silo: it must be up to be told.
        builder.Services.AddHostedService<TrustSchools>();
        builder.Services.AddHostedService<WaitingImports>();
        return builder;
    }

    /// <summary>A client of a cluster: it finds the silos in the membership table and cannot open what is sealed there.</summary>
    public static WebApplicationBuilder AddClusterClient(this WebApplicationBuilder builder)
    {
        var connection = RequiredConnection(builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new SchoolClock(TimeProvider.System));
        builder.Services.AddSingleton(RuleBook.Default);
        builder.Services.AddSingleton<RuleShelf>();
        builder.Services.AddSingleton(KnownStaff.None).AddSingleton<StaffDirectory>();
        builder.Services.AddSingleton(FeedConfiguration.Read(builder.Configuration));
        builder.Host.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (ClusterId, ClusterId));
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection));
            client.UseConnectionRetryFilter<EndlessConnectionRetry>();
            client.AddDashboard(HideLog);
            client.Services.Configure<ExceptionSerializationOptions>(TellWhatHappened);
        });
        return builder;
    }

    // A database that is down is an outage and must be told as one; without this the caller only hears that the exception could not be sent.
    private static void TellWhatHappened(ExceptionSerializationOptions options) => options.SupportedExceptionTypeFilter = _ => true;

    // The dashboard would stream the log as it is written, before the formatter that keeps pupils out of it.
    private static void HideLog(DashboardOptions options) => options.HideTrace = true;

    // A silo that was killed is noticed within about two seconds and one that hangs within five; the defaults take 11 to 40.
    private static void Membership(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedProbesLimit = 2;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
    }

    private static void AddStates(this ISiloBuilder silo, string invariant)
    {
        silo.AddAdoNetGrainStorage(StateStorage.Name, (Microsoft.Extensions.Options.OptionsBuilder<AdoNetGrainStorageOptions> options) =>
            options.Configure<IServiceProvider>((storage, services) =>
            {
                storage.Invariant = invariant;
                storage.DataSource = services.GetRequiredService<DbDataSource>();
                storage.GrainStorageSerializer = new Orleans.Storage.OrleansGrainStorageSerializer(services.GetRequiredService<Orleans.Serialization.Serializer>());
            }));
    }

    private static void AddRiskMonitor(this IServiceCollection services, IConfiguration configuration)
    {
        // The demo brings a clock and feeds of its own, registered before.
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new SchoolClock(TimeProvider.System));
        services.TryAddSingleton(FeedConfiguration.Read(configuration));
        services.AddSingleton(RuleBook.Default);
        services.TryAddSingleton(RuleConfiguration.Read(configuration));
        services.AddSingleton<RuleShelf>();
        services.AddSchoolStore(configuration);
        services.AddSingleton<CheckpointSeal>();
        services.AddDigests();
        services.AddConnectors();
        services.AddOptions<ViewingOptions>().BindConfiguration(ViewingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSharedTokenBudgets();
        services.AddOptions<UpstreamOptions>().BindConfiguration(UpstreamOptions.Section);
        services.AddOptions<SchoolOptions>().BindConfiguration(SchoolOptions.Section)
            .Configure<IConfiguration>((options, settings) => options.Peers = TrustConfiguration.Peers(settings)).ValidateDataAnnotations().ValidateOnStart();
    }

    private static string RequiredConnection(IConfiguration configuration) =>
        configuration.GetConnectionString(ConnectionName) is { Length: > 0 } connection
            ? connection
            : throw new InvalidOperationException($"ConnectionStrings:{ConnectionName} is not set: a cluster needs a PostgreSQL database.");

    private static string OwnAddress() =>
        Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork)?.ToString()
        ?? IPAddress.Loopback.ToString();

    // Both are held until both are known, or the second could be the first again.
    private static (int Silo, int Gateway) FreePorts()
    {
        using TcpListener silo = new(IPAddress.Loopback, 0), gateway = new(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }
}
