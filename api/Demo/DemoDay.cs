using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns;

namespace RiskMonitor.Api.Demo;

/// <summary>Pushes what no upstream of the demo schools carries (calendars, records, contacts with vulnerable children), and remembers how far the day has come.</summary>
internal sealed class DemoDay(IGrainFactory grains, DemoTrustServer server, FeedDirectory feeds, DemoRun run, SchoolClock clock) : BackgroundService
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(2);

    // Not yet pushed, the next one first.
    private readonly Queue<Contact> contacts = new(server.World.Contacts.Where(contact => contact.At >= server.World.StartsAt));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var school in server.World.LocalObservations.GroupBy(observation => observation.School))
        {
            try
            {
                await Begin(school.Key, [.. school]);
            }
            catch (SchoolShreddedException)
            {
                // Its keys were destroyed on purpose: there is no school to give anything to, and the others must come up.
            }
        }

        await base.StartAsync(cancellationToken);
    }

    private async Task Begin(SchoolId school, ImmutableArray<Observation> observations)
    {
        var grain = grains.GetGrain<ISchoolGrain>(school.Value);
        await grain.BeginBaseline(feeds.FeedsOf(school));
        await grain.Ingest(new IngestBatch("demo/calendar", null, observations));
        await grain.Ingest(new IngestBatch("demo/contacts", null, [.. PastContacts(school)]));
        if (observations.OfType<SchoolRecord>().FirstOrDefault()?.Trust is { } trust)
            await grains.GetGrain<ITrustGrain>(trust.Value).Join(school);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SaveEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PushContacts();
            }
            catch (Exception fault) when (fault is TimeoutException or OrleansException)
            {
                // A busy machine: the same ones again at the next tick, under the same keys.
            }

            run.Save(clock.Now);
        }
    }

    private IEnumerable<Observation> PastContacts(SchoolId school) => server.World.Contacts
        .Where(contact => contact.School == school && contact.At < server.World.StartsAt)
        .Select(contact => contact with { ReceivedAt = server.World.StartsAt });

    // After a restart those of before are pushed again, under the same keys.
    private async Task PushContacts()
    {
        while (contacts.TryPeek(out var next) && next.At <= clock.Now)
        {
            try
            {
                await grains.GetGrain<ISchoolGrain>(next.School.Value).Ingest(new IngestBatch($"demo/{next.Id}", null, [next]));
            }
            catch (SchoolShreddedException)
            {
                // As at the start: nobody is there to be told.
            }

            contacts.Dequeue();
        }
    }
}
