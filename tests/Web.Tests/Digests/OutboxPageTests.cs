using System.Net;
using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using RiskMonitor.Dashboard.Digests;
using RiskMonitor.Web.Tests.Dashboard;
using Xunit;

namespace RiskMonitor.Web.Tests.Digests;

/// <summary>What the outbox page says and offers, and how the wall opens a digest.</summary>
public sealed class OutboxPageTests
{
    private static readonly OutboxEntry Dead = new("d1", "mail", "a•••@school.example", "daily/2026-11-24", "dead", 3, "The mail server refused the message (451).", Cards.Morning, null, null);
    private static readonly OutboxReport Report = new("Mail:Host is not set: no mail is sent.", [], 0, 4, 1, 7, [Dead, Dead with { Id = "d2", State = "nothing", LastError = null }]);

    [Fact]
    public async Task Older_digests_are_added_below_when_they_are_asked_for()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/outbox", Report with { Next = "/api/outbox?cursor=d2" }, ContractsJson.Default.OutboxReport);
        desk.Server.On("GET /api/outbox?cursor=d2", Report with { Entries = [Dead with { Id = "d3" }] }, ContractsJson.Default.OutboxReport);
        var page = desk.Render<OutboxView>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        Older(page).Single().Click();

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tbody tr").Count));
        Assert.Empty(Older(page));
    }

    private static IEnumerable<AngleSharp.Dom.IElement> Older(IRenderedComponent<OutboxView> page) => page.FindAll("button").Where(button => button.TextContent == "Show older ones");

    [Fact]
    public async Task The_page_says_that_no_mail_is_sent_what_went_wrong_and_sends_again()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/outbox", Report, ContractsJson.Default.OutboxReport);
        desk.Server.On("POST /api/outbox/d1/resend", HttpStatusCode.NoContent);
        var view = desk.Render<OutboxView>();
        view.WaitForAssertion(() => Assert.Contains("no mail is sent", view.Markup, StringComparison.Ordinal));

        Assert.Contains("The mail server refused the message (451).", view.Markup, StringComparison.Ordinal);
        Assert.Contains("daily, Tue 24 Nov", view.Markup, StringComparison.Ordinal);
        view.FindAll("tbody button").Single().Click();

        view.WaitForAssertion(() => Assert.Contains("under the same Message-ID", view.Find(".import-done").TextContent, StringComparison.Ordinal));
        Assert.Equal(["GET /api/outbox", "POST /api/outbox/d1/resend", "GET /api/outbox"], desk.Server.Asked.Select(asked => asked.Route));
    }

    [Fact]
    public async Task An_outbox_that_cannot_be_read_is_no_empty_outbox()
    {
        await using var desk = new Desk();

        var view = desk.Render<OutboxView>();

        view.WaitForAssertion(() => Assert.Contains("The server cannot be reached.", view.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("There is nothing here", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digest_in_the_address_narrows_the_wall_to_what_it_counts()
    {
        var filter = BoardFilter.Parse("?digest=ab12&severity=high");
        var card = Cards.Of("ATT-04", "p001");

        Assert.Equal(("ab12", "?severity=high&digest=ab12"), (filter.Digest, filter.Query()));
        Assert.Null(BoardFilter.Parse("?digest=a%20b").Digest);
        Assert.False(new BoardFilter { Digest = "ab12" }.Shows(card));
        Assert.False(new BoardFilter { Digest = "ab12", OfDigest = new HashSet<(string, string)> { (card.School, "another") } }.Shows(card));
        Assert.True(new BoardFilter { Digest = "ab12", OfDigest = new HashSet<(string, string)> { (card.School, card.Alert) } }.Shows(card));
    }

    [Fact]
    public async Task The_wall_says_of_a_digest_how_much_of_it_is_over()
    {
        await using var desk = new Desk();
        var card = Cards.Of("ATT-04", "p001");
        desk.Shows(card, Cards.Of("ATT-04", "p009") with { Initials = "ZZ" });
        desk.Server.On("GET /api/digests/ab12", new DigestList("ab12", "daily/2026-11-24", Cards.Morning, [new(card.School, card.Alert, "high", "new"), new(card.School, "gone", "high", "new")]), ContractsJson.Default.DigestList);

        var wall = desk.Render<Triage>(set => set.Add(each => each.Me, Desk.Lead).Add(each => each.Filter, new BoardFilter { Digest = "ab12" }));

        wall.WaitForAssertion(() => Assert.Contains("2 alerts, of which 1 is over", wall.Find(".digest-notice").TextContent, StringComparison.Ordinal));
        wall.WaitForAssertion(() => Assert.DoesNotContain("ZZ", wall.Markup, StringComparison.Ordinal));
    }
}
