using System.Net;
using RiskMonitor.Contracts;

namespace RiskMonitor.Web.Tests.Cases;

/// <summary>A system that asks again and again gets the case once.</summary>
public sealed class CaseTagTests(RiskMonitorApi api) : IAsyncLifetime
{
    private const string Pupil = "asked-again";
    private const string Path = $"/api/schools/{RiskMonitorApi.Secondary}/students/{Pupil}";

    public async ValueTask InitializeAsync() => await api.Push(
    [
        Lines.Calendar(RiskMonitorApi.Secondary),
        Lines.Pupil(RiskMonitorApi.Secondary, Pupil),
        .. Lines.Truancies(RiskMonitorApi.Secondary, Pupil, 10),
        Lines.Concern(RiskMonitorApi.Secondary, Pupil, "concern-asked-again"),
    ]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        using var lead = await api.As("lead-secondary");
        var tag = await Tag(lead);

        using var again = await Ask(lead, tag);
        using var listed = await Ask(lead, $"\"another\", {tag}");

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.NotModified), (again.StatusCode, listed.StatusCode));
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.True(again.Headers.Contains("RiskMonitor-Evaluated-At"));
        Assert.Equal(tag, again.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task What_has_changed_is_sent_with_another_tag()
    {
        using var lead = await api.As("lead-secondary");
        var tag = await Tag(lead);

        using var decided = await lead.Post($"{Path}/decisions", new RecordDecisionCommand("Rang home", "To ask.", Guid.NewGuid().ToString()));
        using var changed = await Ask(lead, tag);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task A_tag_of_who_sees_more_tells_who_sees_less_nothing()
    {
        using var lead = await api.As("lead-secondary");
        using var attendance = await api.As("attendance-lead");
        using var governor = await api.As("Governor", RiskMonitorApi.Secondary);
        var tag = await Tag(lead);

        using var less = await Ask(attendance, tag);
        using var nothing = await Ask(governor, tag);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (less.StatusCode, nothing.StatusCode));
        Assert.Null(nothing.Headers.ETag);
    }

    private static async Task<string> Tag(Caller caller)
    {
        using var answer = await caller.Get(Path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.ETag!.ToString();
    }

    private static Task<HttpResponseMessage> Ask(Caller caller, string tag) => caller.Send(HttpMethod.Get, Path, null, ("If-None-Match", tag));
}
