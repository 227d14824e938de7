using System.Globalization;
using CsCheck;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>The live path tells what the reference evaluation tells, whatever becomes of the activations meanwhile.</summary>
public sealed class SameAsReplayTests
{
    private static readonly DateTimeOffset Start = new(2026, 4, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly Gen<string> Pupils = Gen.Int[1, 2].Select(n => $"p{n}");
    private static readonly Gen<string> Code = Gen.Int[0, 6].Select(n => new[] { "/", "O", "O", "O", "U", "I", "N" }[n]);
    private static readonly Gen<string> Received = Gen.Select(Gen.Int[0, 14], Gen.Int[0, 3], (day, hour) => $"{Date(day)}T{8 + (hour * 2):00}:45:00Z");

    private static readonly Gen<(string Key, string Line)> Marks = Gen.Select(Pupils, Gen.Int[0, 9], Gen.Int[0, 1], Code, Received, (pupil, day, half, code, at) =>
        ($"mark {pupil} {day} {half} {at}", Story.Mark(pupil, Date(day), half == 0 ? "AM" : "PM", code, at)));

    private static readonly Gen<(string Key, string Line)> Concerns = Gen.Select(Pupils, Gen.Int[1, 4], Gen.Int[0, 9], Gen.Int[1, 4], Received, (pupil, id, day, severity, at) =>
        ($"concern {id} {at}", Story.Concern($"c{id}", pupil, $"{Date(Math.Min(day, DayOf(at)))}T07:00:00Z", severity == 4 ? "weapon" : "neglect", severity, at, $"s{id % 2}")));

    private static readonly Gen<(string Key, string Line)> Actions = Gen.Select(Gen.Int[1, 4], Received, (id, at) => ($"action {id} {at}", Story.Action($"a{id}", $"c{id}", at)));

    private static readonly Gen<(string Key, string Line)> Gone = Gen.Select(Pupils, Gen.Int[1, 4], Gen.Int[0, 9], Gen.Int[0, 2], Received, (pupil, id, day, of, at) => of switch
    {
        0 => ($"action {id} {at}", Story.Withdrawn("action", $"\"id\":\"a{id}\"", at)),
        1 => ($"concern {id} {at}", Story.Withdrawn("concern", $"\"id\":\"c{id}\",\"student\":\"{pupil}\"", at)),
        _ => ($"mark {pupil} {day} 0 {at}", Story.Withdrawn("mark", $"\"student\":\"{pupil}\",\"date\":\"{Date(day)}\",\"session\":\"AM\"", at)),
    });

    private static readonly Gen<(string Key, string Line)> Turns = Gen.Select(Gen.Int[0, 3], Received, (kind, at) => kind switch
    {
        0 => ($"calendar {at}", Story.Calendar(at, $",\"{Date(5)}\"")),
        1 => ($"pupil {at}", Story.Pupil("p1", """{"kind":"CP","from":"2026-09-09","to":"2026-09-17"}""", at)),
        _ => ($"clock {at}", Story.Clock(at)),
    });

    private static readonly Gen<string[]> Files = Gen.OneOf(Marks, Marks, Marks, Concerns, Actions, Gone, Turns).Array[5, 50]
        .Select(lines => (string[])[Story.Calendar(), Story.Pupil("p1"), Story.Pupil("p2", """{"kind":"CIN","from":"2026-01-01","to":null}"""),
            .. lines.DistinctBy(line => line.Key).Select(line => line.Line)]);

    [Theory, BothEngines]
    public async Task A_full_story_is_told_as_the_replay_tells_it(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Start);
        var expected = Story.Oracle(Story.Rich());

        await Live(host, "oakfield", Story.Rich(), _ => 0);

        Assert.Superset(
            new HashSet<string> { "ATT-04", "ATT-08", "SG-01", "SG-02", "TRU-05" },
            expected.Select(transition => transition.Alert.Rule.Value).ToHashSet());
        Assert.Superset(new HashSet<AlertState> { AlertState.Firing, AlertState.Resolved, AlertState.Retracted }, expected.Select(transition => transition.To).ToHashSet());
        Assert.Equal(expected.Select(Story.Text), (await host.Told()).Select(Story.Text));
    }

    [Theory, BothEngines]
    public async Task Whatever_is_sent_and_whenever_grains_leave_the_same_is_told(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Start, options => options.CheckpointBytes = 1);
        var samples = 0;

