using System.Net;
using System.Net.Http.Json;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using Xunit;

namespace RiskMonitor.Web.Tests.Rules;

/// <summary>Changed rules tried over a school's history: who may, who sees the outcome, and that nothing live changes.</summary>
public sealed class BackTestTests(RiskMonitorApi api)
{
    [Fact]
    public async Task A_lead_sees_the_one_alert_that_a_lower_number_would_have_added_and_nothing_live_changes()
    {
        const string school = "school-that-tries";
        await PushSixSessions(school, "tried");
        using var lead = await api.As("SafeguardingLead", school);
        var before = await (await api.School(school)).Board();

        var report = await Ended(lead, school, await Start(lead, school, Warning("6")));

        var after = await (await api.School(school)).Board();
        Assert.Equal(("done", 1, 1, 1), (report.State, report.SchoolsDone, report.SchoolsInAll, report.Pupils));
        var week = Assert.Single(report.Weeks);
        Assert.Equal((school, "ATT-04w", 1, 0, new DateOnly(2026, 11, 9)), (week.School, week.Rule, week.Added, week.Removed, week.Week));
        Assert.Equal(new BackTestAlert(school, "tried", "ZQ", 9, "ATT-04w", "Nearing the penalty notice threshold", null, new DateOnly(2026, 11, 9), true), Assert.Single(report.Affected));
        Assert.Equal(before.Update, after.Update);
        Assert.Equal(before.Alerts.Select(alert => alert.Key), after.Alerts.Select(alert => alert.Key));
        Assert.DoesNotContain(after.Alerts, alert => alert.Key.Rule == new RuleId("ATT-04w"));
        Assert.Single((await lead.Read<RuleHistory>($"/api/schools/{school}/rules/editions")).Editions);
    }

    [Fact]
    public async Task Somebody_elses_try_does_not_exist()
    {
        const string school = "school-of-two-leads";
        using var lead = await api.As("SafeguardingLead", school);
        using var other = await api.As("TrustLead", school);
        var path = $"/api/schools/{school}/back-tests/{await Start(lead, school, Warning("6"))}";

        using var own = await lead.Get(path);
        using var read = await other.Get(path);
        using var cancel = await Delete(other, path);
        using var unknown = await lead.Get($"/api/schools/{school}/back-tests/0123456789abcdef0123456789abcdef");

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.All([read, cancel, unknown], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task A_report_is_gone_with_the_grant_over_one_of_its_schools()
    {
        (string, string) schools = ("tried-first", "tried-second");
        await PushSixSessions(schools.Item1, "first");
        await PushSixSessions(schools.Item2, "second");
        using var lead = await api.As("SafeguardingLead", schools.Item1);
        var staff = (await api.Of<IGrainFactory>()).GetGrain<Interfaces.IStaffGrain>($"SafeguardingLead.of.{schools.Item1}");
        await staff.Replace([new("SafeguardingLead", $"school:{schools.Item1}"), new("SafeguardingLead", $"school:{schools.Item2}")]);
        var id = await Start(lead, schools.Item1, Warning("6") with { WholeTrust = true });
        var report = await Ended(lead, schools.Item1, id);

        await staff.Replace([new("SafeguardingLead", $"school:{schools.Item1}")]);
        using var after = await lead.Get($"/api/schools/{schools.Item1}/back-tests/{id}");

        Assert.Equal([schools.Item1, schools.Item2], report.Affected.Select(alert => alert.School).Order());
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    [Theory]
    [InlineData("DeputyLead")]
    [InlineData("Head")]
    [InlineData("AttendanceLead")]
    [InlineData("PastoralLead")]
    [InlineData("WallDisplay")]
    [InlineData("Governor")]
    [InlineData("ItAdministrator")]
    [InlineData("IntegrationClient")]
    public async Task Who_may_not_change_rules_may_not_try_them(string role)
    {
        var school = $"tries-of-{role}";
        using var caller = await api.As(role, school);

        using var start = await caller.Post($"/api/schools/{school}/back-tests", Warning("6"));
        using var read = await caller.Get($"/api/schools/{school}/back-tests/0123456789abcdef0123456789abcdef");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (start.StatusCode, read.StatusCode));
    }

    [Fact]
    public async Task Numbers_that_could_not_be_published_are_not_tried_either()
    {
        const string school = "school-that-tries-the-law";
        using var lead = await api.As("SafeguardingLead", school);

        using var legal = await lead.Post($"/api/schools/{school}/back-tests", new BackTestCommand(false, new Dictionary<string, string> { ["ATT-04:Sessions"] = "12" }, null, null));
        using var nothing = await lead.Post($"/api/schools/{school}/back-tests", new BackTestCommand(false, null, null, null));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (legal.StatusCode, nothing.StatusCode));
        Assert.Contains("\"ATT-04:Sessions\":[\"is set by law", await legal.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_try_can_be_cancelled_and_asked_after()
    {
        const string school = "school-that-stops";
        using var lead = await api.As("SafeguardingLead", school);
        var id = await Start(lead, school, Warning("6"));

        using var cancel = await Delete(lead, $"/api/schools/{school}/back-tests/{id}");

        Assert.Equal(HttpStatusCode.NoContent, cancel.StatusCode);
        // One school may be through before it hears of it.
        Assert.Contains((await Ended(lead, school, id)).State, new[] { "cancelled", "done" });
    }

    [Fact]
    public async Task A_trust_lead_tries_every_school_they_lead_and_not_the_trust_itself()
    {
        using var lead = await api.As("trust-lead");

        var report = await Ended(lead, RiskMonitorApi.Primary, await Start(lead, RiskMonitorApi.Primary, Warning("6") with { WholeTrust = true }));

        Assert.Equal(("done", RiskMonitorApi.Schools.Length), (report.State, report.SchoolsInAll));
        Assert.All(report.Affected, alert => Assert.Contains(alert.School, RiskMonitorApi.Schools));
    }

    private static BackTestCommand Warning(string sessions) => new(false, new Dictionary<string, string> { ["ATT-04w:Sessions"] = sessions }, null, null);

    private static async Task<string> Start(Caller caller, string school, BackTestCommand command)
    {
        using var answer = await caller.Post($"/api/schools/{school}/back-tests", command);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var started = await answer.Content.ReadFromJsonAsync<BackTestStarted>(TestContext.Current.CancellationToken);
        Assert.Equal($"/api/schools/{school}/back-tests/{started!.Id}", answer.Headers.Location?.ToString());
        return started.Id;
    }

    private static async Task<BackTestReport> Ended(Caller caller, string school, string id)
    {
        BackTestReport? report = null;
        await Eventually.True(
            async () => (report = await caller.Read<BackTestReport>($"/api/schools/{school}/back-tests/{id}")).State != "running",
            "the try has ended");
        return report!;
    }

    private static Task<HttpResponseMessage> Delete(Caller caller, string path) => caller.Send(HttpMethod.Delete, path, null, ("X-RiskMonitor", "1"));

    private async Task PushSixSessions(string school, string student)
    {
        using var system = await api.As("IntegrationClient", school);
        var reply = await system.Push([Lines.School(school, "The school that tries"), Lines.Calendar(school), Lines.Pupil(school, student), .. Lines.Truancies(school, student, 6)]);
        Assert.Empty(reply.Rejections);
        await api.Evaluated(school);
    }
}
