using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.Storage;
using Polly;
using Polly.Retry;
using RiskMonitor.Grains.Feeds;

namespace RiskMonitor.Silo.Jobs;

/// <summary>
/// Registers the recurring jobs at every start: the configuration is their truth, Hangfire's storage a copy. Beside the start and not in it: a job whose lock
/// was left by a process that was killed is as it was until the lock has run out, and no reason not to serve the schools.
/// </summary>
internal sealed partial class JobSchedule(IRecurringJobManager jobs, JobStorage storage, FeedDirectory feeds, IConfiguration configuration, ILogger<JobSchedule> log) : BackgroundService
{
    private const string Polls = "poll/";

    private static readonly RecurringJobOptions London = new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London") };

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var untilFree = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<DistributedLockTimeoutException>().Handle<PostgreSqlDistributedLockException>(),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromSeconds(1),
                OnRetry = retry =>
                {
                    Locked(retry.Outcome.Exception!.Message);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        foreach (var register in Jobs())
            untilFree.Execute(_ => register(), stoppingToken);
        return Task.CompletedTask;
    }

    private IEnumerable<Action> Jobs()
    {
        var tick = configuration["Jobs:Tick"] ?? "0 * * * * *";
        yield return () => jobs.AddOrUpdate<SchoolJobs>("tick", job => job.Tick(), tick, London);
        yield return () => jobs.AddOrUpdate<DigestJobs>("digests/write", job => job.Write(CancellationToken.None), tick, London);
        yield return () => jobs.AddOrUpdate<DigestJobs>("digests/send", job => job.Send(CancellationToken.None), tick, London);
        if (configuration[$"{ImportFolderOptions.Section}:{nameof(ImportFolderOptions.Folder)}"] is { Length: > 0 })
            yield return () => jobs.AddOrUpdate<ImportFolder>("imports", folder => folder.Look(), "*/15 * * * * *", London);
        else
            yield return () => jobs.RemoveIfExists("imports");
        yield return RemoveForgotten;
        foreach (var feed in feeds.All)
        {
            var (school, name) = (feed.School.Value, feed.Feed);
            yield return () => jobs.AddOrUpdate<SchoolJobs>(IdOf(feed), job => job.Poll(school, name), StartSecond.Of(feed.Schedule, feed.School), London);
        }
    }

    // Feeds that are configured no longer: their grains would refuse every poll for ever. Where there is none at all it is more likely that somebody
    // forgot a file, and the polls of the other silos go on.
    private void RemoveForgotten()
    {
        if (feeds.All.IsEmpty)
            return;
        using var connection = storage.GetConnection();
        foreach (var id in connection.GetRecurringJobs().Select(job => job.Id).Where(id => id.StartsWith(Polls, StringComparison.Ordinal)).Except(feeds.All.Select(IdOf)))
        {
            jobs.RemoveIfExists(id);
            Removed(id);
        }
    }

    private static string IdOf(FeedBinding feed) => $"{Polls}{feed.School}/{feed.Feed}";

    [LoggerMessage(62, LogLevel.Warning, "{Job} is removed: its feed is configured no longer")]
    private partial void Removed(string job);

    [LoggerMessage(61, LogLevel.Warning, "A recurring job could not be registered yet and is tried again: {Why}")]
    private partial void Locked(string why);
}
