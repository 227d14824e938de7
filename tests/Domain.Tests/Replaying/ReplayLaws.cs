using System.Globalization;
using CsCheck;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Replaying;
using static RiskMonitor.Domain.Tests.Replaying.Replayed;

namespace RiskMonitor.Domain.Tests.Replaying;

/// <summary>What holds of a replay whatever a school sends: two schools, two pupils, few days and ids, so that keys and instants collide; corrections come at another instant.</summary>
public sealed class ReplayLaws
{
    private static readonly Gen<string> School = Gen.Int[0, 1].Select(n => n == 0 ? "oakfield" : "elm");
    private static readonly Gen<string> Pupils = Gen.Int[1, 2].Select(n => $"p{n}");
    private static readonly Gen<string> Code = Gen.Int[0, 6].Select(n => new[] { "/", "O", "O", "O", "U", "I", "N" }[n]);
    private static readonly Gen<string> Received = Gen.Select(Gen.Int[0, 20], Gen.Int[0, 3], (day, hour) => $"{Date(day)}T{9 + (hour * 2):00}:45:00+01:00");

    private static readonly Gen<Line> Marks = Gen.Select(School, Pupils, Gen.Int[0, 9], Gen.Int[0, 1], Code, Received).Select(it => MarkOf(it.Item1, it.Item2, it.Item3, it.Item4, it.Item5, it.Item6));

    // A week away without a reason, told day by day; reasons come in afterwards and take some of it back.
    private static readonly Gen<Line[]> Absence = Gen.Select(School, Pupils, Gen.Int[0, 3], (school, pupil, first) =>
        Enumerable.Range(first, 5).SelectMany(day => new[] { 0, 1 }.Select(session => MarkOf(school, pupil, day, session, "O", $"{Date(day)}T15:45:00+01:00"))).ToArray());

    private static readonly Gen<Line> Reasons = Gen.Select(School, Pupils, Gen.Int[0, 9], Gen.Int[0, 1], Gen.Int[10, 20])
        .Select(it => MarkOf(it.Item1, it.Item2, it.Item3, it.Item4, "I", $"{Date(it.Item5)}T11:45:00+01:00"));

    private static readonly Gen<Line> Concerns = Gen.Select(School, Pupils, Gen.Int[1, 5], Gen.Int[0, 9], Gen.Int[1, 4], Received).Select(it => new Line(
        $"concern {it.Item1} {it.Item3}",
        $$"""{"type":"concern","school":"{{it.Item1}}","id":"c{{it.Item3}}","student":"{{it.Item2}}","occurredAt":"{{Date(it.Item4)}}T08:00:00+01:00","recordedAt":"{{Date(it.Item4)}}T08:30:00+01:00","categories":["{{(it.Item5 == 4 ? "weapon" : "neglect")}}"],"severity":{{it.Item5}},"recordedBy":"s{{it.Item3 % 2}}","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":null,"receivedAt":"{{Date(it.Item4)}}T09:45:00+01:00"}"""));

    private static readonly Gen<Line> Actions = Gen.Select(School, Gen.Int[1, 5], Received).Select(it => new Line(
        $"action {it.Item1} {it.Item2}",
        $$"""{"type":"action","school":"{{it.Item1}}","id":"a{{it.Item2}}","concern":"c{{it.Item2}}","at":"{{it.Item3}}","kind":"triage","receivedAt":"{{it.Item3}}"}"""));

    private static readonly Gen<Line> Clocks = Received.Select(at => new Line($"clock {at}", Clock(at)));

    private static readonly Gen<string[]> Files = Gen.Select(Gen.OneOf(Marks, Marks, Reasons, Concerns, Actions, Clocks).Array[0, 60], Absence.Array[0, 2])
        .Select(it => it.Item2.SelectMany(line => line).Concat(it.Item1).DistinctBy(line => line.Key).Select(line => line.Text).ToArray());

    private static readonly Gen<Line> Moves = Gen.Select(Gen.Int[1, 4], Gen.Int[0, 2], Received).Select(it => new Line(
        $"pupil {it.Item1} {it.Item3}",
        Housed($"p{it.Item1}", it.Item2 == 0 ? "null" : $"\"h{it.Item2}\"", it.Item1 == 2 ? """{"kind":"CIN","from":"2026-01-01","to":null}""" : "", receivedAt: it.Item3)));

