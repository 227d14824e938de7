using System.Security.Claims;
using RiskMonitor.Api.Access;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>What stored grants mean: what is not understood grants nothing.</summary>
public sealed class StaffRegisterTests(RiskMonitorApi api)
{
    private const string Mark = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("0", "school:oakfield")]
    [InlineData("SafeguardingLead, Head", "school:oakfield")]
    [InlineData("safeguardinglead", "school:oakfield")]
    [InlineData("Principal", "school:oakfield")]
    [InlineData("", "school:oakfield")]
    [InlineData("SafeguardingLead", "oakfield")]
    [InlineData("SafeguardingLead", "school:")]
    [InlineData("SafeguardingLead", "school:oak field")]
    [InlineData("SafeguardingLead", "school:oakfield:elmwood")]
    [InlineData("SafeguardingLead", "trust:no-such-trust")]
    [InlineData("SafeguardingLead", "everything")]
    public async Task A_grant_that_is_not_understood_grants_nothing(string role, string scope)
    {
        var staff = $"staff-{Guid.NewGuid():N}";
        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>(staff).Replace([new GrantRecord(role, scope)]);

        var found = await (await api.Of<StaffRegister>()).Find(new ClaimsPrincipal(new ClaimsIdentity([new Claim(StaffRegister.IdClaim, staff), .. (await api.Of<Sessions>()).Begin()], "test")));

        Assert.Empty(found!.Grants);
    }

    [Theory]
    [InlineData("DeputyLead", "school:oakfield", "*/p001")]
    [InlineData("DeputyLead", "school:oakfield", "*/")]
    [InlineData("DeputyLead", "school:oakfield", Mark)]
    [InlineData("DeputyLead", "school:oakfield", $"/{Mark}")]
    [InlineData("DeputyLead", "school:oakfield", $"*/{Mark}/{Mark}")]
    [InlineData("DeputyLead", "school:oakfield", "*/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("DeputyLead", "trust:larkfield", $"*/{Mark}")]
    [InlineData("Head", "school:oakfield", $"9/{Mark}")]
    [InlineData("WallDisplay", "school:oakfield", $"*/{Mark}")]
    public async Task A_grant_over_a_case_that_is_not_understood_grants_nothing(string role, string scope, string pupils)
    {
        var staff = $"staff-{Guid.NewGuid():N}";
        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>(staff).Replace([new GrantRecord(role, scope, Years: pupils)]);

        var found = await (await api.Of<StaffRegister>()).Find(new ClaimsPrincipal(new ClaimsIdentity([new Claim(StaffRegister.IdClaim, staff), .. (await api.Of<Sessions>()).Begin()], "test")));

        Assert.Empty(found!.Grants);
    }

    [Fact]
    public async Task A_cookie_is_not_sent_from_another_site()
    {
        using var stranger = await api.Stranger();

        using var answer = await stranger.Post("/api/personas/lead-secondary/sign-in");

        Assert.Contains("samesite=strict", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }
}
