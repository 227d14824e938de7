using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules.Editions;

/// <summary>What may be changed, what a change says, and when it applies.</summary>
public sealed class RuleEditionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 6, 12, 0, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("SG-02:Days", "soon", "'soon' is not a value in days")]
    [InlineData("SG-02:Days", "0", "must be between 1 and 390 days")]
    [InlineData("SG-02:Days", "391", "must be between 1 and 390 days")]
    [InlineData("SG-02:Weeks", "4", "is not a threshold of any rule")]
    [InlineData("ATT-04:Sessions", "12", "is set by law (Education (Penalty Notices) (England) (Amendment) Regulations 2024; national framework of 19 August 2024) and cannot be changed")]
    [InlineData("ATT-03:ClearPercent", "51", "must be at most ATT-03:Percent, which is 50")]
    [InlineData("ATT-04w:Sessions", "10", "must be below ATT-04:Sessions, which is 10")]
    [InlineData("SG-02:Concerns", "1", "would leave SG-02:ClearBelow, which is 2, not at most it")]
    [InlineData("TRU-05:FirstMarkBy", "9.45", "'9.45' is not a value in time of day")]
    public void A_number_that_cannot_be_is_refused_by_its_key(string key, string value, string why) =>
        Assert.Equal([(key, why)], RuleEditions.Catalogue.Troubles(Number(key, value)).Select(each => (each.Key, each.Value)));

    [Theory]
    [InlineData("ATT-03:ClearPercent", "50")]
    [InlineData("ATT-04w:Sessions", "9")]
    [InlineData("SG-02:Days", "1")]
    [InlineData("SG-02:Days", "390")]
    [InlineData("TRU-05:FirstMarkBy", "10:00")]
    public void A_number_on_its_bound_is_allowed(string key, string value) => Assert.Empty(RuleEditions.Catalogue.Troubles(Number(key, value)));

    [Fact]
    public void Numbers_that_depend_on_each_other_are_changed_together()
    {
        var together = Number("ATT-03:RollingAbsent", "20").With(Number("ATT-03:RollingClear", "18"));

        Assert.Empty(RuleEditions.Catalogue.Troubles(together));
        Assert.Equal("ATT-03:RollingAbsent", Assert.Single(RuleEditions.Catalogue.Troubles(Number("ATT-03:RollingAbsent", "20"))).Key);
        Assert.Empty(Published(Number("ATT-03:RollingClear", "18")).Troubles(Number("ATT-03:RollingAbsent", "20")));
    }

    [Fact]
    public void A_rule_of_law_cannot_be_switched_off_and_one_of_our_own_can()
    {
        var law = RuleEditions.Catalogue.Troubles(Off("ATT-04"));

        Assert.StartsWith("rests on law (", law["ATT-04:switch"], StringComparison.Ordinal);
        Assert.Empty(RuleEditions.Catalogue.Troubles(Off("TRU-05")));
        Assert.Equal("is not a rule", RuleEditions.Catalogue.Troubles(Off("ATT-99"))["ATT-99:switch"]);
        Assert.Equal("is not a rule", RuleEditions.Catalogue.Troubles(Severe("ATT-99", Severity.High))["ATT-99:severity"]);
    }

    [Fact]
    public void An_edition_says_what_it_changes_from_what_to_what()
    {
        var editions = Published(Number("SG-02:Days", "21").With(Severe("SG-02", Severity.High)).With(Off("TRU-05"))).With(Edition(2, Number("SG-02:Days", "14")));

        Assert.Equal(["SG-02:Days 28 → 21", "SG-02:severity medium → high", "TRU-05:switch on → off"], editions.ChangesOf(1).Select(each => each.ToString()));
        Assert.Equal(["SG-02:Days 21 → 14"], editions.ChangesOf(2).Select(each => each.ToString()));
        Assert.Contains("14 days", editions.BookOf(2).Find("SG-02")!.Sentence, StringComparison.Ordinal);
        Assert.Equal(Severity.High, editions.BookOf(2).Find("SG-02")!.Severity);
    }

    [Fact]
    public void What_is_configured_anew_takes_the_place_of_what_was_and_stands_below_what_people_published()
    {
        var editions = RuleEditions.Catalogue
            .With(Edition(1, Number("SG-02:Days", "21").With(Number("ATT-04w:Sessions", "6"))) with { IsConfiguration = true })
            .With(Edition(2, Number("SG-02:Days", "14")))
            .With(Edition(3, Number("SG-02:Days", "35")) with { IsConfiguration = true });

        Assert.Equal((14, 6), (editions.BookOf(2).Settings.AccumulationDays, editions.BookOf(2).Settings.PenaltyWarningSessions));
        Assert.Equal((14, 7), (editions.BookOf(3).Settings.AccumulationDays, editions.BookOf(3).Settings.PenaltyWarningSessions));
        Assert.True(editions.Configured.IsSameAs(Number("SG-02:Days", "35")));
    }

    [Fact]
    public void It_applies_from_midnight_of_its_date_or_from_the_moment_it_is_published_on_that_date()
    {
        var tomorrow = new DateOnly(2026, 10, 7);
        var editions = Published(Number("SG-02:Days", "21")).With(Edition(2, Number("SG-02:Days", "14")) with { InForceFrom = tomorrow });

        Assert.Equal((0, 1, 1, 2), (editions.NumberAt(Noon.AddTicks(-1)), editions.NumberAt(Noon), editions.NumberAt(SchoolTime.StartOf(tomorrow).AddTicks(-1)), editions.NumberAt(SchoolTime.StartOf(tomorrow))));
        Assert.Equal([Noon, SchoolTime.StartOf(tomorrow)], editions.StartsBetween(DateTimeOffset.MinValue, Noon.AddDays(1)));
        Assert.Empty(editions.StartsBetween(Noon, Noon.AddHours(1)));
        Assert.Throws<ArgumentException>(() => editions.With(Edition(3, RuleChanges.None)));
        Assert.Throws<ArgumentException>(() => editions.With(Edition(4, RuleChanges.None) with { InForceFrom = tomorrow }));
    }

    [Fact]
    public void What_this_program_no_longer_knows_of_an_old_edition_is_left_out_and_told()
    {
        var editions = Published(Number("SG-02:Days", "21").With(Number("SG-02:Moons", "1")).With(Off("ATT-04")).With(Severe("ATT-99", Severity.Low)));

        Assert.Equal(["ATT-04:switch", "ATT-99:severity", "SG-02:Moons"], editions.IgnoredOf(1).Keys);
        Assert.Equal(21, editions.BookOf(1).Settings.AccumulationDays);
        Assert.Null(editions.BookOf(1).OffSince(new("ATT-04")));
    }

    [Theory]
    [InlineData(Severity.Critical, false, Severity.Critical)]
    [InlineData(Severity.Critical, true, Severity.Critical)]
    [InlineData(Severity.High, false, Severity.High)]
    [InlineData(Severity.Medium, true, Severity.High)]
    [InlineData(Severity.Info, false, Severity.Info)]
    public void A_severity_moves_with_the_rule_and_its_step_for_a_child_on_a_plan_with_it(Severity here, bool isOnPlan, Severity told)
    {
        var editions = Published(Severe("ATT-03", here));
        var (known, calendar) = AbsentAllYear(isOnPlan);

        var finding = editions.BookOf(1).Assess(known, calendar, Noon.AddDays(60)).Findings.Single(each => each.Rule == new RuleId("ATT-03"));

        Assert.Equal((told, 1), (finding.Open!.Severity, finding.Edition));
    }

    [Fact]
    public void A_rule_that_is_switched_off_says_so_and_finds_nothing()
    {
        var editions = Published(Off("ATT-04w")).With(Edition(2, Number("SG-02:Days", "14")));
        var (known, calendar) = AbsentAllYear();

        var answer = editions.BookOf(2).Explain(known, calendar, Noon).Single(each => each.Rule == new RuleId("ATT-04w"));

        Assert.Equal("switched off here since 6 October 2026 by edition 1 of the rules", Assert.IsType<Quiet>(answer.Verdict).Reason);
        Assert.DoesNotContain(editions.BookOf(2).Assess(known, calendar, Noon).Findings, each => each.Rule == new RuleId("ATT-04w"));
        Assert.Contains(editions.BookOf(2).Assess(known, calendar, Noon).Findings, each => each.Rule == new RuleId("ATT-04"));
    }

    [Fact]
    public void A_school_rule_that_is_switched_off_says_so_too()
    {
        var said = Published(Off("TRU-05")).BookOf(1).ExplainSchool(SchoolView.Of(SchoolRegister.Empty(Story.School)), Noon);

        Assert.StartsWith("switched off", Assert.IsType<Quiet>(said.Single(each => each.Rule == new RuleId("TRU-05")).Verdict).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void While_an_alert_is_open_only_the_edition_that_raised_it_is_listened_to()
    {
        var subject = new AlertSubject(Story.School, new StudentId("p001"));
        var raised = AlertBoard.Empty(Story.School).Reconcile(subject, [Open(edition: 0)], Noon, Cause.Observation).Board;

        var kept = raised.Reconcile(subject, [Open(edition: 0), Gone(edition: 1)], Noon, Cause.Timer);
        var ended = raised.Reconcile(subject, [Gone(edition: 0), Open(edition: 1)], Noon, Cause.Timer);

        Assert.Equal([new AlertUnder(new("SG-02"), null, 0)], raised.OlderThan(subject, 1));
        Assert.Empty(kept.Transitions);
        Assert.Equal([(AlertState.Resolved, 0, 1), (AlertState.Firing, 1, 2)], ended.Transitions.Select(each => (each.To, each.Edition, each.Alert.Episode)));
        Assert.Empty(ended.Board.OlderThan(subject, 1));
    }

    private static Finding Open(int edition) => new(new("SG-02"), 1, new Fired(new Episode(new(2026, 10, 6), Severity.Medium, new Evidence { Count = 3 })), Edition: edition);

    private static Finding Gone(int edition) => new(new("SG-02"), 1, new Quiet("cleared"), new DateOnly(2026, 10, 6), Edition: edition);

    internal static (Chronology Known, SchoolCalendar Calendar) AbsentAllYear(bool isOnPlan = false)
    {
        var student = new StudentId("p001");
        var calendar = SchoolRegister.Empty(Story.School).Take([Story.Calendar()]).Register.Calendar;
        var known = Chronology.Empty(student).With(Story.Pupil(student) with { ReceivedAt = Noon.AddDays(-1), Statuses = isOnPlan ? [new(StatusKind.CP, new(2026, 1, 1), null)] : [] });
        foreach (var day in Story.Days(new(2026, 9, 3), new(2026, 11, 27)).Where(date => calendar.IsSchoolDay(date)))
        {
            foreach (var half in new[] { Session.AM, Session.PM })
                known = known.With(new Mark { School = Story.School, Student = student, At = new(day, half), Code = "O", ReceivedAt = Noon.AddDays(-1) });
        }

        return (known, calendar);
    }

    internal static RuleEditions Published(RuleChanges changes) => RuleEditions.Catalogue.With(Edition(1, changes));

    internal static RuleEdition Edition(int number, RuleChanges changes) =>
        new() { Number = number, InForceFrom = new(2026, 10, 6), PublishedAt = Noon, Author = "lead", Reason = "Agreed with the governors.", Changes = changes };

    internal static RuleChanges Number(string key, string value) => new() { Thresholds = ImmutableDictionary<string, string>.Empty.Add(key, value) };

    internal static RuleChanges Severe(string rule, Severity severity) => new() { Severities = ImmutableDictionary<string, Severity>.Empty.Add(rule, severity) };

    internal static RuleChanges Off(string rule) => new() { Switches = ImmutableDictionary<string, bool>.Empty.Add(rule, false) };
}
