namespace RiskMonitor.Bench.Noise;

/// <summary>The mixes of categories and severities of domain.md 6.4.</summary>
internal static class NoiseConcerns
{
    private static readonly (string Category, double Weight)[] Categories =
    [
        ("behaviour", 22), ("mental-health", 18), ("family", 14), ("attendance", 10), ("parent-contact", 10), ("child-on-child", 7), ("neglect", 6),
        ("online", 4), ("medical", 4), ("agency", 3), ("other", 2),
    ];

    public static string Category(double roll)
    {
        var left = roll * Categories.Sum(each => each.Weight);
        foreach (var (category, weight) in Categories)
        {
            left -= weight;
            if (left < 0) return category;
        }

        return "other";
    }

    public static int Severity(double roll) => roll switch { < .55 => 1, < .85 => 2, < .97 => 3, _ => 4 };
}
