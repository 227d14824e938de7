using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>When a screen that nobody touches fetches the program anew: once a night, and when the service has become another version.</summary>
public static class WallReload
{
    /// <summary>How often the service is asked which version it is.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(5);

    private const int NightFrom = 3;
    private const int NightTo = 5;

    /// <param name="loaded">The version that this screen runs.</param>
    /// <param name="served">The version that the service has now.</param>
    public static bool IsDue(DateTimeOffset loadedAt, DateTimeOffset now, string? loaded, string? served) =>
        (loaded is not null && served is not null && loaded != served)
        || (SchoolTime.DateOf(loadedAt) < SchoolTime.DateOf(now) && SchoolTime.HourOf(now) is >= NightFrom and < NightTo);
}
