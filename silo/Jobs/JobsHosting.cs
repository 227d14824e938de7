using Hangfire;
using Hangfire.PostgreSql;
using RiskMonitor.Silo.Hosting;

namespace RiskMonitor.Silo.Jobs;

/// <summary>Hangfire: in memory when embedded (nothing of value is in it), its own schema of PostgreSQL in a cluster.</summary>
public static class JobsHosting
{
    private static readonly TimeSpan LockOfTheDead = TimeSpan.FromSeconds(30);

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
                        // A process that is killed leaves the locks it held, and until this is over no silo plans what they guard: the ten minutes
                        // of the default without a poll or a tick. They are held for milliseconds.
                        DistributedLockTimeout = LockOfTheDead,
                    });
        });
        return builder;
    }
}
