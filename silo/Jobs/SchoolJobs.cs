using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Hosting;

namespace RiskMonitor.Silo.Jobs;

/// <summary>What Hangfire calls. Arguments are ids only: they are stored and shown in clear.</summary>
public sealed class SchoolJobs(IGrainFactory grains, FeedDirectory feeds, IConfiguration configuration)
{
    /// <summary>Polls one feed. The feed's grain is the mutex: a second call while a sweep is under way does nothing.</summary>
    [Hangfire.AutomaticRetry(Attempts = 0)]
    public Task Poll(string school, string feed) => grains.GetGrain<IFeedGrain>($"{school}/{feed}").Poll();

    /// <summary>Tells every school, and every trust's own board, that time has passed: whatever is due is evaluated.</summary>
    [Hangfire.AutomaticRetry(Attempts = 0)]
    public Task Tick() => Task.WhenAll(Boards().Select(school => grains.GetGrain<ISchoolGrain>(school.Value).Tick()));

    // Schools of a trust that only push have nobody else who tells them the time.
    private IEnumerable<SchoolId> Boards()
    {
        var trusts = TrustConfiguration.Trusts(configuration);
        return feeds.Schools.Union(trusts.Values.SelectMany(schools => schools)).Union(trusts.Keys.Select(SchoolId.OfTrust));
    }
}
