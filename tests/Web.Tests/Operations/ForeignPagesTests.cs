using System.Net;
using Xunit;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>Pages that come with a library bring inline scripts: they get a policy of their own, and no other host's anything.</summary>
public sealed class ForeignPagesTests(RiskMonitorApi api)
{
    [Theory]
    [InlineData("/hangfire")]
    [InlineData("/orleans/")]
    [InlineData("/scalar/")]
    public async Task A_librarys_page_may_not_be_framed_and_loads_from_here_only(string path)
    {
        using var it = await api.As("it-administrator");

        using var answer = await it.Get(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
    }
}
