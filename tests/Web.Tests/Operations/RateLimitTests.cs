using System.Net;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>One caller who asks too often waits; the others notice nothing.</summary>
public sealed class RateLimitTests(RiskMonitorApi api)
{
    private const int RevealsPerMinute = 30;

    [Fact]
    public async Task Who_reveals_many_names_in_a_minute_is_told_to_wait_and_a_colleague_is_not()
    {
        const string school = "limits-reveals";
        using var deputy = await api.As("DeputyLead", school);
        using var lead = await api.As("SafeguardingLead", school);

        var answers = new List<(HttpStatusCode Status, string? Type, bool SaysWhen)>();
        for (var reveal = 0; reveal <= RevealsPerMinute; reveal++)
        {
            using var answer = await deputy.Post($"/api/schools/{school}/students/nobody/reveal", new RevealCommand("Curious"));
            answers.Add((answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.RetryAfter is not null));
        }

        using var colleague = await lead.Post($"/api/schools/{school}/students/nobody/reveal", new RevealCommand("A call from home"));
        using var board = await deputy.Get($"/api/schools/{school}/board");

        Assert.All(answers.Take(RevealsPerMinute), answer => Assert.Equal(HttpStatusCode.NotFound, answer.Status));
        Assert.Equal((HttpStatusCode.TooManyRequests, "application/problem+json", true), answers[^1]);
        Assert.Equal(HttpStatusCode.NotFound, colleague.StatusCode);
        Assert.Equal(HttpStatusCode.OK, board.StatusCode);
    }

    [Fact]
    public async Task A_caller_that_floods_is_told_to_wait_and_another_is_served()
    {
        using var flooding = await api.As("Governor", "limits-flood");
        using var other = await api.As("Head", "limits-flood");

        // On a slow machine the first round may be no flood: 200 a second are let in.
        var statuses = new List<HttpStatusCode>();
        for (var round = 0; round < 10 && !statuses.Contains(HttpStatusCode.TooManyRequests); round++)
        {
            statuses.AddRange(await Task.WhenAll(Enumerable.Range(0, 600).Select(async _ =>
            {
                using var answer = await flooding.Get("/api/me");
                return answer.StatusCode;
            })));
        }

        using var served = await other.Get("/api/me");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses.Distinct().Order());
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }
}
