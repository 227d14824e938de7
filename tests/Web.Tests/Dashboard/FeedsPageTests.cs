using System.Net;
using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Feeds;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>What the operators' page says of each state of a feed, and what it offers to whom.</summary>
public sealed class FeedsPageTests
{
    private const string Path = $"/api/schools/{Cards.School}/feeds";

    private static readonly StreamReport Marks = new("marks", Cards.Morning, "Supplied", 12_345, 0, Cards.Morning, Cards.Morning, false, false);

    private static readonly FeedReport Good = new(
        Cards.School, "mis", "wonde", Cards.Morning.AddMinutes(-10), Cards.Morning.AddMinutes(-12), null, [Marks], null, [], Cards.Morning, true, null, Cards.Morning);

    [Theory]
    [InlineData("Supplied", 3, false, "Read.")]
    [InlineData("Supplied", 0, false, "Read, and absent")]
    [InlineData("NotPermitted", 0, false, "Not permitted: the source may have it")]
    [InlineData("NotSupplied", 0, false, "Not supplied: the school's system does not give this")]
    [InlineData("IncludeRejected", 3, false, "Read in part")]
    [InlineData("Unknown", 0, false, "Not read yet.")]
    [InlineData("NotPermitted", 3, true, "Permission taken away")]
    [InlineData("NotSupplied", 3, true, "Was supplied, and is no longer")]
    public void Nothing_read_is_said_in_as_many_ways_as_there_are(string coverage, long accepted, bool isLost, string words) =>
        Assert.StartsWith(words, FeedWords.Coverage(Marks with { Coverage = coverage, Accepted = accepted, IsLost = isLost }), StringComparison.Ordinal);

    [Fact]
    public void A_code_list_without_facts_is_not_said_to_be_a_school_that_recorded_nothing() =>
        Assert.StartsWith("Read: a list that the others need", FeedWords.Coverage(Marks with { Stream = "codes", Accepted = 0 }), StringComparison.Ordinal);

