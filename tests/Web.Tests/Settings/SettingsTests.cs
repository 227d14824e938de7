using System.Net;
using System.Net.Http.Json;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Settings;

/// <summary>One's own settings over HTTP: whole, once, and never over somebody else's change.</summary>
public sealed class SettingsTests(RiskMonitorApi api)
{
    [Fact]
    public async Task Before_anything_is_chosen_they_are_as_is_usual_for_the_role()
    {
        using var lead = await api.As("SafeguardingLead", "settings-usual");
        using var trust = await api.As("TrustLead", "settings-usual");

        var (school, leader) = (await lead.Read<MySettings>("/api/settings"), await trust.Read<MySettings>("/api/settings"));

        Assert.Equal((0, true, "07:30", false, true, "18:00", "07:00", true, false), (school.Version, school.Daily, school.DailyAt, school.Weekly, school.Immediate, school.QuietFrom, school.QuietTo, school.QuietWeekends, school.CriticalBreaksQuiet));
        Assert.Equal((false, true, "monday", "08:00", false), (leader.Daily, leader.Weekly, leader.WeeklyOn, leader.WeeklyAt, leader.Immediate));
    }

    [Fact]
    public async Task What_is_chosen_is_kept_the_same_again_is_no_change_and_a_screen_that_is_behind_is_told()
    {
        using var lead = await api.As("Head", "settings-kept");
        var before = await lead.Read<MySettings>("/api/settings");
        var wanted = before with { Address = "head@school.example", DailyAt = "16:45", WeeklyOn = "friday", CriticalBreaksQuiet = true, Shortcuts = false, Theme = "dark" };

        using var first = await Put(lead, wanted, "\"0\"");
        using var again = await Put(lead, wanted, "\"0\"");
        using var behind = await Put(lead, wanted with { Theme = "light" }, "\"0\"");
        using var without = await Put(lead, wanted, null);
        var kept = await lead.Read<MySettings>("/api/settings");
        var me = await lead.Read<Me>("/api/me");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionRequired), (first.StatusCode, again.StatusCode, behind.StatusCode, without.StatusCode));
        Assert.Equal("\"1\"", again.Headers.ETag!.Tag);
        Assert.Equal(wanted with { Version = 1 }, kept);
        Assert.Equal(("dark", false), (me.Theme, me.Shortcuts));
    }

    [Theory]
    [InlineData("address")]
    [InlineData("dailyAt")]
    [InlineData("weeklyAt")]
    [InlineData("quietFrom")]
    [InlineData("quietTo")]
    [InlineData("weeklyOn")]
    [InlineData("theme")]
    public async Task What_cannot_be_is_refused_by_its_name_and_nothing_is_kept(string field)
    {
        using var lead = await api.As("DeputyLead", "settings-wrong");
        var fine = await lead.Read<MySettings>("/api/settings");
        var wrong = field switch
        {
            "address" => fine with { Address = "nobody at all" },
            "dailyAt" => fine with { DailyAt = "25:00" },
            "weeklyAt" => fine with { WeeklyAt = "8" },
            "quietFrom" => fine with { QuietFrom = "" },
            "quietTo" => fine with { QuietTo = "07:00:00" },
            "weeklyOn" => fine with { WeeklyOn = "1" },
            _ => fine with { Theme = "pink" },
        };

        using var answer = await Put(lead, wrong, "\"0\"");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"title\":\"{field} ", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, (await lead.Read<MySettings>("/api/settings")).Version);
    }

    [Fact]
    public async Task A_stranger_has_none()
    {
        using var stranger = await api.Stranger();

        using var read = await stranger.Get("/api/settings");
        using var change = await Put(stranger, new MySettings(), "\"0\"");

        Assert.All([read, change], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
    }

    internal static Task<HttpResponseMessage> Put<T>(Caller caller, T body, string? seen, string path = "/api/settings") => seen is null
        ? caller.Send(HttpMethod.Put, path, JsonContent.Create(body), ("X-RiskMonitor", "1"))
        : caller.Send(HttpMethod.Put, path, JsonContent.Create(body), ("X-RiskMonitor", "1"), ("If-Match", seen));
}
