using Microsoft.AspNetCore.SignalR;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Web.Tests.Hubs;

/// <summary>A screen that stays open: everything as it stands, then every change, numbered, and a sign of life when nothing changes.</summary>
public sealed class BoardHubTests(RiskMonitorApi api)
{
    /// <summary>A second is promised, on a machine of its own. Without the look every half second it would be ten.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task The_tenth_session_raises_an_alert_on_the_open_screen_and_a_correction_takes_it_back_with_the_reason()
    {
        const string school = "hub-live";
        using var lead = await api.As("SafeguardingLead", school);
        await Push(school, [Lines.School(school, "Hub High"), Lines.Calendar(school), Lines.Pupil(school, "p1"), .. Lines.Truancies(school, "p1", 9)]);
        await using var screen = await Screen.Open(lead);

        var answer = await screen.Subscribe(school);
        await Push(school, Lines.Mark(school, "p1", Lines.TenDays[9], "AM", "O"));
        var raised = await screen.Card(card => card is { Rule: "ATT-04", State: "firing" }, "ATT-04 is pushed");
        await Push(school, Lines.Mark(school, "p1", Lines.TenDays[3], "AM", "I"));
        var retracted = await screen.Card(card => card is { Rule: "ATT-04", State: "retracted" }, "the retraction is pushed");

        Assert.Equal("Hub High", answer.Snapshot.Name);
        Assert.DoesNotContain(answer.Snapshot.Alerts, card => card.Rule == "ATT-04");
        Assert.Equal(("p1", "ZQ", 10m), (raised.Student, raised.Initials, raised.Count));
        Assert.Equal("Mark corrected: 5 Nov AM: O is now I.", retracted.Because);
        var numbers = screen.Updates.Select(update => update.Update).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(step => answer.Snapshot.Update + step), numbers);
    }

    [Fact]
    public async Task What_happened_while_a_screen_was_away_comes_with_its_next_subscription()
    {
        const string school = "hub-away";
        using var lead = await api.As("SafeguardingLead", school);
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "p1")]);
        long last;
        await using (var screen = await Screen.Open(lead))
        {
            await screen.Subscribe(school);
            await Push(school, Lines.Concern(school, "p1", "c1"));
            last = (await screen.Card(card => card.Rule == "SG-01", "SG-01 is pushed")).Update;
        }

        await Push(school, [.. Lines.Truancies(school, "p1", 10)]);
        await using var again = await Screen.Open(lead);
        var answer = await again.Subscribe(school, last);

        Assert.Equal(Enumerable.Range(1, answer.Missed.Count).Select(step => last + step), answer.Missed.Select(update => update.Update));
        Assert.Equal(answer.Snapshot.Update, answer.Missed[^1].Update);
        Assert.Contains(answer.Missed, update => update.Alert is { Rule: "ATT-04" });
        Assert.Superset(new HashSet<string> { "SG-01", "ATT-04" }, answer.Snapshot.Alerts.Select(card => card.Rule).ToHashSet());
    }

    [Fact]
    public async Task A_screen_that_is_up_to_date_or_ahead_of_the_board_has_missed_nothing()
    {
        const string school = "hub-ahead";
        using var lead = await api.As("SafeguardingLead", school);
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "p1"), Lines.Concern(school, "p1", "c1")]);
        await using var screen = await Screen.Open(lead);

        var answer = await screen.Subscribe(school);
        var upToDate = await screen.Subscribe(school, answer.Snapshot.Update);
        var ahead = await screen.Subscribe(school, answer.Snapshot.Update + 5);
        var negative = await screen.Subscribe(school, -1);

        Assert.All([answer, upToDate, ahead, negative], each => Assert.Empty(each.Missed));
        Assert.All([upToDate, ahead, negative], each => Assert.Equal(answer.Snapshot.Update, each.Snapshot.Update));
    }

    [Fact]
    public async Task A_quiet_board_says_that_it_lives_every_five_seconds()
    {
        const string school = "hub-quiet";
        using var lead = await api.As("SafeguardingLead", school);
        await using var screen = await Screen.Open(lead);

        var answer = await screen.Subscribe(school);
        await Eventually.True(() => !screen.Heartbeats.IsEmpty, "a heartbeat of a quiet board", TimeSpan.FromSeconds(12));

        var heartbeat = screen.Heartbeats.First();
        Assert.Equal((school, answer.Snapshot.Update), (heartbeat.School, heartbeat.Update));
        Assert.Equal(RiskMonitorApi.Today, heartbeat.Freshness.Now);
        Assert.Empty(screen.Updates);
    }

    [Theory]
    [InlineData("SafeguardingLead", RiskMonitorApi.Primary)]
    [InlineData("SafeguardingLead", "no-such-school")]
    [InlineData("SafeguardingLead", "not an id")]
    [InlineData("ItAdministrator", "hub-refused")]
    [InlineData("IntegrationClient", "hub-refused")]
    public async Task A_board_one_may_not_see_is_refused_and_the_screen_told_to_drop_it(string role, string school)
    {
        // Of a school of its own: whoever of the demo's staff signs out in another test is gone from each of their screens.
        using var caller = await api.As(role, "hub-refused");
        await using var screen = await Screen.Open(caller);

        var refusal = await Assert.ThrowsAsync<HubException>(() => screen.Subscribe(school));

        Assert.Contains("nothing here that you may see", refusal.Message, StringComparison.Ordinal);
        await Eventually.True(() => screen.Revoked.Contains(school), "the screen is told");
    }

    [Fact]
    public async Task Attendance_lead_and_wall_hear_every_number_and_only_the_cards_that_are_theirs()
    {
        const string school = "hub-masked";
        using var attendance = await api.As("AttendanceLead", school);
        using var wall = await api.As("WallDisplay", school);
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "secret-pupil")]);
        await using var desk = await Screen.Open(attendance);
        await using var office = await Screen.Open(wall);
        await desk.Subscribe(school);
        await office.Subscribe(school);

        await Push(school, Lines.Concern(school, "secret-pupil", "c1"));
        await Push(school, [.. Lines.Truancies(school, "secret-pupil", 10)]);
        await desk.Card(card => card.Rule == "ATT-04", "the desk hears of ATT-04");
        await office.Card(card => card.Rule == "ATT-04", "the wall hears of ATT-04");
        var last = (await (await api.School(school)).Board()).Update;
        await Eventually.True(() => new[] { desk, office }.All(screen => screen.Updates.LastOrDefault()?.Update == last), "both have heard everything");

        Assert.DoesNotContain(desk.Cards, card => card.Rule.StartsWith("SG-", StringComparison.Ordinal));
        Assert.Contains(desk.Updates, update => update.Alert is null);
        Assert.All(office.Cards, card => Assert.Null(card.Student));
        Assert.All(office.Cards, card => Assert.DoesNotContain("secret-pupil", card.Alert, StringComparison.Ordinal));
        Assert.Equal(desk.Updates.Select(update => update.Update), office.Updates.Select(update => update.Update));
    }

    [Fact]
    public async Task Who_unsubscribes_hears_no_more()
    {
        const string school = "hub-left";
        using var lead = await api.As("SafeguardingLead", school);
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "p1")]);
        await using var left = await Screen.Open(lead);
        await using var stays = await Screen.Open(lead);
        await left.Subscribe(school);
        await stays.Subscribe(school);

        await left.Unsubscribe(school);
        await Push(school, Lines.Concern(school, "p1", "c1"));
        await stays.Card(card => card.Rule == "SG-01", "the other screen hears it");

        Assert.Empty(left.Updates);
    }

    [Fact]
    public async Task Signing_out_closes_the_open_screen_within_a_second()
    {
        const string school = "hub-signs-out";
        using var lead = await api.As("SafeguardingLead", school);
        await using var screen = await Screen.Open(lead);
        await screen.Subscribe(school);

        using var answer = await lead.Post("/api/sign-out");

        await Eventually.True(() => screen.IsClosed, "the screen is closed", AtOnce);
    }

    [Fact]
    public async Task A_grant_taken_back_stops_the_open_screen_within_a_second()
    {
        const string school = "hub-revoked";
        using var deputy = await api.As("DeputyLead", school);
        await using var screen = await Screen.Open(deputy);
        await screen.Subscribe(school);

        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>($"DeputyLead.of.{school}").Replace([]);

        await Eventually.True(() => screen.Revoked.Contains(school), "the screen is told to drop the board", AtOnce);
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "p1"), Lines.Concern(school, "p1", "c1")]);
        Assert.Empty(screen.Updates);
    }

    [Fact]
    public async Task A_grant_that_shrinks_closes_the_open_screen_so_that_it_comes_back_with_less()
    {
        const string school = "hub-shrunk";
        using var deputy = await api.As("DeputyLead", school);
        await using var screen = await Screen.Open(deputy);
        await screen.Subscribe(school);

        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>($"DeputyLead.of.{school}").Replace([new GrantRecord("WallDisplay", $"school:{school}")]);

        await Eventually.True(() => screen.IsClosed, "the screen is closed", AtOnce);
    }

    [Fact]
    public async Task Nobody_connects_without_signing_in()
    {
        using var stranger = await api.Stranger();

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => Screen.Open(stranger));

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refusal.StatusCode);
    }

    [Fact]
    public async Task An_acknowledgement_is_seen_on_the_other_screens_once()
    {
        const string school = "hub-acknowledged";
        using var lead = await api.As("SafeguardingLead", school);
        using var wall = await api.As("WallDisplay", school);
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "p1"), Lines.Concern(school, "p1", "c1")]);
        await using var office = await Screen.Open(wall);
        await office.Subscribe(school);
        var command = new AlertCommandBody("SG-01/p1/-/1", "With the pupil now.", "hub-acknowledged-1");

        for (var sent = 0; sent < 2; sent++)
            Assert.Equal("acknowledged", (await lead.Read<AlertReply>($"/api/schools/{school}/alerts/acknowledge", command)).Result);
        var card = await office.Card(card => card.State == "acknowledged", "the wall sees the acknowledgement");
        await Eventually.True(() => !office.Heartbeats.IsEmpty, "a heartbeat later");

        Assert.Equal("SafeguardingLead", card.AcknowledgedBy);
        Assert.Single(office.Updates);
    }

    private async Task Push(string school, params string[] lines)
    {
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push(lines)).Rejections);
        await api.Evaluated(school);
    }
}
