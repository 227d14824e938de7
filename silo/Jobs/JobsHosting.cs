using Hangfire;
using Hangfire.PostgreSql;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Silo.Hosting;

namespace RiskMonitor.Silo.Jobs;

/// <summary>Hangfire: in memory when embedded (nothing of value is in it), its own schema of PostgreSQL in a cluster.</summary>
public static class JobsHosting
{
    public static WebApplicationBuilder AddJobs(this WebApplicationBuilder builder)
    {
        builder.AddJobStorage();
        builder.Services.AddHangfireServer(options =>
        {
            options.WorkerCount = builder.Configuration.GetValue("Jobs:Workers", 8);
            options.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            options.ServerName = $"{Environment.MachineName}:{Environment.ProcessId}";
        });
        builder.Services.AddScoped<SchoolJobs>().AddScoped<DigestJobs>();
        builder.Services.AddOptions<ImportFolderOptions>().BindConfiguration(ImportFolderOptions.Section).ValidateDataAnnotations()
            .Validate(imports => string.IsNullOrEmpty(imports.Folder) || Directory.Exists(imports.Folder), $"{ImportFolderOptions.Section}:{nameof(ImportFolderOptions.Folder)} names a folder that is not there.").ValidateOnStart();
        builder.Services.AddSingleton<ImportFolder>();
        builder.Services.AddHostedService<JobSchedule>();
        return builder;
    }

    internal static string? ConnectionOf(IConfiguration configuration) =>
        configuration.GetConnectionString("Jobs") ?? configuration.GetConnectionString(SiloHosting.ConnectionName);

    /// <summary>Only the storage, for a host that shows Hangfire's dashboard and runs no job.</summary>
    public static WebApplicationBuilder AddJobStorage(this WebApplicationBuilder builder)
    {
        var connection = ConnectionOf(builder.Configuration);
        builder.Services.AddHangfire(hangfire =>
        {
            hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            if (string.IsNullOrEmpty(connection))
                hangfire.UseInMemoryStorage();
            else
                hangfire.UsePostgreSqlStorage(
                    postgres => postgres.UseNpgsqlConnection(connection),
                    new PostgreSqlStorageOptions
                    {
                        SchemaName = JobSchema.Name,
                        // Done once at a silo's start, under a lock: several processes that install at once get in each other's way.
                        PrepareSchemaIfNecessary = false,
                        QueuePollInterval = TimeSpan.FromSeconds(1),
                        UseSlidingInvisibilityTimeout = true,
                    });
        });
        return builder;
    }
}

/// <summary>Registers the recurring jobs at every start: the configuration is their truth, Hangfire's storage a copy.</summary>
internal sealed class JobSchedule(IRecurringJobManager jobs, FeedDirectory feeds, IConfiguration configuration) : IHostedService
{
    private static readonly RecurringJobOptions London = new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London") };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var tick = configuration["Jobs:Tick"] ?? "0 * * * * *";
        jobs.AddOrUpdate<SchoolJobs>("tick", job => job.Tick(), tick, London);
        jobs.AddOrUpdate<DigestJobs>("digests/write", job => job.Write(CancellationToken.None), tick, London);
        jobs.AddOrUpdate<DigestJobs>("digests/send", job => job.Send(CancellationToken.None), tick, London);
        if (configuration[$"{ImportFolderOptions.Section}:{nameof(ImportFolderOptions.Folder)}"] is { Length: > 0 })
            jobs.AddOrUpdate<ImportFolder>("imports", folder => folder.Look(), "*/15 * * * * *", London);
        else
            jobs.RemoveIfExists("imports");
        foreach (var feed in feeds.All)
        {
            var (school, name) = (feed.School.Value, feed.Feed);
            jobs.AddOrUpdate<SchoolJobs>($"poll/{school}/{name}", job => job.Poll(school, name), StartSecond.Of(feed.Schedule, feed.School), London);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
