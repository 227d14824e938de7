using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

public sealed class RollFactsTests
{
    private static readonly DateOnly Today = new(2026, 10, 6);
    private static readonly DateTimeOffset Now = SchoolTime.At(Today, new(12, 0));

    // The first and the last of several, whatever their order: a beginning, and the day after an end.
    [Theory]
    [InlineData("CP from 10-10, CIN from 10-20", "10-10")]
    [InlineData("CIN from 10-20, CP from 10-10", "10-10")]
    [InlineData("CP from 10-01 to 10-10, CIN from 10-01 to 10-20", "10-11")]
    [InlineData("CIN from 10-01 to 10-20, CP from 10-01 to 10-10", "10-11")]
    [InlineData("CP from 10-08 to 10-20", "10-08")]
    [InlineData("CP from 10-01 to 10-10, CIN from 10-20", "10-11")]
    [InlineData("CIN from 10-09, CP from 10-01 to 10-10", "10-09")]
    [InlineData("CP from 10-01 to 10-06", "10-07")]
    [InlineData("CP from 10-01 to 10-05", null)]
    [InlineData("CP from 10-06", null)]
    [InlineData("CP from 10-01 to the end of time", null)]
    public void The_next_day_on_which_a_status_begins_or_no_longer_holds(string statuses, string? next) =>
        Assert.Equal(next is null ? null : DateOf(next), new RollFacts(With(statuses)).NextStatusChange(Today));

    [Theory]
    [InlineData("CP from 01-01 to 03-27, SENSupport from 01-01", true)]
    [InlineData("SENSupport from 01-01, CP from 01-01 to 03-27", true)]
    [InlineData("SENSupport from 01-01", false)]
    [InlineData("", false)]
    public void A_plan_of_long_ago_is_remembered_among_others(string statuses, bool ever) =>
        Assert.Equal(ever, new RollFacts(With(statuses)).EverHad(SupportStatus.ChildProtection));

    [Theory]
    [InlineData(Severity.Critical, Severity.Critical)]
    [InlineData(Severity.High, Severity.Critical)]
    [InlineData(Severity.Info, Severity.Low)]
    public void A_status_makes_one_step_more_urgent_and_nothing_is_more_than_critical(Severity severity, Severity raised)
    {
        var at = new PupilAt(Chronology.Empty(StoryText.Student).With(With("CP from 10-01") with { ReceivedAt = Now }), AnyStory.Calendar, Now, RuleSettings.Default);

        Assert.Equal(raised, at.Raised(severity));
    }

    [Fact]
    public void Who_is_on_no_roll_that_we_have_is_a_child_of_whom_attendance_cannot_be_told()
    {
        var known = Chronology.Empty(StoryText.Student).With(new Mark { School = Story.School, Student = StoryText.Student, At = new(Today, Session.AM), Code = "O", ReceivedAt = Now });
        var findings = RuleBook.Default.Explain(known, AnyStory.Calendar, Now).Where(finding => finding.Rule.Value == "ATT-04");

        Assert.Equal([new CannotTell("the pupil is not on the roll we have")], findings.Select(finding => finding.Verdict));
        Assert.Equal(PupilAssessment.Nothing, RuleBook.Default.Assess(known, AnyStory.Calendar, Now));
    }

    private static Pupil With(string statuses) => Story.Pupil(StoryText.Student) with
    {
        Statuses = [.. statuses.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(' ')).Select(words => new PupilStatus(
            Enum.Parse<StatusKind>(words[0]), DateOf(words[2]), words.Length == 3 ? null : words[4] == "the" ? DateOnly.MaxValue : DateOf(words[4])))],
    };

    private static DateOnly DateOf(string text) => DateOnly.ParseExact($"2026-{text}", "yyyy-MM-dd", null);
}
