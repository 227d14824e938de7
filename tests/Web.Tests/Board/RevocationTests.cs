using System.Diagnostics;
using RiskMonitor.Api.Access;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Web.Tests.Board;

public sealed class RevocationTests(RunningApi api)
{
    private static readonly GrantRecord Lead = new(nameof(Role.SafeguardingLead), $"school:{RunningApi.Secondary}");

    private readonly string staff = $"staff-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_grant_that_is_taken_back_closes_the_open_connection_within_a_second()
    {
        await Grant(Lead);
        await using var screen = await LiveBoard.OpenAs(api, api.CookieOf(staff));
        await screen.Subscribe(RunningApi.Secondary);

        var taken = Stopwatch.GetTimestamp();
        await Grant();
        await screen.Closed;

        Assert.InRange(Stopwatch.GetElapsedTime(taken), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(RunningApi.Secondary, screen.Revoked);
    }

    [Fact]
    public async Task Another_grant_that_is_taken_back_leaves_the_connection_alone()
    {
        await Grant(Lead, new GrantRecord(nameof(Role.Head), $"school:{RunningApi.Primary}"));
        await using var screen = await LiveBoard.OpenAs(api, api.CookieOf(staff));
        await screen.Subscribe(RunningApi.Secondary);

        await Grant(Lead);
        await screen.Beats(_ => true);

        Assert.False(screen.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_grant_that_shrinks_closes_the_connection_so_that_it_comes_back_with_less()
    {
        await Grant(Lead);
        await using var screen = await LiveBoard.OpenAs(api, api.CookieOf(staff));
        await screen.Subscribe(RunningApi.Secondary);

        await Grant(Lead with { Role = nameof(Role.AttendanceLead) });

        await screen.Closed;
    }

    [Fact]
    public async Task Signing_out_closes_the_open_connection()
    {
        await Grant(Lead);
        await using var screen = await LiveBoard.OpenAs(api, api.CookieOf(staff));
        await screen.Subscribe(RunningApi.Secondary);
        using var client = api.Anybody();
        client.DefaultRequestHeaders.Add("Cookie", api.CookieOf(staff));

        using var answer = await client.Post("api/sign-out");

        await screen.Closed;
    }

    private Task Grant(params GrantRecord[] grants) => api.Grains.GetGrain<IStaffGrain>(staff).Replace([.. grants]);
}
