using Microsoft.AspNetCore.Http;
using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

public sealed class UpstreamClientTests
{
    private const string Students = "schools/A1/students";

    [Fact]
    public async Task Pages_are_followed_to_the_last_whether_their_size_is_a_number_or_text()
    {
        await using var answers = await Answers.Start();
        answers.On(Students, context => context.Response.WriteAsync(context.Request.Query.ContainsKey("page")
            ? Page(2, null, more: false, perPage: "200")
            : Page(1, $"{answers.Address}{Students}?page=2", more: true, perPage: "\"200\"")));
        using var feed = new Feed("wonde", answers.Binding);

        await feed.Poll("roll");

        Assert.Equal(2, feed.All<Pupil>().Count());
        Assert.Contains(answers.Asked, asked => asked.Contains("cursor=true&per_page=200", StringComparison.Ordinal));
        Assert.All(answers.Tokens, token => Assert.Equal("Bearer a-token", token));
    }

    [Fact]
    public async Task A_next_page_elsewhere_is_refused_and_the_token_stays_here()
    {
        await using var elsewhere = await Answers.Start();
        await using var answers = await Answers.Start();
        answers.Put(Students, Page(1, $"{elsewhere.Address}{Students}?page=2", more: true));
        using var feed = new Feed("wonde", answers.Binding);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("roll"));

        Assert.Contains("another address", failure.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Asked);
    }

    [Fact]
    public async Task Plain_http_is_for_this_machine_only()
    {
        await using var answers = await Answers.Start();
        using var feed = new Feed("wonde", answers.Binding with { Address = new Uri("http://mis.example/v1.0/") });

        await Assert.ThrowsAsync<UpstreamException>(feed.Probe);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("itself")]
    public async Task More_pages_that_are_nowhere_or_go_round_in_a_circle_fail_the_sweep(string? next)
    {
        await using var answers = await Answers.Start();
        answers.Put(Students, Page(1, next is null ? null : $"{answers.Address}{Students}?page=2", more: true));
        using var feed = new Feed("wonde", answers.Binding);

        await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("roll"));
    }

    [Theory]
    [InlineData("null", "does not say where")]
    [InlineData("\"again\"", "in a circle")]
    public async Task A_cursor_that_is_missing_or_comes_again_fails_the_sweep(string cursor, string reason)
    {
        await using var answers = await Answers.Start();
        answers.Put("schools", """{"server_time":"2026-11-20T09:00:00Z","has_more":false,"data":[{"id":"A1"}]}""");
        answers.Put(Students, $$"""{"server_time":"2026-11-20T09:00:00Z","has_more":true,"next_cursor":{{cursor}},"data":[]}""");
        using var feed = new Feed("safeguarding-source", answers.Binding);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("students"));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<!doctype html><html></html>")]
    [InlineData(200, """{"data":[{"id":"A1","upi":"one""")]
    [InlineData(200, """{"data":{}}""")]
    [InlineData(401, """{"error":"invalid_token"}""")]
    [InlineData(302, "")]
    [InlineData(500, "oops")]
    [InlineData(400, """{"error":"invalid_parameter"}""")]
    public async Task An_answer_that_is_not_the_list_fails_the_sweep_in_words_without_token_or_pupil(int status, string body)
    {
        await using var answers = await Answers.Start();
        answers.Put(Students, body, status);
        using var feed = new Feed("wonde", answers.Binding);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("roll"));

        Assert.DoesNotContain("a-token", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("one", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(503, null)]
    [InlineData(429, null)]
    [InlineData(429, "0")]
    [InlineData(429, "date")]
    public async Task A_passing_trouble_is_waited_out(int status, string? retryAfter)
    {
        await using var answers = await Answers.Start();
        var times = 0;
        answers.On(Students, context =>
        {
            if (Interlocked.Increment(ref times) > 2)
                return context.Response.WriteAsync(Page(1, null, more: false));
            context.Response.StatusCode = status;
            context.Response.Headers.Date = "Fri, 20 Nov 2026 09:00:00 GMT";
            if (retryAfter is not null)
                context.Response.Headers.RetryAfter = retryAfter == "date" ? "Fri, 20 Nov 2026 09:00:00 GMT" : retryAfter;
            return Task.CompletedTask;
        });
        using var feed = new Feed("wonde", answers.Binding);

        await feed.Poll("roll");

        Assert.Single(feed.All<Pupil>());
        Assert.Equal(3, times);
    }

    [Fact]
    public async Task A_source_that_asks_for_a_long_wait_ends_the_sweep_at_once()
    {
        await using var answers = await Answers.Start();
        var times = 0;
        answers.On(Students, context =>
        {
            times++;
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        });
        using var feed = new Feed("wonde", answers.Binding);

        await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("roll"));

        Assert.Equal(1, times);
    }

    [Fact]
    public async Task A_body_that_drips_or_never_ends_fails_the_sweep()
    {
        await using var answers = await Answers.Start();
        answers.On(Students, async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ");
                await context.Response.Body.FlushAsync();
                await Task.Delay(50, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        using var feed = new Feed("wonde", answers.Binding);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("roll"));

        Assert.Contains("too long", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_may_not_be_read_or_is_not_supplied_says_so_and_is_no_failure()
    {
        await using var answers = await Answers.Start();
        answers.Put("schools/A1/behaviours", """{"error":"invalid_permissions","error_description":"Scope behaviour.read not enabled"}""", 403);
        using var feed = new Feed("wonde", answers.Binding);

        await feed.Poll("behaviours", "exclusions");

        Assert.Equal(Coverage.NotPermitted, feed.Coverage["behaviours"]);
        Assert.Equal(Coverage.NotSupplied, feed.Coverage["exclusions"]);
    }

    [Fact]
    public async Task The_roll_is_asked_for_in_full_without_an_upper_bound_and_then_by_change()
    {
        await using var answers = await Answers.Start();
        answers.Put(Students, Page(1, null, more: false));
        using var feed = new Feed("wonde", answers.Binding);

        await feed.Poll("roll");
        await feed.Poll("roll");

        var asked = answers.Asked.Where(path => path.Contains("/students?", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain("updated_", asked[0], StringComparison.Ordinal);
        Assert.Contains("updated_after=", asked[1], StringComparison.Ordinal);
        Assert.Contains("updated_before=", asked[1], StringComparison.Ordinal);
    }

    private static string Page(int number, string? next, bool more, string perPage = "200")
    {
        var (where, isMore) = (next is null ? "null" : $"\"{next}\"", more ? "true" : "false");
        return $$$"""
            {"data":[{"id":"A{{{number}}}","upi":"pupil{{{number}}}","forename":"Ann","surname":"Bee",
              "created_at":{"date":"2025-09-01 05:12:44","timezone_type":3,"timezone":"UTC"} } ],
             "meta":{"pagination":{"next":{{{where}}},"previous":null,"more":{{{isMore}}},"per_page":{{{perPage}}},"current_page":1} } }
            """;
    }
}
