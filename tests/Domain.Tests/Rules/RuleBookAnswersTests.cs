using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>What the book answers besides findings: of whom there is surely nothing to say, what was serious, and in which order.</summary>
public sealed class RuleBookAnswersTests
{
    private static readonly DateTimeOffset December = SchoolRuleTests.At(new(2026, 12, 1), 12);

    [Fact]
    public void Of_a_pupil_who_is_on_the_roll_and_nothing_else_there_is_surely_nothing_to_say_and_of_one_with_a_grave_concern_there_is()
    {
        Assert.True(RuleBook.Default.IsProvablyQuiet(Pupil(), Calendar, December));
        Assert.False(RuleBook.Default.IsProvablyQuiet(Pupil(Concern("a", new(2026, 11, 30), 4)), Calendar, December));
    }

    [Fact]
    public void Every_rule_of_a_school_and_of_a_trust_is_explained_in_the_order_of_their_ids()
    {
        foreach (var school in new[] { Story.School, SchoolId.OfTrust(new("larkfield")) })
        {
            var explained = RuleBook.Default.ExplainSchool(SchoolView.Of(SchoolRegister.Empty(school)), December).Select(finding => finding.Rule).ToList();
            Assert.True(explained.Count > 3);
            Assert.Equal(explained.Order(), explained);
        }
    }

    [Fact]
    public void What_was_serious_is_told_by_its_beginning_and_then_by_its_end()
    {
        var known = Pupil(
            Concern("a", new(2026, 9, 28), 1), Concern("b", new(2026, 10, 1), 2), Concern("c", new(2026, 10, 5), 3),
            Concern("d", new(2026, 11, 30), 4));

        // SG-06, SG-03, SG-04 and SG-01: the last two of one day, one of them over.
        Assert.Equal(
            [new(new(2026, 9, 29), null), new(new(2026, 10, 5), null), new(new(2026, 11, 30), new(2026, 12, 1)), new(new(2026, 11, 30), null)],
            RuleBook.Default.SeriousEpisodes(known, Calendar, December).AsEnumerable());
    }

    [Fact]
    public void What_is_over_was_serious_where_its_rule_begins_so_for_a_child_with_a_plan_where_the_plan_makes_it_more_urgent()
    {
        var known = Pupil([.. Enumerable.Range(7, 5).Select(day => Concern($"a{day}", new(2026, 9, day), 1))]).With(SchoolRuleTests.Concern("b", new(2026, 10, 20), "other"));
        var planned = known.With(Story.Pupil(StoryText.Student) with { Statuses = [new(StatusKind.CP, new(2026, 9, 1), null)], ReceivedAt = SchoolRuleTests.At(new(2026, 9, 1), 7) });

        Assert.Equal(["SG-02"], Over(known).Select(each => each.Rule));
        Assert.Contains(Over(planned), each => each.Rule == "SG-08");
        Assert.Equal(Over(planned).Where(each => each.Rule == "SG-02").Select(each => each.Span), RuleBook.Default.SeriousEpisodes(planned, Calendar, December).Where(each => each.ClearedOn is not null));
        Assert.DoesNotContain(RuleBook.Default.SeriousEpisodes(known, Calendar, December), each => each.ClearedOn is not null);

        static IEnumerable<(string Rule, EpisodeSpan Span)> Over(Chronology known) =>
            RuleBook.Default.Timelines(known, Calendar, December).SelectMany(each => each.Spans, (each, span) => (each.Rule.Value, span)).Where(each => each.span.ClearedOn is not null);
    }

    [Fact]
    public void A_rule_that_is_asked_and_has_nothing_to_say_leaves_a_pupil_quiet()
    {
        var context = new PupilContext([new(new("p002"), [new(2025, 9, 5)], [])], [], []);

        Assert.True(RuleBook.Default.IsProvablyQuiet(Pupil(), Calendar, December, context));
    }

    // What a back-test compares: the file that came in October had nobody waiting for it any more.
    [Fact]
    public void A_file_that_did_not_come_was_missed_until_the_school_year_ended()
    {
        var joined = SchoolRuleTests.At(new(2026, 7, 1), 7);
        var known = Chronology.Empty(StoryText.Student)
            .With(Story.Pupil(StoryText.Student) with { Joined = new(2026, 7, 1), Statuses = [new(StatusKind.CIN, new(2026, 1, 1), null)], ReceivedAt = joined })
            .With(new FileTransfer { School = Story.School, Student = StoryText.Student, Direction = "in", HasChildProtectionFile = true, ReceiptAt = SchoolRuleTests.At(new(2026, 10, 9), 10), ReceivedAt = SchoolRuleTests.At(new(2026, 10, 9), 10) });

        Assert.Equal([new EpisodeSpan(new(2026, 7, 9), new(2026, 8, 1))], RuleBook.Default.Timelines(known, Calendar, December).Single(each => each.Rule.Value == "SG-10").Spans.AsEnumerable());
    }

    private static SchoolCalendar Calendar => SchoolCalendar.From(Story.Calendar());

    private static Concern Concern(string id, DateOnly on, int severity) => SchoolRuleTests.Concern(id, on, "neglect") with { Severity = severity };

    private static Chronology Pupil(params Concern[] concerns) => concerns.Aggregate(
        Chronology.Empty(StoryText.Student).With(Story.Pupil(StoryText.Student) with { ReceivedAt = SchoolRuleTests.At(new(2026, 9, 1), 7) }), (known, next) => known.With(next));
}
