using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>A source whose clock is wrong.</summary>
public sealed class SkewedClockTests
{
    [Fact]
    public async Task What_is_gone_is_withdrawn_though_the_source_says_that_it_will_be_gone_tomorrow()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        host.Trust.School.Categories = [new ConcernCategory("c_1", "Neglect", null, false, SmallTrust.Morning)];
        host.Trust.Editor.Put(new IncidentRow
        {
            Id = "i_1",
            Student = 0,
            OccurredAt = SmallTrust.Morning.AddMinutes(-15),
            RecordedAt = SmallTrust.Morning,
            Categories = ["c_1"],
            RecordedBy = new StaffMember("u_5", "Teacher"),
        });
        await host.Poll(host.Mis);
        await host.Poll(host.Concerns);
        Assert.Single((await host.Journal()).OfType<Concern>());

        host.Trust.Safeguarding.Faults.ClockSkew = TimeSpan.FromHours(27);
        host.Trust.Editor.RemoveIncident("i_1");
        await host.Poll(host.Concerns);

        var gone = Assert.Single((await host.Journal()).OfType<Withdrawn>(), withdrawn => withdrawn.Of == "concern");
        Assert.Equal("i_1|upi00001", gone.OfKey);
        Assert.True(gone.At <= host.Trust.Clock.GetUtcNow());
        Assert.Empty((await host.Concerns.Status()).Quarantine);
    }
}
