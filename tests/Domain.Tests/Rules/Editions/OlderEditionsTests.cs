using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;
using static RiskMonitor.Domain.Tests.Rules.Editions.RuleEditionsTests;

namespace RiskMonitor.Domain.Tests.Rules.Editions;

/// <summary>What is asked of an older edition while alerts that it raised are open: their rules and facets, and nothing else of it.</summary>
public sealed class OlderEditionsTests
{
    private static readonly DateTimeOffset December = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RuleId Warning = new("ATT-04w"), Persistent = new("ATT-01"), Severe = new("ATT-03");

    private static readonly RuleEditions Three = Published(Number("ATT-04w:Sessions", "6")).With(Edition(2, Number("ATT-04w:Sessions", "5")));

    [Fact]
    public void An_open_alert_is_judged_by_its_own_edition_and_every_other_rule_by_the_one_in_force()
    {
        var (known, calendar) = AbsentAllYear();
        var now = Three.BookOf(2).Assess(known, calendar, December);

        var assessed = Three.Assess(known, calendar, December, null, [new(Warning, null, 0), new(Severe, null, 0), new(Persistent, null, 1)]);

        Assert.Equal(AnyStory.Say(now.Findings), AnyStory.Say(assessed.Findings[..now.Findings.Length]));
        Assert.All(now.Findings, finding => Assert.Equal(2, finding.Edition));
        Assert.Equal([(Severe, 0), (Warning, 0), (Persistent, 1)], assessed.Findings[now.Findings.Length..].Select(finding => (finding.Rule, finding.Edition)));
    }

    [Fact]
    public void Without_an_older_alert_only_the_edition_in_force_is_asked()
    {
        var (known, calendar) = AbsentAllYear();
        var (view, at) = (SchoolRuleTests.Known(), SchoolRuleTests.At(new(2026, 11, 17), 10));

        Assert.Equal(AnyStory.Say(Three.BookOf(2).Assess(known, calendar, December).Findings), AnyStory.Say(Three.Assess(known, calendar, December, null, default).Findings));
        Assert.Equal(AnyStory.Say(Three.BookOf(2).Explain(known, calendar, December)), AnyStory.Say(Three.Explain(known, calendar, December, null, default)));
        Assert.Equal(AnyStory.Say(Three.BookOf(2).AssessSchool(view, at)), AnyStory.Say(Three.AssessSchool(view, at, default)));
        Assert.Equal(Three.BookOf(2).NextSchoolDue(view.Register, at), Three.NextSchoolDue(view.Register, at, default));
    }

    [Fact]
    public void A_pupil_is_looked_at_again_at_the_first_deadline_of_any_edition_that_judges()
    {
        var (known, calendar) = AbsentAllYear();
        var today = SchoolTime.DateOf(December);
        known = known.With(SchoolRuleTests.Concern("a", today, "neglect") with { Severity = 3 });
        var off = Published(RuleEditionsTests.Off("SG-06"));
        DateTimeOffset? DueOf(int edition) => off.BookOf(edition).Assess(known, calendar, December.AddHours(6)).NextDue;

        var older = off.Assess(known, calendar, December.AddHours(6), null, [new(new("SG-06"), null, 0)]).NextDue;

        Assert.True(DueOf(0) < (DueOf(1) ?? DateTimeOffset.MaxValue));
        Assert.Equal(DueOf(0), older);
    }

    [Fact]
    public void What_is_explained_is_what_judges()
    {
        var (known, calendar) = AbsentAllYear();

        var explained = Three.Explain(known, calendar, December, null, [new(Warning, null, 0), new(Persistent, null, 1)]);

        Assert.Equal(Three.BookOf(2).Rules.Select(rule => rule.Id).Intersect(explained.Select(finding => finding.Rule)), explained.Select(finding => finding.Rule));
        Assert.Equal(Three.BookOf(2).Explain(known, calendar, December).Length, explained.Length);
        Assert.Equal([(Persistent, 1), (Warning, 0)], explained.Where(finding => finding.Edition != 2).Select(finding => (finding.Rule, finding.Edition)));
    }

    [Fact]
    public void A_schools_alert_is_judged_by_its_own_edition_facet_by_facet()
    {
        var monday = new DateOnly(2026, 11, 16);
        var view = SchoolRuleTests.Known([.. Spike("online"), .. Spike("bullying"), .. Spike("neglect")]);
        var at = SchoolRuleTests.At(monday, 16);
        var now = Three.BookOf(2).AssessSchool(view, at);

        var assessed = Three.AssessSchool(view, at, [new(new("SCH-03"), "online", 0), new(new("SCH-03"), "bullying", 0)]);

        Assert.Equal(AnyStory.Say(now), AnyStory.Say(assessed[..now.Length]));
        Assert.Equal([("SCH-03", "bullying", 0), ("SCH-03", "online", 0)], assessed[now.Length..].Select(finding => (finding.Rule.Value, finding.Facet, finding.Edition)));

        IEnumerable<Domain.Observations.Observation> Spike(string category) => Enumerable.Range(1, 6).Select(number => SchoolRuleTests.Concern($"{category}{number}", monday, category));
    }

    [Fact]
    public void A_school_is_looked_at_again_at_the_first_deadline_of_any_edition_that_judges()
    {
        var later = Published(Number("TRU-05:FirstMarkBy", "09:46"));
        var (register, at) = (SchoolRuleTests.Known().Register, SchoolRuleTests.At(new(2026, 11, 17), 9, 44));

        Assert.Equal(SchoolRuleTests.At(new(2026, 11, 17), 9, 46), later.NextSchoolDue(register, at, []));
        Assert.Equal(SchoolRuleTests.At(new(2026, 11, 17), 9, 45), later.NextSchoolDue(register, at, [new(new("TRU-05"), null, 0)]));
    }
}
