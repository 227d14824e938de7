using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>What only shows where a school has changed a number, or keeps days that the examples' school does not: written like the examples.</summary>
public sealed class OtherNumbersTests
{
    [Theory]
    [InlineData("ATT-02", "RollingSessions=80", "30 days /\\", "cannot tell")]
    [InlineData("ATT-02", "RollingSessions=80", "40 days /\\", "never")]
    [InlineData("ATT-02", "MinimumPossible=80", "30 days /\\", "cannot tell")]
    [InlineData("ATT-03", "RollingAbsent=40", "15 days /\\; 15 days II", "High Wed 14 Oct 13:20")]
    [InlineData("ATT-03", "RollingSessions=80", "15 days /\\; 15 days II", "High Wed 14 Oct 13:20")]
    [InlineData("ATT-04w", "Sessions=1", "Thu 3 Sep AM O", "Low Thu 3 Sep 09:10")]
    [InlineData("ATT-07", "WindowDays=3", "1 day NN; 2 days /\\; 1 day NN; 1 day /\\", "never")]
    [InlineData("ATT-07", "WindowDays=3", "1 day NN; 1 day /\\; 1 day NN; 2 days /\\", "Low Mon 7 Sep 13:20")]
    [InlineData("ATT-11", "Probability=0.05", "Wed 9 Sep I\\; Wed 16 Sep I\\; Wed 23 Sep I\\; Thu 24 Sep I\\; Mon 28 Sep /\\", "never")]
    [InlineData("ATT-11", "Percent=50 Probability=0.07", "Mon 14 Sep I\\; Fri 18 Sep I\\; Mon 21 Sep I\\; Fri 25 Sep I\\; Mon 28 Sep I\\; Fri 2 Oct I\\; Mon 5 Oct I\\; Fri 9 Oct I\\; Mon 12 Oct /\\", "Low Mon 12 Oct 09:10")]
    [InlineData("ATT-12", "Spells=1 Clear=0", "Thu 3 Sep AM I", "Low Thu 3 Sep 09:10")]
    public void Other_numbers_say_otherwise(string rule, string numbers, string events, string alertOn) => RuleExamples.Check(rule, events, alertOn, Book(rule, numbers));

    [Fact]
    public void Why_it_cannot_be_told_names_the_larger_of_two_numbers() =>
        Assert.Equal(
            [new CannotTell("60 possible sessions this school year; 80 are needed to tell")],
            RuleExamples.Check("ATT-02", "30 days /\\", "cannot tell", Book("ATT-02", "RollingSessions=80")).Explain(StoryText.Student).Where(finding => finding.Rule.Value == "ATT-02").Select(finding => finding.Verdict));

    [Fact]
    public void Where_imports_can_be_stale_the_rule_says_so_in_its_sentence()
    {
        Assert.EndsWith("no new file for more than 30 days.", Book("TRU-05", "ImportStaleDays=30").Find("TRU-05")!.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("file", RuleBook.Default.Find("TRU-05")!.Sentence, StringComparison.Ordinal);
    }

    // Of two numbers that depend on each other the one that was changed before counts, and what this program does not know of it is nobody's trouble now.
    [Fact]
    public void What_was_changed_before_and_is_no_longer_known_troubles_nobody()
    {
        var before = new Dictionary<string, string> { ["SG-99:Days"] = "3", ["ATT-03:RollingClear"] = "18" };

        Assert.Empty(RuleThresholds.Troubles(RuleSettings.Default, before, new Dictionary<string, string> { ["ATT-03:RollingAbsent"] = "20" }));
    }

    // How absence usually falls on Saturdays nobody has counted.
    [Fact]
    public void Absence_on_Saturdays_is_no_pattern()
    {
        ImmutableArray<DateOnly> saturdays = [new(2026, 9, 5), new(2026, 9, 12), new(2026, 9, 19), new(2026, 9, 26)];
        var calendar = SchoolCalendar.From(Story.Calendar() with { YearGroups = [new(9, [], saturdays)] });

        Assert.DoesNotContain("ATT-11", RulesRaised(calendar, new(2026, 9, 28), saturdays.SelectMany(date => Day(date, "I", "\\")).Concat(Day(new(2026, 9, 28), "/", "\\"))));
    }

    // Sixty sessions of the school year before, the first of them on its first day, make an absence new that is persistent now.
    [Fact]
    public void A_school_year_begins_on_the_first_of_August()
    {
        DateOnly august = new(2025, 8, 1), autumn = new(2026, 9, 3), today = new(2026, 10, 14);
        var calendar = SchoolCalendar.From(new Calendar { School = Story.School, From = august, To = new(2027, 7, 21), Closed = [.. Story.Days(new(2025, 9, 12), new(2026, 9, 2))] });
        var days = Story.Days(august, today).Where(date => calendar.IsSchoolDay(date)).ToList();
        var marks = days.SelectMany(date => date > autumn.AddDays(37) ? Day(date, "I", "I") : Day(date, "/", "\\")).ToList();

        Assert.Equal((30, 60), (days.Count(date => date < autumn), marks.Count(mark => mark.At.Date >= autumn)));
        Assert.Contains("ATT-01 Medium", RulesRaised(calendar, today, marks));
    }

    private static IEnumerable<Mark> Day(DateOnly date, string morning, string afternoon) =>
    [
        new() { School = Story.School, Student = StoryText.Student, At = new(date, Session.AM), Code = morning, ReceivedAt = SchoolTime.At(date, new(9, 10)) },
        new() { School = Story.School, Student = StoryText.Student, At = new(date, Session.PM), Code = afternoon, ReceivedAt = SchoolTime.At(date, new(13, 20)) },
    ];

    private static List<string> RulesRaised(SchoolCalendar calendar, DateOnly today, IEnumerable<Mark> marks)
    {
        var pupil = Story.Pupil(StoryText.Student) with { ReceivedAt = SchoolTime.At(new(2025, 8, 1), new(7, 0)) };
        var assessed = RuleBook.Default.Assess(AnyStory.Fold(marks.Cast<Observation>().Prepend(pupil)), calendar, SchoolTime.At(today, new(16, 0)));
        Assert.Empty(assessed.Findings.Select(finding => finding.Verdict).OfType<BrokeOff>());
        return [.. assessed.Findings.Where(finding => finding.Open is not null).SelectMany(finding => new[] { finding.Rule.Value, $"{finding.Rule} {finding.Open!.Severity}" })];
    }

    private static RuleBook Book(string rule, string numbers)
    {
        var changes = numbers.Split(' ').Select(each => each.Split('=')).ToDictionary(each => $"{rule}:{each[0]}", each => each[1]);
        var (settings, troubles) = RuleThresholds.Apply(RuleSettings.Default, changes);
        Assert.Empty(troubles);
        return new(settings!);
    }
}
