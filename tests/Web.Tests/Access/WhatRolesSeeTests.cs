using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>The same pupil, an attendance alert and a concern, seen by each of the staff.</summary>
public sealed class WhatRolesSeeTests(RiskMonitorApi api) : IAsyncLifetime
{
    private const string Pupil = "seen-by-roles";
    private const string CasePath = $"/api/schools/{RiskMonitorApi.Secondary}/students/{Pupil}";
    private const string BoardPath = $"/api/schools/{RiskMonitorApi.Secondary}/board";

    public async ValueTask InitializeAsync() => await api.Push(
    [
        Lines.Calendar(RiskMonitorApi.Secondary),
        Lines.Pupil(RiskMonitorApi.Secondary, Pupil),
        .. Lines.Truancies(RiskMonitorApi.Secondary, Pupil, 10),
        Lines.Concern(RiskMonitorApi.Secondary, Pupil, "concern-seen-by-roles"),
    ]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_safeguarding_lead_sees_both_alerts_and_the_concern()
    {
        using var lead = await api.As("lead-secondary");

        var board = await lead.Read<BoardSnapshot>(BoardPath);
        var pupilsCase = await lead.Read<CaseContext>(CasePath);

        Assert.Superset(new HashSet<string> { "ATT-04", "SG-01" }, board.Alerts.Where(card => card.Student == Pupil).Select(card => card.Rule).ToHashSet());
        Assert.Single(pupilsCase.Concerns!);
        Assert.Contains(pupilsCase.Open, alert => alert.Card.Rule == "SG-01");
        Assert.Empty(pupilsCase.Hidden);
    }

    [Fact]
    public async Task The_attendance_lead_sees_marks_and_attendance_alerts_and_no_trace_of_a_concern()
    {
        using var attendance = await api.As("attendance-lead");

        var board = await attendance.Read<BoardSnapshot>(BoardPath);
        var pupilsCase = await attendance.Read<CaseContext>(CasePath);
        using var raw = await attendance.Get(CasePath);

        Assert.Contains(board.Alerts, card => card is { Student: Pupil, Rule: "ATT-04" });
        Assert.DoesNotContain(board.Alerts, card => card.Rule.StartsWith("SG-", StringComparison.Ordinal));
        Assert.Null(pupilsCase.Concerns);
        Assert.NotEmpty(pupilsCase.Days);
        Assert.DoesNotContain(pupilsCase.Open.Concat(pupilsCase.Past), alert => alert.Card.Rule.StartsWith("SG-", StringComparison.Ordinal));
        Assert.DoesNotContain(pupilsCase.Rules, rule => rule.Rule.StartsWith("SG-", StringComparison.Ordinal));
        Assert.NotEmpty(pupilsCase.Hidden);
        var text = await raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("concern-seen-by-roles", text, StringComparison.Ordinal);
        Assert.DoesNotContain("neglect", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_attendance_lead_cannot_acknowledge_an_alert_that_is_not_there_for_them()
    {
        using var attendance = await api.As("attendance-lead");

        using var answer = await attendance.Post($"/api/schools/{RiskMonitorApi.Secondary}/alerts/acknowledge", new AlertCommandBody($"SG-01/{Pupil}/-/1", null, "attendance-tries"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task The_wall_gets_initials_and_year_and_nothing_that_leads_to_a_pupil()
    {
        using var wall = await api.As("wall-display");

        var board = await wall.Read<BoardSnapshot>(BoardPath);
        using var raw = await wall.Get(BoardPath);
        using var opened = await wall.Get(CasePath);
        using var acknowledged = await wall.Post($"/api/schools/{RiskMonitorApi.Secondary}/alerts/acknowledge", new AlertCommandBody($"ATT-04/{Pupil}/-/1", null, "wall-tries"));
        using var revealed = await wall.Post($"{CasePath}/reveal", new RevealCommand("to know"));

        Assert.Contains(board.Alerts, card => card is { Rule: "ATT-04", Initials: "ZQ", YearGroup: 9 });
        Assert.All(board.Alerts, card => Assert.Null(card.Student));
        var text = await raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(board.Alerts, card => card.Rule == "SG-01");
        // Whoever has the pupils' ids cannot match them with the cards either: the ids on a wall are made with the school's key.
        var matched = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{RiskMonitorApi.Secondary}/ATT-04/{Pupil}/-/1")).AsSpan(0, 8));
        Assert.DoesNotContain(board.Alerts, card => card.Alert == matched);
        Assert.Equal(board.Alerts.Count, board.Alerts.DistinctBy(card => card.Alert).Count());
        Assert.DoesNotContain(Pupil, text, StringComparison.Ordinal);
        Assert.DoesNotContain("neglect", text, StringComparison.Ordinal);
        Assert.All([opened, acknowledged, revealed], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    [Fact]
    public async Task The_it_administrator_sees_feeds_and_no_pupil()
    {
        using var it = await api.As("it-administrator");

        using var feeds = await it.Get($"/api/schools/{RiskMonitorApi.Secondary}/feeds");
        using var board = await it.Get(BoardPath);
        using var opened = await it.Get(CasePath);

        Assert.Equal(HttpStatusCode.OK, feeds.StatusCode);
        Assert.IsType<JsonArray>(JsonNode.Parse(await feeds.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.All([board, opened], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    [Fact]
    public async Task The_integration_client_can_read_nothing()
    {
        using var integration = await api.As("integration");

        using var board = await integration.Get(BoardPath);
        using var opened = await integration.Get(CasePath);
        using var rules = await integration.Get("/api/rules");

        Assert.All([board, opened, rules], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    [Fact]
    public async Task Another_schools_pupil_cannot_be_told_from_one_that_does_not_exist()
    {
        using var lead = await api.As("lead-primary");
        string[] paths =
        [
            CasePath,
            $"/api/schools/{RiskMonitorApi.Secondary}/students/nobody",
            $"/api/schools/{RiskMonitorApi.Primary}/students/{Pupil}",
            $"/api/schools/no-such-school/students/{Pupil}",
            "/api/schools/no%20id/students/p001",
            BoardPath,
            $"/api/schools/{RiskMonitorApi.Secondary}/feeds",
        ];

        var answers = new HashSet<string>();
        foreach (var path in paths)
        {
            using var answer = await lead.Get(path);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
            body.Remove("traceId");
            answers.Add($"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} {body.ToJsonString()}");
        }

        Assert.StartsWith("404 application/problem+json", Assert.Single(answers), StringComparison.Ordinal);
    }
}
