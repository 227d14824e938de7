using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.StandIns;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>A school of the demo trust with a year and more behind it.</summary>
public sealed class DemoTrustSweepTests
{
    [Fact]
    public async Task Every_pupil_mark_and_concern_of_a_demo_school_is_told_and_nothing_is_set_aside()
    {
        var live = new DateOnly(2026, 11, 20);
        var clock = new FakeTimeProvider(SchoolTime.At(live, new TimeOnly(11, 0)));
        await using var demo = await DemoTrustServer.StartAsync(new DemoTrustOptions { LiveDate = live, Clock = clock }, TestContext.Current.CancellationToken);
        var school = demo.World.Upstream.Schools[0];
        var key = new byte[] { 1, 2, 3 };
        using var mis = new Feed("wonde", new UpstreamBinding
        {
            School = school.Identity.School,
            Address = demo.WondeAddress,
            Token = demo.WondeToken,
            UpstreamSchool = school.Identity.WondeId,
            UpnKey = key,
        });

        await mis.Poll();
        using var concerns = new Feed("safeguarding-source", new UpstreamBinding
        {
            School = school.Identity.School,
            Address = demo.SafeguardingAddress,
            Token = demo.SafeguardingToken,
            UpstreamSchool = school.Identity.SafeguardingId,
            UpnKey = key,
            Pupils = PupilDirectory.From(mis.Memory),
        });
        await concerns.Poll();

        Assert.Empty(mis.Quarantined);
        Assert.Empty(concerns.Quarantined);
        Assert.Equal(mis.All<Pupil>().Count(), mis.All<Mark>().Select(mark => mark.Student).Distinct().Count());
        Assert.NotEmpty(concerns.All<Concern>());
        Assert.DoesNotContain(concerns.All<Concern>(), concern => concern.Severity is < 1 or > 4);
    }
}
