using System.Net;
using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Imports;
using RiskMonitor.Web.Tests.Dashboard;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>Records that may be one child, over HTTP and on the page.</summary>
public sealed class IdentitiesTests(RiskMonitorApi api)
{
    private const string Path = $"/api/schools/{Cards.School}/identities";
    private static readonly IdentityPairText Waiting = new(new("p1", "RB", 9, "9A"), new("p2", "RB", 9, "9A"), "waiting", "the same name and date of birth, not the same UPN", null, null);

    [Fact]
    public async Task A_lead_looks_joins_two_records_and_takes_it_back()
    {
        var school = new ConcernFiles(api, "identities");
        await school.Open(pupils: 2);
        // The second record is the first's child under another number: same name, same date of birth.
        await school.Push(school.Pupil(1, "X00180001701A").Replace("\"student\":\"p1\"", "\"student\":\"p9\"", StringComparison.Ordinal));
        await api.Evaluated(school.School);
        using var lead = await school.Lead();
        var path = $"/api/schools/{school.School}/identities";
        var pair = Assert.Single((await lead.Read<IdentityList>(path)).Pairs);
        var both = $"{path}/{pair.First.Student}/{pair.Second.Student}";

        using var silent = await lead.Post($"{both}/look", new LookAtRecordsCommand(" "));
        var looked = await lead.Read<RecordsReply>($"{both}/look", new LookAtRecordsCommand("to compare them"));
        using var same = await lead.Post($"{both}/same");
        var joined = Assert.Single((await lead.Read<IdentityList>(path)).Pairs);
        using var undone = await lead.Post($"{both}/undo");
        using var nothing = await lead.Post($"{path}/p1/p2/same");
        using var word = await lead.Post($"{both}/perhaps");

        Assert.Equal(("p1", "p9", "waiting"), (pair.First.Student, pair.Second.Student, pair.Standing));
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        Assert.Equal(2, looked.Records.Count);
        Assert.Equal(looked.Records[0].Born, looked.Records[1].Born);
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        Assert.Equal("said-same", joined.Standing);
        Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.Equal("waiting", Assert.Single((await lead.Read<IdentityList>(path)).Pairs).Standing);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (nothing.StatusCode, word.StatusCode));
    }

    [Theory]
    [InlineData("DeputyLead", HttpStatusCode.Forbidden)]
    [InlineData("AttendanceLead", HttpStatusCode.Forbidden)]
    [InlineData("ItAdministrator", HttpStatusCode.Forbidden)]
    public async Task Only_who_governs_concerns_may_see_or_decide(string role, HttpStatusCode status)
    {
        using var caller = await api.As(role, "identity-roles");
        using var list = await caller.Get("/api/schools/identity-roles/identities");
        using var look = await caller.Post("/api/schools/identity-roles/identities/a/b/look", new LookAtRecordsCommand("why"));
        using var same = await caller.Post("/api/schools/identity-roles/identities/a/b/same");

        Assert.Equal((status, status, status), (list.StatusCode, look.StatusCode, same.StatusCode));
    }

    [Fact]
    public void The_page_shows_what_waits_and_says_what_was_done()
    {
        using var desk = new Desk();
        desk.Server.On($"GET {Path}", new IdentityList([Waiting]), ContractsJson.Default.IdentityList);
        desk.Server.On($"POST {Path}/p1/p2/same", new IdentityList([Waiting with { Standing = "said-same", By = "lead", At = Cards.Morning }]), ContractsJson.Default.IdentityList);
        var view = Page(desk);
        view.WaitForAssertion(() => Assert.Contains("1 pair to look at", view.Markup, StringComparison.Ordinal));

        Button(view, "The same child").Click();

        view.WaitForAssertion(() => Assert.Contains("Nothing waits for you", view.Markup, StringComparison.Ordinal));
        Assert.Contains("what was recorded for either counts together", view.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("One child, said by", view.Markup, StringComparison.Ordinal);
        Assert.Single(view.FindAll("button"), button => button.TextContent.StartsWith("Undo", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_are_shown_for_a_reason_and_for_thirty_seconds()
    {
        using var desk = new Desk();
        desk.Server.On($"GET {Path}", new IdentityList([Waiting]), ContractsJson.Default.IdentityList);
        desk.Server.On($"POST {Path}/p1/p2/look", new RecordsReply([new("p1", "Ruth Bennett", new(2012, 6, 1), new(2023, 9, 1), null, 12, 3)], 30), ContractsJson.Default.RecordsReply);
        var view = Page(desk);
        view.WaitForAssertion(() => view.Find("form"));

        view.Find("form").Submit();
        Assert.Contains("Say first why you look", view.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        view.Find("form input").Change("to compare");
        view.Find("form").Submit();

        view.WaitForAssertion(() => Assert.Contains("Ruth Bennett", view.Markup, StringComparison.Ordinal));
        desk.Clock.Advance(TimeSpan.FromSeconds(31));
        view.WaitForAssertion(() => Assert.DoesNotContain("Ruth Bennett", view.Markup, StringComparison.Ordinal));
    }

    private static IRenderedComponent<IdentitiesView> Page(Desk desk) => desk.Render<IdentitiesView>(
        set => set.Add(view => view.Schools, [new MySchool(Cards.School, "Larkfield Academy", CanImport: true, CanGovernConcerns: true)]));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IdentitiesView> view, string text) =>
        view.FindAll("button").Single(button => button.TextContent.StartsWith(text, StringComparison.Ordinal));
}
