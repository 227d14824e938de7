using System.Net;
using System.Text.Json;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Web.Tests.Digests;

/// <summary>The outbox over HTTP, and the list that the link of a digest opens.</summary>
public sealed class OutboxTests(RiskMonitorApi api)
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_mail_server_the_outbox_says_plainly_that_nothing_is_sent()
    {
        using var operators = await api.As("it-administrator");

        var report = await operators.Read<OutboxReport>("/api/outbox");

        Assert.Equal("Mail:Host is not set: no mail is sent.", report.MailTrouble);
        Assert.Empty(report.Channels);
    }

    [Fact]
    public async Task An_operator_sees_masked_recipients_and_sends_one_again()
    {
        var row = await Written("outbox-resend", OutboxState.Waiting);
        await (await api.Of<DigestStore>()).Failed(row.Id, null, "The mail server refused the message (550).", isTry: true, Now);
        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>("outbox-resend").Change(new PersonalSettings { Address = "somebody@school.example" }, 0);
        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>("outbox-resend").Replace([new GrantRecord("Head", "school:outbox-school")]);
        using var operators = await api.As("it-administrator");

        var dead = (await operators.Read<OutboxReport>("/api/outbox?state=dead")).Entries.Single(entry => entry.Id == row.Id);
        using var resent = await operators.Post($"/api/outbox/{row.Id}/resend");
        using var unknown = await operators.Post("/api/outbox/none/resend");
        using var wrong = await operators.Get("/api/outbox?state=lost");

        Assert.Equal(("s•••@school.example", "dead", "The mail server refused the message (550)."), (dead.Recipient, dead.State, dead.LastError));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (resent.StatusCode, unknown.StatusCode, wrong.StatusCode));
        Assert.Contains((await operators.Read<OutboxReport>("/api/outbox?state=waiting")).Entries, entry => entry.Id == row.Id);
        await (await api.Of<DigestStore>()).Sent(row.Id, TimeProvider.System.GetUtcNow(), Now);
    }

    [Theory]
    [InlineData("lead-secondary")]
    [InlineData("trust-lead")]
    [InlineData("wall-display")]
    [InlineData("integration")]
    public async Task Nobody_but_an_operator_sees_the_outbox(string persona)
    {
        using var caller = await api.As(persona);

        using var read = await caller.Get("/api/outbox");
        using var resend = await caller.Post("/api/outbox/any/resend");

        Assert.All([read, resend], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    [Fact]
    public async Task A_link_opens_the_alerts_that_the_digest_counts_for_those_who_may_see_them()
    {
        var school = RiskMonitorApi.Secondary;
        await api.Push([Lines.Calendar(school), Lines.Pupil(school, "digest-one"), Lines.Pupil(school, "digest-two"), Lines.Concern(school, "digest-one", "digest-c1")]);
        var update = (await (await api.School(school)).Board()).Update;
        await api.Push([Lines.Concern(school, "digest-two", "digest-c2"), .. Lines.Truancies(school, "digest-two", 10)]);
        var after = (await (await api.School(school)).Board()).Update;
        var row = await Written("link", OutboxState.Sent, new DigestSchool(new(school), "x", new DigestScope(DigestKind.Daily, Domain.Access.Clearance.Full, update, after), []));
        using var lead = await api.As("lead-secondary");
        using var attendance = await api.As("attendance-lead");
        using var other = await api.As("lead-primary");
        using var wall = await api.As("wall-display");

        var list = await lead.Read<DigestList>($"/api/digests/{row.Id}");
        var narrowed = await attendance.Read<DigestList>($"/api/digests/{row.Id}");
        using var hidden = await other.Get($"/api/digests/{row.Id}");
        using var screen = await wall.Get($"/api/digests/{row.Id}");
        using var none = await lead.Get("/api/digests/nothing-by-this-name");

        Assert.Contains(list.Alerts, alert => alert is { Alert: "SG-01/digest-two/-/1", Severity: "critical", Why: "new" });
        Assert.All(list.Alerts, alert => Assert.DoesNotContain("digest-one", alert.Alert, StringComparison.Ordinal));
        Assert.Contains(narrowed.Alerts, alert => alert.Alert == "ATT-04/digest-two/-/1");
        Assert.DoesNotContain(narrowed.Alerts, alert => alert.Alert.StartsWith("SG-", StringComparison.Ordinal));
        Assert.All([hidden, screen, none], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    private async Task<DigestRow> Written(string recipient, OutboxState state, params DigestSchool[] schools)
    {
        var row = new DigestRow
        {
            Id = DigestRow.IdOf(recipient, "daily/2026-11-13"),
            Recipient = recipient,
            Period = "daily/2026-11-13",
            Channel = "mail",
            // Not due in this run: the job of the host under test would try it.
            CreatedAt = TimeProvider.System.GetUtcNow().AddDays(1),
            State = state,
            Body = new DigestBody(DigestKind.Daily, [.. schools]),
        };
        Assert.True(await (await api.Of<DigestStore>()).Write(row, [], Now), JsonSerializer.Serialize(row.Id));
        return row;
    }
}
