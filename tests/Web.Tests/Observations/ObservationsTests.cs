using System.Net;
using System.Net.Http.Json;
using System.Text;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Observations;

public sealed class ObservationsTests(RunningApi api)
{
    private const int Mebibyte = 1 << 20;

    [Fact]
    public async Task Every_accepted_line_counts_and_every_refused_one_is_named_with_its_reason()
    {
        var pupil = Given.NewPupil();
        string[] lines =
        [
            Given.Pupil(RunningApi.Primary, pupil),
            Given.Mark(RunningApi.Primary, pupil, "2026-11-16", "AM", "?"),
            Given.Mark(RunningApi.Primary, "", "2026-11-16", "AM", "/"),
            "",
            Given.Mark(RunningApi.Primary, pupil, "2026-02-31", "AM", "/"),
            """{"type":"mark","school":"brook-lane","stud""",
            """{"type":"low-level-concern","school":"brook-lane"}""",
            Given.Mark(RunningApi.Primary, pupil, "2026-11-16", "PM", "/"),
        ];

        var reply = await Push(lines);

        Assert.Equal(2, reply.Accepted);
        Assert.Equal(5, reply.Rejected);
        Assert.Equal([2, 3, 5, 6, 7], reply.Rejections.Select(rejection => rejection.Line));
        Assert.Equal(["code", "student", "date", "line", "type"], reply.Rejections.Select(rejection => rejection.Field));
        Assert.All(reply.Rejections, rejection => Assert.DoesNotContain(pupil, rejection.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_answered_as_accepted_is_on_the_board_soon_after()
    {
        var pupil = Given.NewPupil();

        var reply = await Push([Given.Pupil(RunningApi.Secondary, pupil), .. Given.AWeekOfUnauthorisedAbsence(RunningApi.Secondary, pupil)]);

        Assert.Equal(11, reply.Accepted);
        var board = await Given.AlertOf(api, RunningApi.Secondary, pupil);
        Assert.Contains(board.Alerts, alert => alert.Key.Text == $"ATT-04/{pupil}/-/1");
    }

    [Fact]
    public async Task A_line_of_five_megabytes_is_refused_and_the_lines_around_it_count()
    {
        var pupil = Given.NewPupil();

        var reply = await Push([Given.Pupil(RunningApi.Primary, pupil), $$"""{"type":"mark","school":"{{new string('x', 5 * Mebibyte)}}"}""", Given.Mark(RunningApi.Primary, pupil, "2026-11-16", "AM", "/")]);

        Assert.Equal(2, reply.Accepted);
        Assert.Equal((2, "line"), (Assert.Single(reply.Rejections).Line, reply.Rejections[0].Field));
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_whole()
    {
        using var client = await api.As("integration");

        using var answer = await client.Post("api/observations", Body([new string(' ', 9 * Mebibyte)]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_body_whose_length_nobody_said_is_stopped_at_the_limit_and_what_was_taken_is_told()
    {
        var pupil = Given.NewPupil();
        using var client = await api.As("integration");
        var marks = Enumerable.Range(0, 500).Select(_ => Given.Mark(RunningApi.Primary, pupil, "2026-11-16", "AM", "/"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/observations") { Content = Body([.. marks, new string(' ', 9 * Mebibyte)]) };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await client.Deliver(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        var problem = await answer.Read<Dictionary<string, object>>();
        Assert.Equal("500", problem["accepted"].ToString());
    }

    [Fact]
    public async Task Lines_of_a_school_one_may_not_send_for_are_refused_like_those_of_an_unknown_one()
    {
        var reply = await Push([Given.Pupil(RunningApi.Elsewhere, Given.NewPupil()), Given.Pupil("never-heard-of", Given.NewPupil())]);

        Assert.Equal(0, reply.Accepted);
        Assert.Equal(2, reply.Rejections.Count);
        Assert.Equal(reply.Rejections[0].Reason, reply.Rejections[1].Reason);
        Assert.Equal(["school", "school"], reply.Rejections.Select(rejection => rejection.Field));
    }

    [Fact]
    public async Task The_same_body_under_the_same_key_is_taken_once_and_acknowledged_twice()
    {
        var (pupil, key) = (Given.NewPupil(), Guid.NewGuid().ToString("N"));
        string[] body = [Given.Pupil(RunningApi.Secondary, pupil), .. Given.AWeekOfUnauthorisedAbsence(RunningApi.Secondary, pupil)];

        var first = await Push(body, key);
        var board = await Given.AlertOf(api, RunningApi.Secondary, pupil);
        var second = await Push(body, key);

        Assert.Equal(first.Accepted, second.Accepted);
        var after = await Given.Board(api, RunningApi.Secondary, now => now.Behind == 0);
        Assert.Equal(
            board.Alerts.Where(alert => alert.Key.Subject.Student?.Value == pupil).Select(alert => alert.Sequence),
            after.Alerts.Where(alert => alert.Key.Subject.Student?.Value == pupil).Select(alert => alert.Sequence));
    }

    [Fact]
    public async Task Another_body_under_a_key_that_was_used_is_refused_with_the_reason()
    {
        var key = Guid.NewGuid().ToString("N");
        await Push([Given.Pupil(RunningApi.Primary, Given.NewPupil())], key);
        using var client = await api.As("integration");
        client.DefaultRequestHeaders.Add("Idempotency-Key", key);

        using var answer = await client.Post("api/observations", Body([Given.Pupil(RunningApi.Primary, Given.NewPupil())]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Idempotency-Key", await answer.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_lines_than_one_batch_are_all_taken()
    {
        var pupil = Given.NewPupil();
        var marks = Enumerable.Range(0, 1203).Select(_ => Given.Mark(RunningApi.Primary, pupil, "2026-11-16", "AM", "/"));

        var reply = await Push([Given.Pupil(RunningApi.Primary, pupil), .. marks]);

        Assert.Equal(1204, reply.Accepted);
    }

    private async Task<ObservationsReply> Push(string[] lines, string? key = null)
    {
        using var client = await api.As("integration");
        if (key is not null)
            client.DefaultRequestHeaders.Add("Idempotency-Key", key);
        using var answer = await client.Post("api/observations", Body(lines));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Read(ContractsJson.Default.ObservationsReply);
    }

    private static StringContent Body(string[] lines) => new(string.Join('\n', lines) + "\n", Encoding.UTF8, "application/x-ndjson");
}
