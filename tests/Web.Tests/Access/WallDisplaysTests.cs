using System.Net;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>Screens that show a wall with nobody signed in: how they come to it, what they see, and how it ends.</summary>
public sealed class WallDisplaysTests(RiskMonitorApi api)
{
    private const string School = "elmwood";

    [Fact]
    public async Task A_screen_that_was_admitted_sees_the_wall_and_nothing_behind_it()
    {
        using var lead = await api.As("SafeguardingLead", School);
        using var screen = await Enter(await Admit(lead));

        var me = await screen.Read<Me>("/api/me");
        using var board = await screen.Get($"/api/schools/{School}/board");
        using var anotherBoard = await screen.Get("/api/schools/larkfield-high/board");
        using var opened = await screen.Get($"/api/schools/{School}/students/p001");
        using var revealed = await screen.Post($"/api/schools/{School}/students/p001/reveal", new { reason = "curious" });
        using var worked = await screen.Post($"/api/schools/{School}/alerts/acknowledge", new { alert = "ATT-04/p001/-/1", commandId = "c", reason = "r" });
        using var walls = await screen.Get($"/api/schools/{School}/walls");

        Assert.Equal(("Safeguarding office", false, false), (me.Name, me.CanOpenCases, me.CanAcknowledge));
        Assert.Equal(HttpStatusCode.OK, board.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, anotherBoard.StatusCode);
        Assert.All([opened, revealed, worked, walls], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    [Fact]
    public async Task A_secret_counts_once()
    {
        using var lead = await api.As("SafeguardingLead", School);
        var admitted = await Admit(lead);
        using var screen = await Enter(admitted);
        using var second = await api.Stranger();

        using var again = await second.Post("/api/walls/enter", new EnterWallCommand(admitted.Secret));

        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal("", second.CookieHeader);
    }

    [Fact]
    public async Task A_screen_that_is_withdrawn_sees_nothing_from_then_on()
    {
        using var lead = await api.As("Head", School);
        var admitted = await Admit(lead);
        using var screen = await Enter(admitted);

        using var withdrawn = await lead.Send(HttpMethod.Delete, $"/api/schools/{School}/walls/{admitted.Id}", null, ("X-RiskMonitor", "1"));
        using var board = await screen.Get($"/api/schools/{School}/board");
        var listed = (await lead.Read<List<WallDisplayText>>($"/api/schools/{School}/walls")).Single(wall => wall.Id == admitted.Id);

        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, board.StatusCode);
        Assert.NotNull(listed.WithdrawnAt);
    }

    [Fact]
    public async Task A_secret_that_was_withdrawn_before_it_was_used_opens_nothing()
    {
        using var lead = await api.As("SafeguardingLead", School);
        var admitted = await Admit(lead);
        using var withdrawn = await lead.Send(HttpMethod.Delete, $"/api/schools/{School}/walls/{admitted.Id}", null, ("X-RiskMonitor", "1"));
        using var screen = await api.Stranger();

        using var answer = await screen.Post("/api/walls/enter", new EnterWallCommand(admitted.Secret));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("0123456789ab.0000000000000000000000000000000000000000000000000000000000000000.elmwood")]
    [InlineData("0123456789ab.0000000000000000000000000000000000000000000000000000000000000000.no such school")]
    public async Task Whatever_else_is_brought_opens_nothing(string? secret)
    {
        using var screen = await api.Stranger();

        using var answer = await screen.Post("/api/walls/enter", new EnterWallCommand(secret));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("", 30, "name")]
    [InlineData("   ", 30, "name")]
    [InlineData("Office", 0, "days")]
    [InlineData("Office", 401, "days")]
    public async Task What_is_wrong_is_said_by_name(string name, int days, string field)
    {
        using var lead = await api.As("SafeguardingLead", School);

        using var answer = await lead.Post($"/api/schools/{School}/walls", new AdmitWallCommand(name, days));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(field + ":", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DeputyLead")]
    [InlineData("AttendanceLead")]
    [InlineData("ItAdministrator")]
    [InlineData("WallDisplay")]
    public async Task Nobody_else_admits_a_screen(string role)
    {
        using var other = await api.As(role, School);

        using var answer = await other.Post($"/api/schools/{School}/walls", new AdmitWallCommand("Corridor", 30));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_secret_is_in_no_state_and_in_no_log()
    {
        using var lead = await api.As("SafeguardingLead", School);
        var admitted = await Admit(lead);
        using var screen = await Enter(admitted);

        var secret = admitted.Secret.Split('.')[1];
        var known = await (await api.Of<IGrainFactory>()).GetGrain<IWallDisplaysGrain>(School).All();

        Assert.DoesNotContain(secret, System.Text.Json.JsonSerializer.Serialize(known), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await ReadShared(Path.Combine(api.Folder, "log.txt")), StringComparison.Ordinal);
    }

    private static async Task<AdmittedWallText> Admit(Caller lead) => await lead.Read<AdmittedWallText>($"/api/schools/{School}/walls", new AdmitWallCommand("Safeguarding office", 365));

    private async Task<Caller> Enter(AdmittedWallText admitted)
    {
        var screen = await api.Stranger();
        using var entered = await screen.Post("/api/walls/enter", new EnterWallCommand(admitted.Secret));
        Assert.Equal(HttpStatusCode.NoContent, entered.StatusCode);
        return screen;
    }

    private static async Task<string> ReadShared(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