        await Gen.Select(Files, Gen.Int[0, 5].Array[60, 60]).SampleAsync(
            async (lines, leaving) =>
            {
                var school = $"school{Interlocked.Increment(ref samples)}";
                var own = lines.Select(line => line.Replace("\"school\":\"oakfield\"", $"\"school\":\"{school}\"", StringComparison.Ordinal)).ToList();
                await Live(host, school, own, step => leaving[step % leaving.Length]);

                Assert.Equal(Story.Oracle(own).Select(Story.Text), (await host.Told(school)).Select(Story.Text));
            },
            iter: engine == Engine.Sqlite ? 20 : 8,
            threads: 1);
    }

    [Theory, BothEngines]
    public async Task A_checkpoint_with_the_tail_of_the_journal_is_the_whole_journal(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var (kept, rebuilt) = ("", "");
        await using (var host = await SchoolHost.Start(test, Start, options => options.CheckpointBytes = 1))
            await Live(host, "oakfield", Story.Rich(), _ => 0);
        await using (var host = await SchoolHost.Start(test, Start.AddYears(1)))
            kept = await Everything(host);
        Assert.Equal(1, await test.Count("SELECT count(*) FROM OrleansStorage"));
        await test.Execute("DELETE FROM OrleansStorage");
        await using (var host = await SchoolHost.Start(test, Start.AddYears(1)))
            rebuilt = await Everything(host);

        Assert.Equal(kept, rebuilt);
    }

    [Theory, BothEngines]
    public async Task A_case_page_shows_what_changed_nothing_on_the_board(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Start.AddMonths(1));
        await host.Send("oakfield", Story.Calendar(), Story.Pupil("p001"), Story.Mark("p001", "2026-04-14", "AM", "/"));
        var before = await host.Student("p001").Case(host.Clock.GetUtcNow());
        await host.Send("oakfield", Story.Mark("p001", "2026-04-14", "PM", "L"));
        var after = await host.Student("p001").Case(host.Clock.GetUtcNow());

        Assert.Equal(["/"], before!.Marks.Select(mark => mark.Code));
        Assert.Equal(["/", "L"], after!.Marks.Select(mark => mark.Code));
    }

    private static async Task<string> Everything(SchoolHost host)
    {
        var board = await host.Quiet();
        var lines = board.Alerts.Select(alert => $"{alert.Key.Text} {alert.State} {alert.Update} {alert.Evidence.Count} {alert.Evidence.Items.Length}").ToList();
        foreach (var student in new[] { "p001", "p002", "p003" })
        {
            var pupil = await host.Student(student).Case(host.Clock.GetUtcNow());
            lines.Add($"{student} {string.Join(' ', pupil!.Marks.Select(mark => $"{mark.At}{mark.Code}"))} {string.Join(' ', pupil.Concerns.Select(concern => concern.Id))}"
                + $" {string.Join(' ', pupil.Actions.Select(action => action.Id))} {string.Join(' ', pupil.Verdicts.Select(finding => $"{finding.Rule}{finding.Open?.RaisedOn}{finding.LastClearedOn}"))}");
        }

        return string.Join('\n', lines);
    }

    // Instant after instant: what was received then in one batch, or else only the time.
    private static async Task Live(SchoolHost host, string school, IEnumerable<string> lines, Func<int, int> leaving)
    {
        var step = 0;
        host.Clock.AdjustTime(Start);
        foreach (var instant in lines.Select(Story.Read).GroupBy(observation => observation.ReceivedAt).OrderBy(instant => instant.Key))
        {
            host.Clock.AdjustTime(instant.Key);
            var news = instant.Where(observation => observation is not ClockTick).ToList();
            var next = leaving(step++);
            if (next is 1 or 2)
                await SchoolHost.Leave(host.School(school));
            if (next is 2 or 3)
                await Task.WhenAll(SchoolHost.Leave(host.Student("p1", school)), SchoolHost.Leave(host.Student("p2", school)));
            if (news.Count == 0)
            {
                await host.Quiet(school);
                await host.School(school).Tick();
            }
            else
            {
                await host.School(school).Ingest(new IngestBatch($"story/{step}", null, [.. news]));
            }

            // Without a wait the next may overtake the evaluation, as it does in life; but a tick steps back while anything waits.
            if (next != 4)
                await host.Quiet(school);
        }

        await host.Quiet(school);
    }

    private static int DayOf(string at) => DateOnly.Parse(at[..10], CultureInfo.InvariantCulture) is var date ? ((date.DayNumber - First.DayNumber) / 7 * 5) + ((date.DayNumber - First.DayNumber) % 7) : 0;

    private static DateOnly First { get; } = new(2026, 9, 7);

    private static string Date(int day) => First.AddDays((day / 5 * 7) + (day % 5)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
