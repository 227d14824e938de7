using System.Net;
using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Layout;
using RiskMonitor.Dashboard.Settings;
using RiskMonitor.Web.Tests.Dashboard;
using Xunit;

namespace RiskMonitor.Web.Tests.Settings;

/// <summary>What the settings page offers, sends and says.</summary>
public sealed class SettingsPageTests
{
    private static readonly MySettings Mine = new() { Version = 3, Daily = true, DailyAt = "07:30", WeeklyOn = "monday", WeeklyAt = "08:00", QuietFrom = "18:00", QuietTo = "07:00" };

    private static readonly SchoolDuty Duty = new()
    {
        School = Cards.School,
        Name = "Larkfield Academy",
        CanChange = true,
        Week = [.. Enumerable.Repeat(new DutyPeople(), 7)],
        Staff = [new("ann", "Ann Lee", "safeguarding lead"), new("ben", "Ben Roy", "deputy lead")],
        HoursFrom = "08:00",
        HoursTo = "17:00",
        Terms = [new("Autumn", new(2026, 9, 3), new(2026, 12, 18))],
    };

    [Fact]
    public async Task What_is_changed_is_sent_with_the_version_that_was_seen_and_takes_effect_on_this_screen()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/settings", Mine, ContractsJson.Default.MySettings);
        desk.Server.On("PUT /api/settings", Mine with { Version = 4, Theme = "dark", Shortcuts = false }, ContractsJson.Default.MySettings);
        var form = desk.Render<PersonalForm>();

        form.WaitForElement("input[aria-label='Daily at']").Change("16:45");
        form.FindAll("select")[^1].Change("dark");
        form.Find("form").Submit();

        form.WaitForElement(".import-done");
        Assert.Contains("\"version\":3", desk.Server.Asked.Last().Body, StringComparison.Ordinal);
        Assert.Contains("\"dailyAt\":\"16:45\"", desk.Server.Asked.Last().Body, StringComparison.Ordinal);
        Assert.Equal((Theme.Dark, false), (desk.Screen.Theme, desk.Screen.Shortcuts));
    }

    [Fact]
    public async Task What_was_not_saved_is_said_and_stays_on_the_form()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/settings", Mine, ContractsJson.Default.MySettings);
        desk.Server.On("PUT /api/settings", HttpStatusCode.PreconditionFailed);
        var form = desk.Render<PersonalForm>();
        form.WaitForElement("input[type=email]").Change("me@school.example");

        form.Find("form").Submit();

        form.WaitForAssertion(() => Assert.StartsWith("Not saved.", form.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("me@school.example", form.Find("input[type=email]").GetAttribute("value"));
    }

    [Fact]
    public async Task A_lead_names_people_for_every_week_and_for_one_date()
    {
        await using var desk = new Desk();
        desk.Server.On($"GET /api/schools/{Cards.School}/duty", Duty, ContractsJson.Default.SchoolDuty);
        desk.Server.On($"PUT /api/schools/{Cards.School}/duty", Duty with { Version = 1 }, ContractsJson.Default.SchoolDuty);
        var form = desk.Render<DutyForm>(set => set.Add(each => each.School, Cards.School));

        form.WaitForElement("select[aria-label='Deputy, Monday']").Change("ben");
        form.Find("input[type=date]").Change("2026-12-01");
        form.FindAll("button").Single(button => button.TextContent == "Add the date").Click();
        form.Find("select[aria-label='On duty, Tue 1 Dec']").Change("ann");
        form.Find("form").Submit();

        form.WaitForElement(".import-done");
        Assert.Contains("{\"deputy\":\"ben\"}", desk.Server.Asked.Last().Body, StringComparison.Ordinal);
        Assert.Contains("{\"date\":\"2026-12-01\",\"onDuty\":\"ann\"}", desk.Server.Asked.Last().Body, StringComparison.Ordinal);
        Assert.Contains("Autumn: 3 Sep 2026 to 18 Dec 2026", form.Markup, StringComparison.Ordinal);
        Assert.Contains("08:00 to 17:00", form.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_only_reads_the_rota_cannot_change_it()
    {
        await using var desk = new Desk();
        desk.Server.On($"GET /api/schools/{Cards.School}/duty", Duty with { CanChange = false, Today = new("ann") }, ContractsJson.Default.SchoolDuty);

        var form = desk.Render<DutyForm>(set => set.Add(each => each.School, Cards.School));

        form.WaitForAssertion(() => Assert.Contains("Ann Lee", form.Find("strong").TextContent, StringComparison.Ordinal));
        Assert.All(form.FindAll("select"), choice => Assert.True(choice.HasAttribute("disabled")));
        Assert.Empty(form.FindAll("button"));
    }
}
