using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RiskMonitor.Domain;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>Every endpoint of the table is called by every role, at their own school, at another and at one that does not exist: what it answers is what the policy says.</summary>
public sealed partial class EveryRouteTests(RiskMonitorApi api)
{
    private const string Own = "every-route";

    private static readonly IReadOnlyList<(string Method, string Path, Act Act)> Routes =
    [
        .. RouteTable.Decided.Where(route => route.Key.Contains(" /api/schools/{school}", StringComparison.Ordinal)).Select(route => (route.Key.Split(' ')[0], route.Key.Split(' ')[1], route.Value)),
    ];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task What_an_endpoint_answers_is_what_the_policy_says(string role)
    {
        using var caller = await api.As(role, Own);
        Grant[] grants = [new Grant(Enum.Parse<Role>(role), new SchoolId(Own))];

        Assert.InRange(Routes.Count, 40, int.MaxValue);
        foreach (var (method, path, act) in Routes)
        {
            using var own = await Call(caller, method, path, Own);
            var decision = Policy.Decide(grants, act, new SchoolId(Own));
            var isAllowed = own.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized);
            Assert.True(decision.Allowed == isAllowed, $"{role} {method} {path}: {(int)own.StatusCode}, {decision.Reason}");
            Assert.True((int)own.StatusCode < 500, $"{method} {path}: {(int)own.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Another_school_is_answered_word_for_word_like_none(string role)
    {
        using var caller = await api.As(role, Own);
        foreach (var (method, path, _) in Routes)
        {
            using var another = await Call(caller, method, path, RiskMonitorApi.Secondary);
            using var none = await Call(caller, method, path, "no-such-school");

            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (another.StatusCode, none.StatusCode));
            Assert.Equal(await Words(none), await Words(another));
        }
    }

    [Fact]
    public async Task Another_school_takes_no_longer_than_none()
    {
        await api.Push(Lines.Calendar(RiskMonitorApi.Secondary), Lines.Pupil(RiskMonitorApi.Secondary, "timed"));
        // Somebody of their own, who has asked for nothing yet: so many a second are let in.
        using var caller = await api.As("SafeguardingLead", $"{Own}-timed");
        var (another, none) = (new List<double>(), new List<double>());

        // By turns, so that whatever else the machine does falls on both.
        for (var round = 0; round < 150; round++)
        {
            another.Add(await Took(caller, RiskMonitorApi.Secondary));
            none.Add(await Took(caller, $"no-such-school-{round.ToString(CultureInfo.InvariantCulture)}"));
        }

        var (one, other) = (Median(another), Median(none));
        Assert.True(Math.Abs(one - other) < 1 + (Math.Min(one, other) / 2), $"{one:0.00} ms and {other:0.00} ms");
    }

    public static TheoryData<string> Roles() => [.. Enum.GetNames<Role>().Where(role => role != nameof(Role.WallDisplay)), nameof(Role.WallDisplay)];

    private static Task<HttpResponseMessage> Call(Caller caller, string method, string path, string school)
    {
        var address = Parameter().Replace(path.Replace("{school}", school, StringComparison.Ordinal), "nothing-by-this-name");
        if (method == "GET")
            return caller.Get(address);
        var isFile = path.Contains("/imports/", StringComparison.Ordinal) && !path.Contains("{concern}", StringComparison.Ordinal) && !path.Contains("narrative", StringComparison.Ordinal) && !path.Contains("waiting", StringComparison.Ordinal);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(isFile ? "nothing" : "{}")) { Headers = { ContentType = new MediaTypeHeaderValue(isFile ? "text/csv" : "application/json") } };
        return caller.Send(new HttpMethod(method), address, content, ("X-RiskMonitor", "1"), ("If-Match", "\"0\""));
    }

    private static async Task<double> Took(Caller caller, string school)
    {
        var clock = Stopwatch.GetTimestamp();
        using var answer = await caller.Get($"/api/schools/{school}/students/timed");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        return Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static async Task<string> Words(HttpResponseMessage answer)
    {
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
