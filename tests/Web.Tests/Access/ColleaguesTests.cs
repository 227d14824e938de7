using System.Net;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>Grants that a school gives its own people: who may give them, how a colleague comes to one, and how it ends.</summary>
public sealed class ColleaguesTests(RiskMonitorApi api)
{
    private const string School = "elmwood";

    private static readonly string Board = $"/api/schools/{School}/board";

    [Fact]
    public async Task A_colleague_who_brings_the_code_holds_the_grant_and_no_more()
    {
        using var lead = await api.As("SafeguardingLead", School);
        using var colleague = await Newcomer("bringer");

        using var before = await colleague.Get(Board);
        var joined = await colleague.Read<JoinedText>("/api/grants/join", new JoinCommand((await Invite(lead, "AttendanceLead")).Code));
        using var after = await colleague.Get(Board);
        using var another = await colleague.Get("/api/schools/larkfield-high/board");
        using var giving = await colleague.Get($"/api/schools/{School}/grants");

        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
        Assert.Equal((School, "AttendanceLead"), (joined.School, joined.Role));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, another.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, giving.StatusCode);
    }

    [Fact]
    public async Task A_code_is_one_persons_who_may_bring_it_again()
    {
        using var lead = await api.As("Head", School);
        var invitation = await Invite(lead, "DeputyLead");
        using var first = await Newcomer("first");
        using var second = await Newcomer("second");

        await first.Read<JoinedText>("/api/grants/join", new JoinCommand(invitation.Code));
        using var stolen = await second.Post("/api/grants/join", new JoinCommand(invitation.Code));
        using var again = await first.Post("/api/grants/join", new JoinCommand(invitation.Code));

        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var board = await second.Get(Board);
        Assert.Equal(HttpStatusCode.NotFound, board.StatusCode);
    }

    [Fact]
    public async Task A_grant_that_is_withdrawn_ends_and_the_list_says_who_had_it()
    {
        using var lead = await api.As("SafeguardingLead", School);
        var invitation = await Invite(lead, "PastoralLead");
        using var colleague = await Newcomer("leaver");
        await colleague.Read<JoinedText>("/api/grants/join", new JoinCommand(invitation.Code));

        using var withdrawn = await lead.Send(HttpMethod.Delete, $"/api/schools/{School}/grants/{invitation.Id}", null, ("X-RiskMonitor", "1"));
        using var board = await colleague.Get(Board);
        using var again = await colleague.Post("/api/grants/join", new JoinCommand(invitation.Code));
        var listed = (await lead.Read<List<GivenGrantText>>($"/api/schools/{School}/grants")).Single(each => each.Id == invitation.Id);

        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, board.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal("A new colleague", listed.For);
        Assert.NotNull(listed.WithdrawnAt);
        Assert.NotNull(listed.AcceptedName);
    }

    [Fact]
    public async Task A_grant_is_over_at_its_time()
    {
        var grain = (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>("ColleaguesTests.over");
        var now = DateTimeOffset.Parse("2026-11-26T09:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

        await grain.Give(new GrantRecord("Head", $"school:{School}", "past", now.AddYears(-1)));
        await grain.Give(new GrantRecord("Governor", $"school:{School}", "coming", now.AddYears(50)));

        Assert.Equal(["Governor"], (await grain.Standing()).Grants.Select(each => each.Role));
        Assert.Equal(["Governor"], (await grain.Grants()).Select(each => each.Role));
    }

    [Theory]
    [InlineData("", "Head", 30, "for")]
    [InlineData("A colleague", "TrustLead", 30, "role")]
    [InlineData("A colleague", "ItAdministrator", 30, "role")]
    [InlineData("A colleague", "0", 30, "role")]
    [InlineData("A colleague", null, 30, "role")]
    [InlineData("A colleague", "Head", 0, "days")]
    [InlineData("A colleague", "Head", 401, "days")]
    public async Task What_is_wrong_is_said_by_name(string whom, string? role, int days, string field)
    {
        using var lead = await api.As("SafeguardingLead", School);

        using var answer = await lead.Post($"/api/schools/{School}/grants", new InviteCommand(whom, role, days));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(field + ":", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("0123456789ab.0000000000000000000000000000000000000000000000000000000000000000.elmwood")]
    [InlineData("0123456789ab.0000000000000000000000000000000000000000000000000000000000000000.trust.larkfield")]
    public async Task Whatever_else_is_brought_opens_nothing(string? code)
    {
        using var colleague = await Newcomer("guesser");

        using var answer = await colleague.Post("/api/grants/join", new JoinCommand(code));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("DeputyLead")]
    [InlineData("AttendanceLead")]
    [InlineData("ItAdministrator")]
    [InlineData("WallDisplay")]
    public async Task Nobody_else_gives_a_grant(string role)
    {
        using var other = await api.As(role, School);

        using var answer = await other.Post($"/api/schools/{School}/grants", new InviteCommand("Myself", "SafeguardingLead", 30));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task<InvitationText> Invite(Caller lead, string role) => await lead.Read<InvitationText>($"/api/schools/{School}/grants", new InviteCommand("A new colleague", role, 30));

    /// <summary>Somebody whom the identity provider knows and nobody granted anything.</summary>
    private async Task<Caller> Newcomer(string name)
    {
        var caller = await api.As($"Colleague.{name}", School);
        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>($"Colleague.{name}.of.{School}").Replace([]);
        return caller;
    }
}
