using System.Net;
using System.Text;
using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Imports;
using RiskMonitor.Web.Tests.Dashboard;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>Rows that wait for a person, over HTTP and on the page.</summary>
public sealed class WaitingRowsTests(RiskMonitorApi api)
{
    private const string Path = $"/api/schools/{Cards.School}/imports/concerns/waiting";

    private static readonly byte[] File = Encoding.UTF8.GetBytes("id,student id,name,dob,date,category\nW-1,nobody,Zebedee Quillfeather,01/03/2012,12/11/2026,Sexual disclosure");

    [Fact]
    public async Task A_lead_looks_places_a_row_and_takes_it_back_and_the_alert_comes_and_goes()
    {
        var school = new ConcernFiles(api, "waiting-rows");
        await school.Open(pupils: 2);
        // Two who fit the name and the date of birth: nobody but a person can tell.
        await school.Push(school.Pupil(1), school.Pupil(2).Replace("2012-03-02", "2012-03-01", StringComparison.Ordinal));
        await school.Import(File);
        using var lead = await school.Lead();
        var waiting = await lead.Read<WaitingConcerns>($"{school.Path}/waiting");
        var row = Assert.Single(waiting.Waiting);

        using var silent = await lead.Post($"{school.Path}/waiting/{row.Row}/look", new LookAtRowCommand(" "));
        var found = await lead.Read<RowIdentityReply>($"{school.Path}/waiting/{row.Row}/look", new LookAtRowCommand("to place it"));
        using var nobody = await lead.Post($"{school.Path}/waiting/{row.Row}/place", new PlaceRowCommand("p9"));
        var placed = await lead.Read<WaitingConcerns>($"{school.Path}/waiting/{row.Row}/place", new PlaceRowCommand("p2"));
        using var otherwise = await lead.Post($"{school.Path}/waiting/{row.Row}/not-ours");
        await api.Evaluated(school.School);
        var raised = (await school.Board()).Alerts;
        using var back = await lead.Post($"{school.Path}/waiting/{row.Row}/take-back");
        await api.Evaluated(school.School);

        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        Assert.Equal(["p1", "p2"], found.Pupils.Select(pupil => pupil.Student).Order());
        Assert.Equal("zebedee quillfeather", found.Name);
        Assert.Equal(HttpStatusCode.BadRequest, nobody.StatusCode);
        Assert.Empty(placed.Waiting);
        Assert.Equal("p2", Assert.Single(placed.Placed).Student);
        Assert.Equal(HttpStatusCode.Conflict, otherwise.StatusCode);
        Assert.Equal("p2", Assert.Single(raised, alert => alert.Key.Rule.Value == "SG-01").Key.Subject.Student!.Value.Value);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        using var officer = await api.As("DataProtectionOfficer", school.School);
        var trail = await officer.Read<AuditReport>("/api/audit/search", new AuditSearchCommand(school.School, null, null, "p2", null, null, null));
        Assert.Equal(["concern.take-back", "concern.place"], trail.Lines.Select(line => line.What).Where(what => what.StartsWith("concern.", StringComparison.Ordinal)));
        Assert.DoesNotContain((await school.Board()).Alerts, alert => alert.Key.Rule.Value == "SG-01");
    }

    [Theory]
    [InlineData("DeputyLead", HttpStatusCode.Forbidden)]
    [InlineData("ItAdministrator", HttpStatusCode.Forbidden)]
    [InlineData("AttendanceLead", HttpStatusCode.Forbidden)]
    [InlineData("SafeguardingLead", HttpStatusCode.NotFound)]
    public async Task Only_who_governs_concerns_may_look_or_place(string role, HttpStatusCode status)
    {
        var school = new ConcernFiles(api, "waiting-roles");
        using var caller = await api.As(role, school.School);
        using var list = await caller.Get($"{school.Path}/waiting");
        using var look = await caller.Post($"{school.Path}/waiting/none/look", new LookAtRowCommand("why"));
        using var place = await caller.Post($"{school.Path}/waiting/none/place", new PlaceRowCommand("p1"));
        using var notOurs = await caller.Post($"{school.Path}/waiting/none/not-ours");
        using var takeBack = await caller.Post($"{school.Path}/waiting/none/take-back");

        Assert.Equal(status == HttpStatusCode.NotFound ? HttpStatusCode.OK : status, list.StatusCode);
        Assert.All([look, place, notOurs, takeBack], answer => Assert.Equal(status, answer.StatusCode));
    }

    [Fact]
    public async Task The_page_asks_why_shows_who_fits_hides_the_name_after_half_a_minute_and_places()
    {
        await using var desk = new Desk();
        var rows = new WaitingConcerns([new WaitingRow("ab12", "pupil: more than one on the roll fits.", Cards.Morning, "W-1", Cards.Morning, ["Neglect"], null, ["name"])], 0, []);
        desk.Server.On($"GET {Path}", rows, ContractsJson.Default.WaitingConcerns);
        desk.Server.On($"POST {Path}/ab12/look", new RowIdentityReply("zebedee quillfeather", null, null, null, false, [new FittingPupil("p2", "ZQ", 9, "9A", ["the same name"])]), ContractsJson.Default.RowIdentityReply);
        desk.Server.On($"POST {Path}/ab12/place", new WaitingConcerns([], 0, [new PlacedByHand("ab12", "W-1", Cards.Morning, "p2", "ZQ", 9, "priya", Cards.Morning)]), ContractsJson.Default.WaitingConcerns);
        desk.Server.On($"POST {Path}/ab12/take-back", rows, ContractsJson.Default.WaitingConcerns);
        var view = desk.Render<WaitingRowsView>(set => set.Add(part => part.School, new MySchool(Cards.School, "Larkfield Academy", true, true)));

        view.WaitForElement("form").Submit();
        Assert.Contains("Say first why you look", view.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        view.FindAll("input")[0].Change("to place it");
        view.Find("form").Submit();
        view.WaitForAssertion(() => Assert.Contains("zebedee quillfeather", view.Markup, StringComparison.Ordinal));
        Assert.True(view.Find("button.primary").HasAttribute("disabled"));
        desk.Clock.Advance(TimeSpan.FromSeconds(30));
        view.WaitForAssertion(() => Assert.DoesNotContain("zebedee quillfeather", view.Markup, StringComparison.Ordinal));
        view.Find("input[type=radio]").Change("on");
        view.Find("button.primary").Click();

        view.WaitForAssertion(() => Assert.Contains("ZQ Y9 (p2)", view.Markup, StringComparison.Ordinal));
        Assert.Equal("""{"student":"p2"}""", desk.Server.Asked.Last().Body);
        view.FindAll("button").Single(button => button.TextContent == "Take back").Click();
        view.WaitForAssertion(() => Assert.Contains("Taken back: it waits again.", view.Markup, StringComparison.Ordinal));
        Assert.Single(view.FindAll(".waiting-row"));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_not_shown_as_nothing_waiting()
    {
        await using var desk = new Desk();
        desk.Server.On($"GET {Path}", HttpStatusCode.InternalServerError);

        var view = desk.Render<WaitingRowsView>(set => set.Add(part => part.School, new MySchool(Cards.School, "Larkfield Academy", true, true)));

        view.WaitForAssertion(() => Assert.Contains("did not answer", view.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }
}
