using RiskMonitor.Grains.Feeds;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Jobs;

/// <summary>What Hangfire calls. Arguments are ids only: they are stored and shown in clear.</summary>
public sealed class SchoolJobs(IGrainFactory grains, FeedDirectory feeds)
{
    /// <summary>Polls one feed. The feed's grain is the mutex: a second call while a sweep is under way does nothing.</summary>
    [Hangfire.AutomaticRetry(Attempts = 0)]
    public Task Poll(string school, string feed) => grains.GetGrain<IFeedGrain>($"{school}/{feed}").Poll();

    /// <summary>Tells every school that time has passed: whatever is due is evaluated.</summary>
    [Hangfire.AutomaticRetry(Attempts = 0)]
    public Task Tick() => Task.WhenAll(feeds.Schools.Select(school => grains.GetGrain<ISchoolGrain>(school.Value).Tick()));
}
