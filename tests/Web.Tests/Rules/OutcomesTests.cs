using System.Net;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Web.Tests.Rules;

/// <summary>What alerts were worth: counted from the outcomes that people gave, for those who open the cases behind them.</summary>
public sealed class OutcomesTests(RiskMonitorApi api)
{
    [Fact]
    public async Task What_people_gave_as_outcome_is_counted_by_rule_and_names_nobody()
    {
        const string school = "outcomes";
        await Fill(school, "useful", "useless", "left-open");
        using var lead = await api.As("SafeguardingLead", school);
        await Close(lead, school, "ATT-04/useful/-/1", "acted");
        await Close(lead, school, "ATT-04/useless/-/1", "not-useful");

        var report = await lead.Read<OutcomeReport>(Path(school));
        using var raw = await lead.Get(Path(school));

        var rule = Assert.Single(report.Rules, line => line.Rule == "ATT-04");
        Assert.Equal((3, 1, 0, 1, 0), (rule.Told, rule.Acted, rule.NoFurtherAction, rule.NotUseful, rule.WrongData));
        Assert.Equal((true, new DateOnly(2026, 11, 14)), (report.IsWhole, report.To));
        Assert.DoesNotContain("useless", await raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_lead_of_the_training_register_has_a_share_of_the_alerts()
    {
        const string school = "outcomes-load";
        await Fill(school, "one", "two");
        await Push(school, Training(school, "t1", "DSL"), Training(school, "t2", "DDSL"), Training(school, "t3", "staff"));
        using var lead = await api.As("SafeguardingLead", school);

        var load = (await lead.Read<OutcomeReport>(Path(school))).Load;

        // 1 September to 13 November, a Friday: 54 weekdays less the five of half-term.
        Assert.Equal((new DateOnly(2026, 9, 1), 49, 2), (load.From, load.SchoolDays, load.Leads));
        Assert.InRange(load.Told, 2, int.MaxValue);
    }

    [Fact]
    public async Task Who_sees_part_of_a_school_counts_that_part_and_is_told_so()
    {
        const string school = "outcomes-part";
        await Fill(school, "seen");
        await Push(school, Lines.Concern(school, "seen", "c1"));
        using var lead = await api.As("SafeguardingLead", school);
        using var attendance = await api.As("AttendanceLead", school);

        var whole = await lead.Read<OutcomeReport>(Path(school));
        var part = await attendance.Read<OutcomeReport>(Path(school));

        Assert.Contains(whole.Rules, rule => rule.Rule == "SG-01");
        Assert.DoesNotContain(part.Rules, rule => rule.Rule.StartsWith("SG-", StringComparison.Ordinal));
        Assert.Contains(part.Rules, rule => rule.Rule == "ATT-04");
        Assert.False(part.IsWhole);
    }

    [Theory]
    [InlineData("Governor", HttpStatusCode.Forbidden)]
    [InlineData("ItAdministrator", HttpStatusCode.Forbidden)]
    [InlineData("WallDisplay", HttpStatusCode.Forbidden)]
    [InlineData("Head", HttpStatusCode.OK)]
    public async Task It_is_for_those_who_open_cases(string role, HttpStatusCode status)
    {
        using var caller = await api.As(role, "outcomes-roles");

        using var answer = await caller.Get(Path("outcomes-roles"));

        Assert.Equal(status, answer.StatusCode);
    }

    private static string Path(string school) => $"/api/schools/{school}/rules/outcomes";

    private static string Training(string school, string person, string group) =>
        $$"""{"type":"training","school":"{{school}}","person":"{{person}}","group":"{{group}}","appointedOn":"2020-09-01","inductionOn":"2020-09-02","lastOn":"2026-09-02"}""";

    private static async Task Close(Caller lead, string school, string alert, string outcome)
    {
        using var answer = await lead.Post($"/api/schools/{school}/alerts/close", new AlertCommandBody(alert, "Looked into it.", $"close-{alert}", Outcome: outcome));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task Fill(string school, params string[] pupils) =>
        Push(school, [Lines.Calendar(school), .. pupils.SelectMany(pupil => Lines.Truancies(school, pupil, 10).Prepend(Lines.Pupil(school, pupil)))]);

    private async Task Push(string school, params string[] lines)
    {
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push(lines)).Rejections);
        await api.Evaluated(school);
    }
}
