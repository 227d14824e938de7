using System.Globalization;
using System.Text;
using CsCheck;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Replaying;
using Xunit;

namespace RiskMonitor.Web.Tests.Pushing;

/// <summary>
/// What is pushed twice, shuffled and cut in two bodies ends in the alerts that a replay of the same lines ends in. Few samples, for each is a
/// round through HTTP, journal and grains; tiny ranges, so that they collide. Distinct keys: which of two marks for one session holds is
/// decided by order of arrival, which a shuffle changes. Severities are not compared: a concern whose action came with the second body was
/// urgent in between, and what was told as urgent is not told as less.
/// </summary>
public sealed class PushLaws(RiskMonitorApi api)
{
    private const int Samples = 12;

    private static readonly Gen<Line> Marks =
        Gen.Select(Gen.Int[1, 2], Gen.Int[0, 9], Gen.Int[0, 1], Gen.Int[0, 5]).Select((pupil, day, half, code) => new Line(
            $"mark {pupil} {day} {half}",
            school => Lines.Mark(school, $"p{pupil}", Lines.TenDays[day], half == 0 ? "AM" : "PM", new[] { "/", "O", "O", "U", "I", "N" }[code])));

    private static readonly Gen<Line[]> Truancies =
        Gen.Select(Gen.Int[1, 2], Gen.Int[8, 10]).Select((pupil, mornings) => Enumerable.Range(0, mornings)
            .Select(day => new Line($"mark {pupil} {day} 0", school => Lines.Mark(school, $"p{pupil}", Lines.TenDays[day], "AM", "O"))).ToArray());

    private static readonly Gen<Line> Concerns =
        Gen.Select(Gen.Int[1, 2], Gen.Int[1, 4], Gen.Int[1, 4]).Select((pupil, id, severity) => new Line(
            $"concern {id}", school => Lines.Concern(school, $"p{pupil}", $"c{id}", severity)));

    private static readonly Gen<Line> Actions = Gen.Int[1, 4].Select(id => new Line(
        $"action {id}",
        school => $$"""{"type":"action","school":"{{school}}","id":"a{{id}}","concern":"c{{id}}","at":"2026-11-13T10:00:00Z","kind":"triage"}"""));

    private static readonly Gen<Line[]> Files = Gen.Select(Truancies.Array[0, 1], Gen.OneOf(Marks, Marks, Concerns, Actions).Array[0, 25])
        .Select((truancies, others) => truancies.SelectMany(line => line).Concat(others).DistinctBy(line => line.Key).ToArray());

    private int sample;

    [Fact]
    public async Task Pushed_twice_and_shuffled_the_alerts_are_those_of_a_replay()
    {
        var raised = 0;

        await Gen.Select(Files, Gen.Int[0, 1000]).SampleAsync(
            async (file, seed) =>
            {
                var school = $"law-{Interlocked.Increment(ref sample)}-{seed}";
                using var sender = await api.As("IntegrationClient", school);
                string[] lines = [Lines.Calendar(school), Lines.Pupil(school, "p1"), Lines.Pupil(school, "p2"), .. file.Select(line => line.Text(school))];
                string[] shuffled = [.. lines.Concat(lines).OrderBy(line => Mixed(line, seed)), .. lines.Take(seed % 7)];

                await sender.Push(shuffled.Take(shuffled.Length / 2));
                await sender.Push(shuffled.Skip(shuffled.Length / 2));
                await api.Evaluated(school);

                var replayed = Replayed(lines);
                Assert.Equal(replayed, await Open(school));
                Interlocked.Add(ref raised, replayed.Count);
            },
            iter: Samples,
            threads: 1);

        Assert.True(raised > 0, "some of the samples raise alerts, or this law says nothing");
    }

    private async Task<List<string>> Open(string school)
    {
        var board = await (await api.School(school)).Board();
        return [.. board.Alerts.Select(alert => $"{alert.Key.Rule} {alert.Key.Subject.Student} {alert.Evidence.Count}").Order(StringComparer.Ordinal)];
    }

    private static List<string> Replayed(string[] lines)
    {
        var at = RiskMonitorApi.Today.ToString("O", CultureInfo.InvariantCulture);
        var received = lines.Select(line => $"{line[..^1]},\"receivedAt\":\"{at}\"}}");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', received)));
        return [.. Replay.Run(stream, new ReplayOptions()).Transitions
            .GroupBy(step => step.Alert).Select(steps => steps.Last())
            .Where(step => step.To is AlertState.Firing or AlertState.Acknowledged)
            .Select(step => $"{step.Alert.Rule} {step.Alert.Subject.Student} {step.Evidence.Count}").Order(StringComparer.Ordinal)];
    }

    // The same order for the same seed, unlike the runtime's own hash.
    private static int Mixed(string line, int seed) => line.Aggregate(seed, (mixed, letter) => unchecked((mixed * 31) + letter));

    private sealed record Line(string Key, Func<string, string> Text);
}
