using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns;

namespace RiskMonitor.Api.Demo;

/// <summary>Pushes the demo schools' calendars and records, which no upstream carries, and remembers how far the day has come.</summary>
internal sealed class DemoDay(IGrainFactory grains, DemoTrustServer server, FeedDirectory feeds, DemoRun run, SchoolClock clock) : BackgroundService
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(2);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var school in server.World.LocalObservations.GroupBy(observation => observation.School))
        {
            var grain = grains.GetGrain<ISchoolGrain>(school.Key.Value);
            await grain.BeginBaseline(feeds.FeedsOf(school.Key));
            await grain.Ingest(new IngestBatch("demo/calendar", null, [.. school]));
            if (school.OfType<SchoolRecord>().FirstOrDefault()?.Trust is { } trust)
                await grains.GetGrain<ITrustGrain>(trust.Value).Join(school.Key);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SaveEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            run.Save(clock.Now);
    }
}
