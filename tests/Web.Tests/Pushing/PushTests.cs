using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using Xunit;

namespace RiskMonitor.Web.Tests.Pushing;

/// <summary>What other systems send: every good line counts, every bad one is named, nothing counts twice.</summary>
public sealed class PushTests(RiskMonitorApi api)
{
    private const string School = RiskMonitorApi.Secondary;

    [Fact]
    public async Task What_was_accepted_is_on_the_board()
    {
        using var integration = await api.As("integration");

        var reply = await integration.Push([Lines.Calendar(School), Lines.Pupil(School, "push-board"), .. Lines.Truancies(School, "push-board", 10)]);
        await api.Evaluated(School);

        Assert.Equal((22, 0), (reply.Accepted, reply.Rejected));
        Assert.Contains("ATT-04", await OpenRules("push-board"));
    }

    [Fact]
    public async Task A_bad_line_is_named_with_its_number_and_reason_and_the_lines_around_it_count()
    {
        using var integration = await api.As("integration");
        await api.Push([Lines.Calendar(School)]);
        string[] body =
        [
            Lines.Pupil(School, "push-bad"),
            Lines.Mark(School, "push-bad", Lines.TenDays[0], "AM", "9"),
            """{"type":"mark","school":"larkfield-high","date":"2026-11-03","session":"AM","code":"O"}""",
            Lines.Mark(School, "push-bad", "2026-10-31", "AM", "/").Replace("2026-10-31", "2026-02-31", StringComparison.Ordinal),
            """{"type":"mark","school":"larkfield-high","student":"push-bad","da""",
            """{"type":"mark","school":"larkfield-high","student":"push-bad","date":"2026-11-04","session":"AM","code":"O","x":" """ + new string('x', 5 << 20) + "\"}",
            """{"type":"telepathy","school":"larkfield-high"}""",
            Lines.Mark("school-of-others", "push-bad", Lines.TenDays[0], "AM", "O"),
            "",
            .. Lines.Truancies(School, "push-bad", 10),
        ];

        var reply = await integration.Push(body);
        await api.Evaluated(School);

        Assert.Equal((21, 7), (reply.Accepted, reply.Rejected));
        Assert.Equal([2, 3, 4, 5, 6, 7, 8], reply.Rejections.Select(line => line.Line));
        Assert.Equal(["code", "student", "date", "line", "line", "type", "school"], reply.Rejections.Select(line => line.Field));
        Assert.All(reply.Rejections, line => Assert.NotEmpty(line.Reason));
        Assert.DoesNotContain(reply.Rejections, line => line.Reason.Contains("push-bad", StringComparison.Ordinal));
        Assert.Contains("ATT-04", await OpenRules("push-bad"));
    }

    [Fact]
    public async Task The_same_body_twice_changes_nothing()
    {
        string[] body = [Lines.Pupil("oakmere-primary", "push-twice"), Lines.Calendar("oakmere-primary"), .. Lines.Truancies("oakmere-primary", "push-twice", 10)];

        await api.Push(body);
        var first = await (await api.School("oakmere-primary")).AlertsOf(new StudentId("push-twice"));
        await api.Push(body);
        var second = await (await api.School("oakmere-primary")).AlertsOf(new StudentId("push-twice"));

        Assert.NotEmpty(first.Open);
        Assert.Equal(first.Transitions.Select(step => (step.Alert.Text, step.Sequence)), second.Transitions.Select(step => (step.Alert.Text, step.Sequence)));
    }

    [Fact]
    public async Task Under_one_idempotency_key_a_body_is_taken_once()
    {
        using var integration = await api.As("integration");
        var first = Lines.Mark(School, "push-key", Lines.TenDays[0], "AM", "O");
        var correction = Lines.Mark(School, "push-key", Lines.TenDays[0], "AM", "I");

        await integration.Push([Lines.Pupil(School, "push-key"), first], "monday");
        await integration.Push([correction], "tuesday");
        var again = await integration.Push([Lines.Pupil(School, "push-key"), first], "monday");
        await api.Evaluated(School);

        Assert.Equal(2, again.Accepted);
        Assert.Equal("I", await MorningCode("push-key"));
    }

    [Fact]
    public async Task Another_body_under_a_used_key_is_not_lost()
    {
        using var integration = await api.As("integration");

        await integration.Push([Lines.Pupil(School, "push-reused"), Lines.Mark(School, "push-reused", Lines.TenDays[0], "AM", "O")], "reused");
        await integration.Push([Lines.Mark(School, "push-reused", Lines.TenDays[0], "AM", "I")], "reused");
        await api.Evaluated(School);

        Assert.Equal("I", await MorningCode("push-reused"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_with_413_whether_or_not_it_says_so_first(bool saysSo)
    {
        using var integration = await api.As("integration");
        var line = Encoding.UTF8.GetBytes(Lines.Mark(School, "push-large", Lines.TenDays[0], "AM", "/") + "\n");
        var count = ((9 << 20) / line.Length) + 1;
        using HttpContent content = saysSo
            ? new ByteArrayContent([.. Enumerable.Repeat(line, count).SelectMany(bytes => bytes)])
            : new Chunked(line, count);

        // Who is refused before the body may find the connection closed half-way: a careful sender asks first.
        (string, string)[] headers = saysSo ? [("X-RiskMonitor", "1"), ("Expect", "100-continue")] : [("X-RiskMonitor", "1")];
        using var answer = await integration.Send(HttpMethod.Post, "/api/observations", content, headers);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        if (!saysSo)
            Assert.Matches("\"accepted\":[1-9][0-9]{3}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Whatever_a_sender_calls_its_lines_they_are_read(string? mediaType)
    {
        using var integration = await api.As("integration");
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(Lines.Pupil(School, "push-media-type")));
        body.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);

        using var answer = await integration.Send(HttpMethod.Post, "/api/observations", body, ("X-RiskMonitor", "1"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_key_of_101_characters_is_refused()
    {
        using var integration = await api.As("integration");

        using var answer = await integration.PushBody("{}"u8.ToArray(), new string('k', 101));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_lead_may_not_push()
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.PushBody(Encoding.UTF8.GetBytes(Lines.Pupil(School, "push-lead")));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task An_empty_body_is_nothing_and_no_error()
    {
        using var integration = await api.As("integration");

        var reply = await integration.Push([]);

        Assert.Equal((0, 0), (reply.Accepted, reply.Rejected));
    }

    private async Task<HashSet<string>> OpenRules(string pupil) =>
        [.. (await (await api.School(School)).AlertsOf(new StudentId(pupil))).Open.Select(alert => alert.Key.Rule.Value)];

    private async Task<string?> MorningCode(string pupil)
    {
        using var lead = await api.As("lead-secondary");
        var pupilsCase = await lead.Read<CaseContext>($"/api/schools/{School}/students/{pupil}");
        return Assert.Single(pupilsCase.Days).Morning;
    }

    /// <summary>A body of unstated length.</summary>
    private sealed class Chunked(byte[] line, int count) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var sent = 0; sent < count; sent++)
                await stream.WriteAsync(line);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
