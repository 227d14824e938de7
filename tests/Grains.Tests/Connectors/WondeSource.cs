using RiskMonitor.Connectors;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.World;

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

    /// <summary>The same incident, with these pupils of the trust's in it.</summary>
    public static BehaviourRow Incident(params int[] pupils) => new()
    {
        Id = "A900",
        Kind = "BULL",
        On = new DateOnly(2026, 11, 19),
        RecordedOn = new DateOnly(2026, 11, 19),
        Pupils = [.. pupils.Select(pupil => new BehaviourPupil(pupil, "AG", null, 2))],
    };
}
