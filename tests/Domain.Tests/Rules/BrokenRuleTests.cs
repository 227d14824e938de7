using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Replaying;
using RiskMonitor.Domain.Rules;
using static RiskMonitor.Domain.Tests.Replaying.Replayed;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>A rule that throws, because a number that no check would let in leads it out of the calendar. It must cost nobody else anything.</summary>
public sealed class BrokenRuleTests
{
    private static readonly RuleBook Broken = new(RuleSettings.Default with { AccumulationDays = int.MaxValue / 2, TrainingInductionDays = int.MaxValue / 2 });

    private static readonly AlertSubject Child = new(new SchoolId("oakfield"), new StudentId("p001"));

    private static readonly DateTimeOffset Noon = new(2026, 10, 6, 12, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public void It_is_an_alert_itself_about_the_pupil_and_the_other_rules_are_told_as_ever()
    {
        string[] lines = [Calendar(), Pupil("p001"), Pupil("p002"), Concern("c1", "p001", "2026-10-05", "neglect", 4), .. Small()];

        var told = Lines(Run(lines, new() { Rules = RuleEditions.Of(Broken) }));

        Assert.Contains(told, line => line.StartsWith("{\"rule\":\"SG-01\"", StringComparison.Ordinal));
        var failed = Assert.Single(told, line => line.StartsWith("{\"rule\":\"SYS-01\"", StringComparison.Ordinal));
        Assert.Contains("\"subject\":{\"school\":\"oakfield\",\"student\":\"p001\",\"facet\":\"SG-02\"}", failed, StringComparison.Ordinal);
        Assert.Contains("\"severity\":\"high\"", failed, StringComparison.Ordinal);
        Assert.Equal(
            Lines(Run(lines)).Where(line => !line.Contains("SG-02", StringComparison.Ordinal)).Select(WithoutNumbers),
            told.Where(line => line != failed).Select(WithoutNumbers));
    }

    [Fact]
    public void A_schools_own_rule_that_fails_is_an_alert_of_the_school()
    {
        string[] lines =
        [
            Calendar(), Pupil("p001"),
            """{"type":"training","school":"oakfield","person":"s1","group":"staff","appointedOn":"2026-09-01","inductionOn":null,"lastOn":null,"receivedAt":"2026-10-05T09:00:00+01:00"}""",
            Concern("c1", "p001", "2026-10-05", "neglect", 4),
        ];

        var told = Lines(Run(lines, new() { Rules = RuleEditions.Of(Broken) }), "SYS-01");

        Assert.Contains(told, line => line.Contains("\"subject\":{\"school\":\"oakfield\",\"facet\":\"SCH-", StringComparison.Ordinal));
    }

    [Fact]
    public void What_it_told_before_stands_and_the_alert_goes_when_it_can_be_asked_again()
    {
        var open = new Finding(new("SG-02"), 1, new Fired(new Episode(new(2026, 10, 5), Severity.Medium, new Evidence { Count = 3 })));
        var facet = open with { Rule = new("SG-08"), Facet = "CP" };
        var before = AlertBoard.Empty(Child.School!.Value).Reconcile(Child, [open, facet], Noon, Cause.Observation).Board;
        Finding[] broken = [new(new("SG-02"), 1, new BrokeOff("it failed")), new(new("SG-08"), 1, new BrokeOff("it failed"))];

        var failed = before.Reconcile(Child, [.. broken, .. broken.Select(each => BrokenRule.AlertOf(each, new(2026, 10, 6))!)], Noon.AddHours(1), Cause.Timer);
        var again = failed.Board.Reconcile(Child, [open, facet], Noon.AddHours(2), Cause.Timer);

        Assert.Equal([("SYS-01", "SG-02", AlertState.Firing), ("SYS-01", "SG-08", AlertState.Firing)], failed.Transitions.Select(Row));
        Assert.Equal(["SG-02", "SG-08", "SYS-01", "SYS-01"], failed.Board.Open.Select(alert => alert.Key.Rule.Value).Order(StringComparer.Ordinal));
        Assert.Equal([("SYS-01", "SG-02", AlertState.Retracted), ("SYS-01", "SG-08", AlertState.Retracted)], again.Transitions.Select(Row));
        Assert.Equal(["SG-02", "SG-08"], again.Board.Open.Select(alert => alert.Key.Rule.Value).Order(StringComparer.Ordinal));
    }

    // Of no spells at all there is no last one, where the short cut looks for it.
    [Fact]
    public void A_short_cut_that_fails_is_not_taken()
    {
        var story = new StoryText(new("ATT-12")).Play("Thu 3 Sep /\\", new(RuleSettings.Default with { ShortSpells = 0, ShortSpellsClear = -1 }));

        Assert.Equal(["ATT-12"], story.Told.Select(each => each.Alert.Rule.Value).Where(rule => rule is "ATT-12" or "SYS-01"));
    }

    [Fact]
    public void The_next_day_it_is_asked_again_and_is_the_same_alert()
    {
        string[] lines = [Calendar(), Pupil("p001"), .. Small(), Clock("2026-10-08T00:00:00+01:00"), Clock("2026-10-09T12:00:00+01:00")];

        Assert.Single(Lines(Run(lines, new() { Rules = RuleEditions.Of(Broken) }), "SYS-01"));
    }

    [Fact]
    public void The_case_says_of_it_that_it_cannot_tell_and_where_it_failed()
    {
        string[] lines = [Calendar(), Pupil("p001"), Concern("c1", "p001", "2026-10-05", "neglect", 4)];

        var said = Run(lines, new() { Rules = RuleEditions.Of(Broken), Explain = Child.Student }).Explanations.Single(each => each.Finding.Rule.Value == "SG-02").Finding;

        Assert.Matches(@"^it failed: ArgumentOutOfRangeException in \w[^?]*\.[^?]*\w", Assert.IsType<BrokeOff>(said.Verdict).Reason);
    }

    [Fact]
    public void Whoever_may_not_know_of_every_concern_is_not_told_that_a_rule_failed() => Assert.True(ConcernRules.CountsConcerns(BrokenRule.Description.Id));

    [Fact]
    public void It_is_no_rule_of_the_catalogue() => Assert.Null(RuleBook.Default.Find(BrokenRule.Description.Id.Value));

    private static IEnumerable<string> Small() => Enumerable.Range(5, 3).Select(day => Concern($"small{day}", "p001", $"2026-10-0{day}", "neglect", 2));

    private static (string Rule, string? Facet, AlertState To) Row(Transition told) => (told.Alert.Rule.Value, told.Alert.Subject.Facet, told.To);

    private static string WithoutNumbers(string line) => System.Text.RegularExpressions.Regex.Replace(line, "\"update\":[0-9]+,?", "");
}
