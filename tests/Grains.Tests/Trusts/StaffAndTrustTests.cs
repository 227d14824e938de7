using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Trusts;

/// <summary>Who may see what is on disk before it is said, and ends when it is said to end.</summary>
public sealed class StaffAndTrustTests
{
    private static readonly DateTimeOffset Monday = new(2026, 9, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly GrantRecord Mentor = new("Mentor", "school:oakfield", "grant-1");

    [Fact]
    public async Task A_grant_whose_end_could_not_be_stored_is_in_force_until_it_is_and_then_ended_for_good()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        await using var host = await SchoolHost.Start(test, Monday);
        var staff = host.Cluster.Client.GetGrain<IStaffGrain>("staff-7");
        await staff.Give(Mentor);

        await test.Execute("CREATE TRIGGER full BEFORE UPDATE ON OrleansStorage BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        await Assert.ThrowsAnyAsync<Exception>(() => staff.TakeBack("grant-1"));
        var meanwhile = await staff.Grants();
        await test.Execute("DROP TRIGGER full");
        await staff.TakeBack("grant-1");
        await SchoolHost.Leave(staff);

        Assert.Equal([Mentor], meanwhile);
        Assert.Empty(await staff.Grants());
    }

    [Theory, BothEngines]
    public async Task A_school_that_leaves_its_trust_takes_along_what_it_shared_and_the_trail_says_so(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var trust = host.Cluster.Client.GetGrain<ITrustGrain>("larkfield");
        await trust.Join(new("oakfield"));
        await trust.Join(new("elm"));
        await trust.Share(new("oakfield"), "", "staff-1");

        await trust.Leave(new("oakfield"), "configuration");
        await trust.Leave(new("oakfield"), "configuration");
        await SchoolHost.Leave(trust);

        Assert.Equal([new TrustMember(new("elm"), null)], await trust.Members());
        Assert.Equal(1, await test.Count("SELECT count(*) FROM audit WHERE what = 'trust.leave'"));
        await trust.Join(new("oakfield"));
        Assert.Null((await trust.Members()).Single(member => member.School.Value == "oakfield").Shares);
    }
}
