using RiskMonitor.Connectors;
using RiskMonitor.Grains.Tests.StandIns;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>The Wonde stand-in of the trust's school.</summary>
internal static class WondeSource
{
    /// <summary>A feed that is connected to it; every request takes a second of the trust's clock.</summary>
    public static Feed Feed(SmallTrust trust) => new("wonde", new UpstreamBinding
    {
        School = trust.School.Identity.School,
        Address = trust.Wonde.BaseAddress,
        Token = trust.Wonde.Token,
        UpstreamSchool = trust.School.Identity.WondeId,
        UpnKey = new byte[] { 1, 2, 3 },
    }, () => trust.Clock.Advance(TimeSpan.FromSeconds(1)));
}
