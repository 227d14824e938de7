using RiskMonitor.Domain.Alerts;
using RiskMonitor.Grains.Tests.Storage;
using Xunit;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>What one pupil's record says of another is told in the same row, by an observation and by time alone.</summary>
public sealed class LinkedPupilsTests
{
    private const string Plan = """{"kind":"CP","from":"2026-01-01","to":null}""";
    private static readonly DateTimeOffset Start = new(2026, 10, 5, 8, 0, 0, TimeSpan.Zero);

    [Theory, BothEngines]
    public async Task A_sibling_is_prompted_by_the_tick_that_makes_the_others_alert_serious(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Start);
        await host.Send("oakfield", Story.Calendar(), Leaver("p001"), Housed("p002"), Story.Pupil("p003"));

        host.Clock.AdjustTime(new(2026, 10, 7, 23, 0, 0, TimeSpan.Zero));
        await host.School().Tick();
        await host.Quiet();

        var prompt = Assert.Single(await host.Told(), row => row.Alert.Rule.Value == "SG-11");
        Assert.Equal(("p002", AlertState.Firing, Cause.Timer), (prompt.Alert.Subject.Student?.Value, prompt.To, prompt.Cause));
        Assert.Contains(await host.Told(), row => row.Alert.Rule.Value == "SG-10" && row.Alert.Subject.Student?.Value == "p001" && row.At == prompt.At);
    }

    [Theory, BothEngines]
    public async Task Siblings_and_pupils_named_in_others_concerns_are_told_of_as_the_replay_tells_it(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Start);
        string[] lines =
        [
            Story.Calendar("2026-10-05T08:00:00Z"), Leaver("p001"), Housed("p002"), Story.Pupil("p003", receivedAt: "2026-10-05T08:00:00Z"), Story.Pupil("p004", receivedAt: "2026-10-05T08:00:00Z"),
            Harm("c1", "p003", "2026-10-05T09:00:00Z"),
            Harm("c2", "p004", "2026-10-06T09:00:00Z"),
            Story.Clock("2026-10-07T23:00:00Z"),
            Story.Withdrawn("concern", "\"id\":\"c2\",\"student\":\"p004\"", "2026-10-08T09:00:00Z"),
            Story.Clock("2026-11-10T00:00:00Z"),
        ];

        foreach (var instant in lines.Select(Story.Read).GroupBy(observation => observation.ReceivedAt))
        {
            host.Clock.AdjustTime(instant.Key);
            var news = instant.Where(observation => observation is not Domain.Observations.ClockTick).ToList();
            if (news.Count == 0)
                await host.School().Tick();
            else
                await host.School().Ingest(new Interfaces.IngestBatch($"story/{instant.Key:O}", null, [.. news]));
            await host.Quiet();
        }

        var told = await host.Told();
        Assert.Equal(Story.Oracle(lines).Select(Story.Text), told.Select(Story.Text));
        Assert.Superset(
            new HashSet<(string, Cause)> { ("SG-11", Cause.Observation), ("SG-11", Cause.Timer), ("SG-12", Cause.Observation) },
            told.Select(row => (row.Alert.Rule.Value, row.Cause)).ToHashSet());
    }

    private static string Housed(string student) =>
        Story.Pupil(student, receivedAt: "2026-10-05T08:00:00Z").Replace("\"household\":null", "\"household\":\"h1\"", StringComparison.Ordinal);

    private static string Leaver(string student) => Story.Pupil(student, Plan, "2026-10-05T08:00:00Z")
        .Replace("\"household\":null", "\"household\":\"h1\"", StringComparison.Ordinal).Replace("\"left\":null", "\"left\":\"2026-10-02\"", StringComparison.Ordinal);

    // Said to have harmed another, in the other's file.
    private static string Harm(string id, string student, string at) => Story.Concern(id, student, at, "child-on-child", 2, at)
        .Replace("\"childOnChild\":null", $"\"childOnChild\":{{\"aggressor\":[\"p002\"],\"target\":[\"{student}\"]}}", StringComparison.Ordinal);
}
