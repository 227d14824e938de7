using System.Collections.Concurrent;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Logging;
using Hangfire.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Silo.Jobs;
using Xunit;

namespace RiskMonitor.Grains.Tests.Jobs;

/// <summary>What Hangfire's storage holds of our jobs: those that are configured, and no failures for ever.</summary>
public sealed class JobScheduleTests
{
    [Fact]
    public async Task Polls_of_feeds_that_are_configured_no_longer_are_removed_at_the_start_and_nothing_else_is()
    {
        var storage = new InMemoryStorage();
        var jobs = new RecurringJobManager(storage);
        foreach (var id in new[] { "poll/oakfield/mis", "poll/oakfield/concerns", "poll/elmwood/mis", "somebody's own" })
            jobs.AddOrUpdate<SchoolJobs>(id, job => job.Tick(), "0 * * * * *", new RecurringJobOptions());
        using var schedule = new JobSchedule(jobs, storage, new FeedDirectory([Mis("oakfield")]), new ConfigurationBuilder().Build(), NullLogger<JobSchedule>.Instance);

        await schedule.StartAsync(TestContext.Current.CancellationToken);
        await schedule.ExecuteTask!;

        using var connection = storage.GetConnection();
        Assert.Equal(["digests/send", "digests/write", "poll/oakfield/mis", "somebody's own", "tick"], connection.GetRecurringJobs().Select(job => job.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_job_that_fails_is_an_error_in_the_log_and_does_not_stay_in_the_storage_as_failed()
    {
        var (storage, lines) = (new InMemoryStorage(), new Lines());
        LogProvider.SetCurrentLogProvider(lines);
        var id = new BackgroundJobClient(storage).Enqueue<SchoolJobs>(job => job.Tick());
        using var connection = storage.GetConnection();

        using (new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 1, Activator = new Refusing() }, storage))
            await SchoolHost.Until(() => Task.FromResult(connection.GetStateData(id)?.Name is "Deleted" or "Failed" or "Scheduled"));

        Assert.Equal("Deleted", connection.GetStateData(id)?.Name);
        Assert.Contains($"Job {id} (SchoolJobs.Tick) failed. The next tick does what is left: The school cannot be opened.", lines.Errors);
    }

    private static FeedBinding Mis(string school) => new()
    {
        School = new SchoolId(school),
        Feed = "mis",
        Source = "wonde",
        Address = new Uri("https://mis.example"),
        Token = "token",
        UpstreamSchool = "A1",
        Schedule = "0 */10 * * * *",
    };

    private sealed class Refusing : JobActivator
    {
        public override object ActivateJob(Type jobType) => throw new InvalidOperationException("The school cannot be opened.");
    }

    /// <summary>Where Hangfire's errors go.</summary>
    private sealed class Lines : ILogProvider, ILog
    {
        public ConcurrentQueue<string> Errors { get; } = new();

        public ILog GetLogger(string name) => this;

        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null)
        {
            if (logLevel is Hangfire.Logging.LogLevel.Error && messageFunc is not null)
                Errors.Enqueue($"{messageFunc()}: {exception?.Message}");
            return true;
        }
    }
}
