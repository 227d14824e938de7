using System.ComponentModel.DataAnnotations;

namespace RiskMonitor.Grains.Access;

/// <summary>From when on the data-protection officer is told that one person looks at many pupils. Section <c>Viewing</c>; checked at start.</summary>
public sealed class ViewingOptions
{
    public const string Section = "Viewing";

    /// <summary>As many different pupils within the window are no news: 1–10,000. Default 30.</summary>
    [Range(1, 10_000)]
    public int Pupils { get; set; } = 30;

    /// <summary>1 min–1 day. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>For how long access taken in an emergency holds: 5 min–8 h. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "08:00:00")]
    public TimeSpan BreakGlass { get; set; } = TimeSpan.FromHours(1);
}