    private static readonly Gen<Line> Harm = Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 9]).Select(it => new Line(
        $"concern {it.Item1} {it.Item4}",
        Concern($"h{it.Item4}", $"p{it.Item1}", Date(it.Item5), it.Item4 == 3 ? "weapon" : "child-on-child", it.Item4, $$"""{"aggressor":["p{{it.Item2}}"],"target":["p{{it.Item3}}"]}""")));

    private static readonly Gen<string[]> Households = Gen.OneOf(Moves, Harm, Harm, Concerns, Marks, Actions, Clocks).Array[0, 50]
        .Select(file => file.DistinctBy(line => line.Key).Select(line => line.Text).Where(line => !line.Contains("\"elm\"", StringComparison.Ordinal)).Append(Clock("2026-11-20T12:00:00+00:00")).ToArray());

    private static readonly string[] HousedHead =
    [
        Calendar(), Housed("p1", "\"h1\""), Housed("p2", "\"h1\"", """{"kind":"CIN","from":"2026-01-01","to":null}"""), Housed("p3", "\"h2\""),
        Housed("p4", "\"h2\"", """{"kind":"CP","from":"2026-09-10","to":"2026-09-21"}"""),
    ];

    private static readonly string[] Head =
    [
        Calendar(), Calendar("elm"),
        Pupil("p1"), Pupil("p2", """{"kind":"CIN","from":"2026-01-01","to":null}"""),
        Pupil("p1", "", "elm"), Pupil("p2", """{"kind":"CP","from":"2026-09-10","to":"2026-09-21"}""", "elm"),
    ];

    [Fact]
    public void These_files_raise_resolve_and_retract_or_the_laws_below_would_say_little()
    {
        var told = new System.Collections.Concurrent.ConcurrentDictionary<(string Rule, AlertState To, Cause Cause), int>();
        Files.Sample(
            file =>
            {
                foreach (var row in Run([.. Head, .. file]).Transitions) told.AddOrUpdate((row.Alert.Rule.Value, row.To, row.Cause), 1, (_, count) => count + 1);
            },
            iter: 300);

        Assert.Superset(new HashSet<AlertState> { AlertState.Firing, AlertState.Resolved, AlertState.Retracted }, told.Keys.Select(row => row.To).ToHashSet());
        Assert.Superset(new HashSet<Cause> { Cause.Observation, Cause.Timer }, told.Keys.Select(row => row.Cause).ToHashSet());
        Assert.Superset(new HashSet<string> { "ATT-08", "SG-01", "SG-02", "SCH-01" }, told.Keys.Select(row => row.Rule).ToHashSet());
    }

    [Fact]
    public void The_order_of_lines_with_distinct_keys_does_not_matter() => Gen.Select(Files, Gen.Int[0, 1000]).Sample((file, seed) =>
    {
        string[] lines = [.. Head, .. file];
        var shuffled = lines.OrderBy(line => Mixed(line, seed));

        Assert.Equal(Lines(Run(lines)), Lines(Run(shuffled)));
    });

    [Fact]
    public void Every_line_twice_tells_everything_once() => Files.Sample(file =>
    {
        string[] lines = [.. Head, .. file];

        Assert.Equal(Lines(Run(lines)), Lines(Run(lines.SelectMany(line => new[] { line, line }))));
    });

    [Fact]
    public void A_pupil_nobody_touched_and_no_deadline_named_has_nothing_new() => Files.Sample(file =>
    {
        string[] lines = [.. Head, .. file];

        Assert.Equal(Lines(Run(lines, new ReplayOptions { IgnoreDeadlines = true })), Lines(Run(lines)));
    });

    [Fact]
    public void Children_who_are_linked_have_nothing_new_when_nobody_touched_them_and_no_deadline_named_them() => Households.Sample(
        file =>
        {
            string[] lines = [.. HousedHead, .. file];

            Assert.Equal(Lines(Run(lines, new ReplayOptions { IgnoreDeadlines = true })).Select(WithoutCause), Lines(Run(lines)).Select(WithoutCause));
        },
        iter: 200);

    [Fact]
    public void Those_files_prompt_siblings_by_observation_and_by_time()
    {
        var told = new System.Collections.Concurrent.ConcurrentDictionary<(string Rule, AlertState To, Cause Cause), int>();
        Households.Sample(
            file =>
            {
                foreach (var row in Run([.. HousedHead, .. file]).Transitions) told.AddOrUpdate((row.Alert.Rule.Value, row.To, row.Cause), 1, (_, count) => count + 1);
            },
            iter: 200);

        Assert.Superset(new HashSet<Cause> { Cause.Observation, Cause.Timer }, told.Keys.Where(row => row.Rule == "SG-11").Select(row => row.Cause).ToHashSet());
        Assert.Contains(told.Keys, row => row.Rule == "SG-12");
    }

    [Fact]
    public void Every_alert_counts_its_changes_from_one_without_a_gap() => Files.Sample(file =>
    {
        var told = Run([.. Head, .. file]).Transitions;

        foreach (var alert in told.GroupBy(row => row.Alert)) Assert.Equal(Enumerable.Range(1, alert.Count()), alert.Select(row => row.Sequence));
        foreach (var school in told.GroupBy(row => row.Alert.Subject.School)) Assert.Equal(Enumerable.Range(1, school.Count()).Select(n => (long)n), school.Select(row => row.Update));
    });

    [Fact]
    public void Lines_stand_by_time_then_school_then_pupil_with_the_school_last_then_rule() => Files.Sample(file =>
    {
        var told = Run([.. Head, .. file]).Transitions;
        var ordered = told
            .OrderBy(row => row.At)
            .ThenBy(row => row.Alert.Subject.School!.Value)
            .ThenBy(row => row.Alert.Subject.Student is null)
            .ThenBy(row => row.Alert.Subject.Student?.Value, StringComparer.Ordinal)
            .ThenBy(row => row.Alert.Rule.Value, StringComparer.Ordinal);

        Assert.Equal(ordered, told);
    });

    // Asking everybody at every instant cannot say whose deadline it was.
    private static string WithoutCause(string line) => System.Text.RegularExpressions.Regex.Replace(line, "\"cause\":\"\\w+\"", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private static Line MarkOf(string school, string pupil, int day, int half, string code, string receivedAt)
    {
        var (session, date) = (half == 0 ? "AM" : "PM", Date(day));
        return new Line($"mark {school} {pupil} {date} {session} {receivedAt}", Mark(pupil, date, session, code, receivedAt, school));
    }

    private static string Date(int day) => new DateOnly(2026, 9, 7).AddDays((day / 5 * 7) + (day % 5)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // The same order for the same seed, unlike the runtime's own hash.
    private static int Mixed(string line, int seed) => line.Aggregate(seed, (mixed, letter) => unchecked((mixed * 31) + letter));

    private sealed record Line(string Key, string Text);
}
