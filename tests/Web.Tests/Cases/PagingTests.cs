using System.Net;
using System.Text.RegularExpressions;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Web.Tests.Cases;

/// <summary>Lists that grow come a page at a time, and nothing falls between two pages.</summary>
public sealed partial class PagingTests(RiskMonitorApi api)
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alerts_come_page_by_page_each_once_and_the_link_is_the_next()
    {
        const string school = "paged-alerts";
        using var lead = await School(school, 5);
        var board = await lead.Read<BoardSnapshot>($"/api/schools/{school}/board");

        var pages = await Pages(lead, $"/api/schools/{school}/alerts?limit=2");

        Assert.Equal((board.Alerts.Count + 1) / 2, pages.Count);
        Assert.Equal(board.Alerts.OrderBy(alert => alert.Update).Select(alert => alert.Alert), pages.SelectMany(page => page.Alerts).Select(alert => alert.Alert));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(2, page.Alerts.Count));
        Assert.Equal(board.Update.ToString(System.Globalization.CultureInfo.InvariantCulture), pages[^1].Position);
    }

    [Fact]
    public async Task What_changes_meanwhile_comes_again_and_the_position_answers_only_what_came_after()
    {
        const string school = "paged-changes";
        using var lead = await School(school, 3);
        var first = await lead.Read<AlertPage>($"/api/schools/{school}/alerts?limit=1");
        var seen = first.Alerts[0];

        using var acknowledged = await lead.Post($"/api/schools/{school}/alerts/acknowledge", new AlertCommandBody(seen.Alert, null, "paged-1"));
        var rest = await Pages(lead, first.Next!);
        using var closed = await lead.Post($"/api/schools/{school}/alerts/close", new AlertCommandBody(seen.Alert, "Dealt with.", "paged-2", Outcome: "acted"));
        var open = await lead.Read<AlertPage>($"/api/schools/{school}/alerts?cursor={rest[^1].Position}");
        var all = await lead.Read<AlertPage>($"/api/schools/{school}/alerts?state=all&cursor={rest[^1].Position}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (acknowledged.StatusCode, closed.StatusCode));
        Assert.Equal("acknowledged", rest.SelectMany(page => page.Alerts).Last(alert => alert.Alert == seen.Alert).State);
        Assert.Empty(open.Alerts);
        Assert.Equal("acted", Assert.Single(all.Alerts, alert => alert.Alert == seen.Alert).Outcome);
    }

    [Fact]
    public async Task A_page_of_what_one_may_not_see_is_empty_and_not_the_end()
    {
        const string school = "paged-masked";
        using var lead = await School(school, 3);
        using var attendance = await api.As("AttendanceLead", school);
        using var sender = await api.As("IntegrationClient", school);
        await sender.Push(Lines.Truancies(school, "p0", 10));
        await api.Evaluated(school);

        var pages = await Pages(attendance, $"/api/schools/{school}/alerts?limit=1");

        Assert.Contains(pages, page => page.Alerts.Count == 0 && page.Next is not null);
        Assert.Contains(pages.SelectMany(page => page.Alerts), alert => alert.Rule == "ATT-04");
        Assert.DoesNotContain(pages.SelectMany(page => page.Alerts), alert => alert.Rule.StartsWith("SG-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unchanged_page_is_not_sent_again()
    {
        const string school = "paged-tags";
        using var lead = await School(school, 1);
        foreach (var path in new[] { $"/api/schools/{school}/alerts", $"/api/schools/{school}/students/p0/timeline" })
        {
            using var first = await lead.Get(path);
            var tag = first.Headers.ETag!.ToString();
            using var again = await lead.Send(HttpMethod.Get, path, null, ("If-None-Match", tag));
            using var decided = await lead.Post($"/api/schools/{school}/students/p0/decisions", new RecordDecisionCommand("Rang home", "To ask.", Guid.NewGuid().ToString()));
            var alert = (await lead.Read<BoardSnapshot>($"/api/schools/{school}/board")).Alerts[0];
            using var noted = await lead.Post($"/api/schools/{school}/alerts/note", new AlertCommandBody(alert.Alert, "Noted.", Guid.NewGuid().ToString()));
            using var changed = await lead.Send(HttpMethod.Get, path, null, ("If-None-Match", tag));

            Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (again.StatusCode, changed.StatusCode));
            Assert.True(again.Headers.Contains("RiskMonitor-Evaluated-At"));
        }
    }

    [Fact]
    public async Task The_timeline_comes_page_by_page_the_newest_first_and_by_kind()
    {
        const string school = "paged-timeline";
        const string path = $"/api/schools/{school}/students/p0/timeline";
        using var lead = await School(school, 1);
        using var sender = await api.As("IntegrationClient", school);
        // The very same incident twice is two incidents, and no page may lose one.
        await sender.Push([Incident(school, "b1"), Incident(school, "b2"), Lines.Concern(school, "p0", "older", severity: 1).Replace("2026-11-12", "2026-11-10", StringComparison.Ordinal)]);
        await api.Evaluated(school);
        using var decided = await lead.Post($"/api/schools/{school}/students/p0/decisions", new RecordDecisionCommand("Rang home", "To ask.", "paged-3"));

        var pages = new List<TimelinePage>();
        for (var next = $"{path}?limit=2"; next is not null; next = pages[^1].Next)
            pages.Add(await lead.Read<TimelinePage>(next));
        var items = pages.SelectMany(page => page.Items).ToList();
        var concerns = await lead.Read<TimelinePage>($"{path}?kind=concern");

        Assert.Equal(["decision", "concern", "behaviour", "behaviour", "concern"], items.Select(item => item.Kind));
        Assert.Equal(items.OrderByDescending(item => item.At).Select(item => item.At), items.Select(item => item.At));
        Assert.Equal(5, items.Select(item => item.Id).Distinct().Count());
        Assert.Equal(["concern-p0", "older"], concerns.Items.Select(item => item.Concern!.Id));
    }

    [Fact]
    public async Task Who_may_not_see_concerns_gets_a_timeline_without_them_that_says_so()
    {
        const string school = "paged-hidden";
        using var lead = await School(school, 1);
        using var attendance = await api.As("AttendanceLead", school);
        using var reader = await api.As("CaseReader", school);

        var masked = await attendance.Read<TimelinePage>($"/api/schools/{school}/students/p0/timeline");
        var full = await reader.Read<TimelinePage>($"/api/schools/{school}/students/p0/timeline");
        using var named = await reader.Post($"/api/schools/{school}/students/p0/reveal", new RevealCommand("To ring home"));

        Assert.Empty(masked.Items);
        Assert.NotEmpty(masked.Hidden);
        Assert.Equal("concern", Assert.Single(full.Items).Kind);
        Assert.Equal(HttpStatusCode.Forbidden, named.StatusCode);
    }

    [Fact]
    public async Task The_outbox_comes_page_by_page_the_newest_first()
    {
        var at = TimeProvider.System.GetUtcNow();
        var store = await api.Of<DigestStore>();
        for (var number = 0; number < 5; number++)
        {
            // Three of one instant: the order among them is that of their ids.
            var row = new DigestRow
            {
                Id = DigestRow.IdOf($"paged-{number}", "daily/2026-11-13"),
                Recipient = $"paged-{number}",
                Period = "daily/2026-11-13",
                Channel = "mail",
                CreatedAt = at.AddSeconds(number / 3),
                State = OutboxState.Nothing,
                Body = new DigestBody(DigestKind.Daily, []),
            };
            Assert.True(await store.Write(row, [], Now));
        }

        using var operators = await api.As("it-administrator");
        var pages = new List<OutboxReport>();
        for (var next = "/api/outbox?state=nothing&limit=2"; next is not null; next = pages[^1].Next)
            pages.Add(await operators.Read<OutboxReport>(next));
        var whole = await operators.Read<OutboxReport>("/api/outbox?state=nothing&limit=200");

        Assert.Equal(whole.Entries.Select(entry => entry.Id), pages.SelectMany(page => page.Entries).Select(entry => entry.Id));
        Assert.True(whole.Entries.Count >= 5);
        Assert.Equal(whole.Entries.OrderByDescending(entry => entry.CreatedAt).Select(entry => entry.CreatedAt), whole.Entries.Select(entry => entry.CreatedAt));
    }

    [Theory]
    [InlineData("alerts?limit=0", "limit must be a whole number from 1 to 200.")]
    [InlineData("alerts?limit=201", "limit must be a whole number from 1 to 200.")]
    [InlineData("alerts?limit=many", "limit must be a whole number from 1 to 200.")]
    [InlineData("alerts?cursor=-1", "cursor is not one that this list gave.")]
    [InlineData("alerts?cursor=99999999", "cursor is not one that this list gave.")]
    [InlineData("alerts?state=lost", "state must be open or all.")]
    [InlineData("students/p0/timeline?kind=mark", "kind must be concern, behaviour, suspension or decision.")]
    [InlineData("students/p0/timeline?limit=1000", "limit must be a whole number from 1 to 200.")]
    [InlineData("students/p0/timeline?cursor=gone", "cursor names something that is no longer on this list. Begin again without it.")]
    public async Task What_cannot_be_asked_is_named(string asked, string words)
    {
        const string school = "paged-faults";
        using var lead = await School(school, 1);

        using var answer = await lead.Get($"/api/schools/{school}/{asked}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(Now), StringComparison.Ordinal);
    }

    /// <summary>A school with so many pupils, each with a serious concern, and its lead.</summary>
    private async Task<Caller> School(string school, int pupils)
    {
        using var sender = await api.As("IntegrationClient", school);
        await sender.Push(
        [
            Lines.School(school, "Paged High"), Lines.Calendar(school),
            .. Enumerable.Range(0, pupils).SelectMany(number => new[] { Lines.Pupil(school, $"p{number}"), Lines.Concern(school, $"p{number}", $"concern-p{number}") }),
        ]);
        await api.Evaluated(school);
        return await api.As("SafeguardingLead", school);
    }

    // As a program follows them: by the header, which says what the body says.
    private static async Task<List<AlertPage>> Pages(Caller caller, string path)
    {
        var pages = new List<AlertPage>();
        for (string? next = path; next is not null;)
        {
            pages.Add(await caller.Read<AlertPage>(next));
            using var answer = await caller.Get(next);
            next = answer.Headers.TryGetValues("Link", out var link) ? Link().Match(link.Single()).Groups[1].Value : null;
            Assert.Equal(pages[^1].Next, next);
        }

        return pages;
    }

    private static string Incident(string school, string id) =>
        $$"""{"type":"behaviour","school":"{{school}}","id":"{{id}}","student":"p0","occurredAt":"2026-11-11T10:00:00Z","recordedAt":"2026-11-11T11:00:00Z","kind":"disruption","points":2,"role":"aggressor"}""";

    [GeneratedRegex("^<([^>]+)>; rel=\"next\"$")]
    private static partial Regex Link();
}
