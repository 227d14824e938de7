using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Board;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Web.Tests.Boards;

/// <summary>Whatever rule speaks, there is evidence to show and a sentence that says it; taken from the rows of its own examples in which it fires.</summary>
public sealed partial class EveryRuleTests
{
    public static TheoryData<string> Rules() => [.. RuleBook.Default.Rules.Select(rule => rule.Id.Value)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void An_alert_shows_its_evidence_what_it_rests_on_and_what_would_clear_it(string rule)
    {
        var described = RuleBook.Default.Find(rule)!;
        Assert.All([described.Title, described.Sentence, described.Basis, described.ClearedBy], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.NotEqual(RuleBasis.None, described.Kind);

        foreach (var evidence in Firing(rule))
        {
            // Where nothing has arrived there is nothing to list: the count, of nothing, is the evidence.
            Assert.True(evidence.Items.Length + evidence.Measures.Length > 0 || evidence.Count == 0, "there is something to look at");
            Assert.All([true, false], namesCategories => Speaks(AlertSentence.Of(new(rule), evidence, namesCategories)));
        }
    }

    [Fact]
    public void A_rule_that_failed_says_which_and_where_and_that_somebody_must_see_to_it()
    {
        var failed = new Evidence { Items = [new EvidenceItem { Date = new(2026, 11, 24), Id = "SG-02", Category = "it failed: OverflowException in Steps.Next" }] };

        Assert.Equal(
            "SG-02 could not be worked out (it failed: OverflowException in Steps.Next). What it told before stands. Whoever looks after RiskMonitor must see to it.",
            AlertSentence.Of(BrokenRule.Description.Id, failed));
    }

    [Fact]
    public void A_trusts_alert_calls_schools_by_their_names()
    {
        var moved = new Evidence { Items = [new EvidenceItem { Date = new(2026, 11, 24), Category = "larkfield-high" }, new EvidenceItem { Date = new(2026, 11, 24), Category = "elsewhere" }] };

        var says = AlertSentence.Of(new("TRU-02"), moved, nameOfSchool: school => school == "larkfield-high" ? "Larkfield High School" : school);

        Assert.Equal("A child with an open alert has moved between Larkfield High School and elsewhere: hand the case over.", says);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_wall_does_not_say_what_concerns_are_about(string rule)
    {
        var cards = NewCards();
        foreach (var (story, told) in Played(rule))
        {
            var says = story.Explain(StoryText.Student).First(finding => finding.Rule.Value == rule).Verdict is Quiet quiet ? quiet.Reason : null;
            foreach (var transition in told)
            {
                var card = cards.Of(ViewOf(transition, says), Sight.Of(Clearance.Wall))!;
                Assert.All(Categories(transition.Evidence), category => Assert.All(
                    [card.Title, card.Sentence, card.Because ?? ""], text => Assert.DoesNotMatch($@"(?i)\b{Regex.Escape(category)}\b", text)));
            }
        }
    }

    [Theory]
    [InlineData("ATT-08", "Not in school: check now")]
    [InlineData("SG-08", "A change to know about")]
    [InlineData("SG-09", "Nothing recorded lately")]
    [InlineData("SG-10", "Safeguarding record to be dealt with")]
    [InlineData("SG-12", "Safeguarding concern")]
    public void A_wall_says_that_there_is_something_to_do_and_not_what_a_child_is_under_or_in(string rule, string title)
    {
        var (cards, seen) = (NewCards(), 0);
        foreach (var transition in Played(rule).SelectMany(row => row.Told).Where(each => each.To is AlertState.Firing))
        {
            var (wall, desk) = (cards.Of(ViewOf(transition, null), Sight.Of(Clearance.Wall))!, cards.Of(ViewOf(transition, null), Sight.Everything)!);

            Assert.Equal((title, RuleBook.Default.Find(rule)!.Title), (wall.Title, desk.Title));
            Assert.DoesNotMatch("(?i)vulnerable|child-protection|harm|plan|care order|status", $"{wall.Title} {wall.Sentence}");
            seen++;
        }

        Assert.NotEqual(0, seen);
    }

    private static Cards NewCards() =>
        new(RuleBook.Default, new SchoolClock(TimeProvider.System), new PersonaBook(new HostingEnvironment { EnvironmentName = Environments.Production }), (_, _) => null, school => school);

    private static AlertView ViewOf(Transition transition, string? because) => new()
    {
        Key = transition.Alert,
        State = transition.To,
        Severity = transition.Severity,
        Effective = transition.Effective,
        RaisedAt = transition.At,
        ChangedAt = transition.At,
        Evidence = transition.Evidence,
        RuleVersion = transition.RuleVersion,
        PreExisting = false,
        Sequence = transition.Sequence,
        Update = transition.Update,
        Because = because,
    };

    // No number missing, nothing left of a rule that the wall does not know.
    private static void Speaks(string sentence)
    {
        Assert.DoesNotMatch(Fallback(), sentence);
        Assert.DoesNotContain("unknown date", sentence, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\bsome\b", sentence);
        Assert.Matches(@"[.?]$", sentence);
    }

    private static List<Evidence> Firing(string rule)
    {
        List<Evidence> fired = [.. Played(rule).SelectMany(row => row.Told).Where(transition => transition.To is AlertState.Firing).Select(transition => transition.Evidence)];
        Assert.NotEmpty(fired);
        return fired;
    }

    private static IEnumerable<(Story Story, List<Transition> Told)> Played(string rule) =>
        from row in ExampleRow.All()
        where row.Rule == rule && row.AlertOn is not ("never" or "cannot tell")
        select new StoryText(new(rule)).Play(row.Events, RuleBook.Default) into story
        select (story, story.Told.Where(transition => transition.Alert.Rule.Value == rule).ToList());

    // As filed, and as people read it; "other" gives nothing away.
    private static IEnumerable<string> Categories(Evidence evidence) =>
        from filed in evidence.Items.SelectMany(item => (item.Category ?? "").Split(',', StringSplitOptions.TrimEntries)).Distinct()
        where Words.Categories.Contains(filed) && filed != "other"
        from said in new[] { filed, filed.Replace('-', ' '), string.Join(' ', filed.Split('-').Reverse()) }
        select said;

    [GeneratedRegex(@"^(See the evidence|(\S+) of (\S+))\.$")]
    private static partial Regex Fallback();
}