    [Fact]
    public async Task An_outage_keeps_what_was_known_and_says_of_when_it_is()
    {
        await using var desk = new Desk();
        desk.Server.On($"GET {Path}", HttpStatusCode.InternalServerError);
        var view = Page(desk);
        view.WaitForAssertion(() => Assert.Contains("How the feeds stand is not known.", view.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("No source is set up", view.Markup, StringComparison.Ordinal);

        Answer(desk, Good);
        desk.Clock.Advance(TimeSpan.FromSeconds(30));
        view.WaitForAssertion(() => Assert.Contains("12,345", view.Markup, StringComparison.Ordinal));
        Assert.Empty(view.FindAll("[role=alert]"));
        desk.Server.On($"GET {Path}", HttpStatusCode.InternalServerError);
        desk.Clock.Advance(TimeSpan.FromSeconds(30));

        view.WaitForAssertion(() => Assert.Contains("may have changed", view.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Contains("12,345", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_school_without_a_source_is_not_an_outage_and_an_outage_is_not_one()
    {
        await using var desk = new Desk();
        Answer(desk);

        var view = Page(desk);

        view.WaitForAssertion(() => Assert.Contains("No source is set up for this school", view.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Imported_files_are_a_source_that_nobody_polls()
    {
        await using var desk = new Desk();
        var never = Good with { Feed = "imported-concerns", Source = "csv", LastCompleteAt = null, ProbedAt = null, NewestSeen = null, Streams = [Marks with { Stream = "concerns", Coverage = "Unknown", Watermark = null }] };
        Answer(desk, never, Good);

        var view = Page(desk);

        view.WaitForAssertion(() => Assert.Contains("Never imported", view.Markup, StringComparison.Ordinal));
        Assert.Contains("nothing comes until somebody imports the next one", view.Markup, StringComparison.Ordinal);
        Assert.Single(view.FindAll("button.primary"));
        Assert.Single(view.FindAll("details"));
    }

    [Fact]
    public async Task Polled_now_it_shows_how_far_it_is_and_then_how_it_ended()
    {
        await using var desk = new Desk();
        Answer(desk, Good);
        desk.Server.On($"POST {Path}/mis/poll", Good with { UnderWay = new SweepNow(Cards.Morning, "marks", 7, 1400) }, ContractsJson.Default.FeedReport);
        var view = Page(desk);

        view.WaitForElement("button.primary").Click();

        view.WaitForAssertion(() => Assert.Contains("7 pages and 1,400 rows so far, now marks", view.Markup, StringComparison.Ordinal));
        Assert.True(view.Find("button.primary").HasAttribute("disabled"));
        Assert.True(desk.Server.Asked.Single(asked => asked.Route.StartsWith("POST", StringComparison.Ordinal)).HasHeader);
        Answer(desk, Good with { Trouble = "The source's answer is not whole JSON: the page is truncated." });
        desk.Clock.Advance(TimeSpan.FromSeconds(2));
        view.WaitForAssertion(() => Assert.Contains("the page is truncated", view.Find(".feed-trouble").TextContent, StringComparison.Ordinal));
        Assert.Contains("The last one failed", view.Markup, StringComparison.Ordinal);
        Assert.Equal("Not complete", view.Find(".feed-state").TextContent);
    }

    [Fact]
    public async Task Quarantine_is_counted_by_reason_and_read_once_more_by_who_may()
    {
        await using var desk = new Desk();
        var waiting = Good with { Streams = [Marks with { Quarantined = 4 }], Quarantine = [new QuarantineReport("marks", "attendance_code: unknown.", 4, Cards.Morning)] };
        Answer(desk, waiting);
        desk.Server.On($"POST {Path}/mis/quarantine/retry", Good, ContractsJson.Default.FeedReport);
        var reader = Page(desk, canRun: false);
        reader.WaitForAssertion(() => Assert.Contains("attendance_code: unknown.", reader.Markup, StringComparison.Ordinal));
        Assert.Empty(reader.FindAll("button"));

        var view = Page(desk);
        view.WaitForState(() => view.FindAll("button").Count == 2);
        view.FindAll("button")[1].Click();

        view.WaitForAssertion(() => Assert.DoesNotContain("attendance_code: unknown.", view.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_stream_can_be_said_to_be_meant_and_a_refusal_is_said_aloud()
    {
        await using var desk = new Desk();
        var lost = Good with { Trouble = "marks: the permission to read this has been taken away.", Streams = [Marks with { Coverage = "NotPermitted", IsLost = true }] };
        Answer(desk, lost);
        desk.Server.On($"POST {Path}/mis/streams/marks/accept-loss", HttpStatusCode.Forbidden);
        var view = Page(desk);
        view.WaitForElement("tr.lost button").Click();

        view.WaitForAssertion(() => Assert.Contains("Not done. You may not do this.", view.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_frozen_roll_is_let_go_with_a_reason_by_who_may_and_for_what_was_shown()
    {
        await using var desk = new Desk();
        var frozen = Good with { Streams = [Marks with { Stream = "roll", Frozen = new FrozenChangeText("c0ffee", 15, 30, false) }] };
        Answer(desk, frozen);
        var reader = Page(desk, canRun: false);
        reader.WaitForAssertion(() => Assert.Contains("15 of 30 pupils would go", reader.Find(".feed-frozen").TextContent, StringComparison.Ordinal));
        Assert.Empty(reader.FindAll(".feed-frozen button"));
        var view = Page(desk);
        Assert.True(view.WaitForElement(".feed-frozen button").HasAttribute("disabled"));
        view.Find(".feed-frozen input").Input(" The school changed its MIS ");

        desk.Server.On($"POST {Path}/mis/streams/roll/accept-change", HttpStatusCode.Conflict);
        view.Find(".feed-frozen form").Submit();
        view.WaitForAssertion(() => Assert.StartsWith("Not done.", view.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        desk.Server.On($"POST {Path}/mis/streams/roll/accept-change", Good with { Streams = [Marks with { Stream = "roll", Frozen = new FrozenChangeText("c0ffee", 15, 30, true) }] }, ContractsJson.Default.FeedReport);
        view.Find(".feed-frozen form").Submit();

        view.WaitForAssertion(() => Assert.Contains("Somebody has said that this is meant", view.Find(".feed-frozen").TextContent, StringComparison.Ordinal));
        Assert.Empty(view.FindAll(".feed-frozen form"));
        var sent = desk.Server.Asked.Last(asked => asked.Route.EndsWith("accept-change", StringComparison.Ordinal));
        Assert.Equal("""{"change":"c0ffee","reason":"The school changed its MIS"}""", sent.Body);
    }

    [Fact]
    public async Task A_doorbell_says_when_it_was_rung_and_a_feed_without_one_says_nothing_of_it()
    {
        await using var desk = new Desk();
        Answer(desk, Good, Good with { Feed = "concerns", Source = "safeguarding-source", Doorbell = new DoorbellText(null) });
        var view = Page(desk);
        view.WaitForAssertion(() => Assert.Contains("never yet; polls come all the same", Assert.Single(view.FindAll("dt"), term => term.TextContent.StartsWith("Doorbell", StringComparison.Ordinal)).ParentElement!.TextContent, StringComparison.Ordinal));

        Answer(desk, Good with { Doorbell = new DoorbellText(Cards.Morning.AddMinutes(-3)) });
        desk.Clock.Advance(TimeSpan.FromSeconds(30));

        view.WaitForAssertion(() => Assert.Contains("3 min ago", Assert.Single(view.FindAll("dt"), term => term.TextContent.StartsWith("Doorbell", StringComparison.Ordinal)).ParentElement!.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_history_tells_each_outcome_and_is_asked_for_only_when_somebody_looks()
    {
        await using var desk = new Desk();
        Answer(desk, Good);
        desk.Server.On($"GET {Path}/mis/sweeps", [
            new SweepReport(4, Cards.Morning, null, "running", null, 2, 10, 0, 0),
            new SweepReport(3, Cards.Morning, Cards.Morning.AddSeconds(5), "failed", "The source answered 500.", 2, 10, 0, 0),
            new SweepReport(2, Cards.Morning, null, "interrupted", null, 0, 0, 0, 0),
            new SweepReport(1, Cards.Morning, Cards.Morning.AddMinutes(3), "complete", null, 5, 1200, 900, 1),
        ], ContractsJson.Default.ListSweepReport);
        var view = Page(desk);
        view.WaitForElement("details");
        Assert.DoesNotContain(desk.Server.Asked, asked => asked.Route.EndsWith("sweeps", StringComparison.Ordinal));

        view.Find("details").TriggerEvent("ontoggle", EventArgs.Empty);

        view.WaitForAssertion(() => Assert.Equal(4, view.FindAll("details tbody tr").Count));
        var rows = view.FindAll("details tbody tr").Select(row => row.TextContent).ToList();
        Assert.Contains("Running", rows[0], StringComparison.Ordinal);
        Assert.Contains("Failed. The source answered 500.", rows[1], StringComparison.Ordinal);
        Assert.Contains("Interrupted", rows[2], StringComparison.Ordinal);
        Assert.Contains("1,200", rows[3], StringComparison.Ordinal);
    }

    private static void Answer(Desk desk, params FeedReport[] feeds) => desk.Server.On($"GET {Path}", [.. feeds], ContractsJson.Default.ListFeedReport);

    private static IRenderedComponent<FeedsView> Page(Desk desk, bool canRun = true) =>
        desk.Render<FeedsView>(set => set.Add(view => view.Schools, [new FedSchool(Cards.School, "Larkfield Academy", canRun)]));
}
