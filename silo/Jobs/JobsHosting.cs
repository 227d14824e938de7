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
        builder.Services.AddScoped<SchoolJobs>();
        builder.Services.AddHostedService<TrustMembership>();
        builder.Services.AddHostedService<JobSchedule>();
        return builder;
    }

    /// <summary>Only the storage, for a host that shows Hangfire's dashboard and runs no job.</summary>
    public static WebApplicationBuilder AddJobStorage(this WebApplicationBuilder builder)
    {
        var connection = builder.Configuration.GetConnectionString("Jobs") ?? builder.Configuration.GetConnectionString(SiloHosting.ConnectionName);
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
                        SchemaName = "hangfire",
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
        jobs.AddOrUpdate<SchoolJobs>("tick", job => job.Tick(), configuration["Jobs:Tick"] ?? "0 * * * * *", London);
        foreach (var feed in feeds.All)
        {
            var (school, name) = (feed.School.Value, feed.Feed);
            jobs.AddOrUpdate<SchoolJobs>($"poll/{school}/{name}", job => job.Poll(school, name), feed.Schedule, London);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
