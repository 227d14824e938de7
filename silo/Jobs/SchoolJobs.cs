using Hangfire;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Hosting;

namespace RiskMonitor.Silo.Jobs;

/// <summary>What Hangfire calls. Arguments are ids only: they are stored and shown in clear.</summary>
[FailureIsAnError]
public sealed class SchoolJobs(IGrainFactory grains, FeedDirectory feeds, SchoolStore store, IConfiguration configuration)
{
    /// <summary>Polls one feed. The feed's grain is the mutex: a second call while a sweep is under way does nothing.</summary>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete, LogEvents = false)]
    public Task Poll(string school, string feed) => grains.GetGrain<IFeedGrain>($"{school}/{feed}").Poll();

    /// <summary>Tells every school, and every trust's own board, that time has passed: whatever is due is evaluated.</summary>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete, LogEvents = false)]
    public async Task Tick() =>
        await Task.WhenAll(Boards().Union((await store.Schools(CancellationToken.None)).Select(each => each.School)).Select(Tick));

    private async Task Tick(SchoolId school)
    {
        try
        {
            await grains.GetGrain<ISchoolGrain>(school.Value).Tick();
        }
        catch (SchoolShreddedException)
        {
            // Its data were destroyed for good: nothing of it can fall due.
        }
    }

    // Schools that only push have nobody else who tells them the time, whether they stand in the configuration or not.
    private IEnumerable<SchoolId> Boards()
    {
        var trusts = TrustConfiguration.Trusts(configuration);
        return feeds.Schools.Union(trusts.Values.SelectMany(schools => schools)).Union(trusts.Keys.Select(SchoolId.OfTrust));
    }
}
