using System.Globalization;
using System.Text.RegularExpressions;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>What axe does not look at: the edge of a field, and the ring around what has the keyboard, against what is behind them (WCAG 1.4.11).</summary>
public sealed partial class ContrastTests
{
    private const double Least = 3;

    private static readonly string Styles = Path.Combine(Repository.Root, "dashboard", "wwwroot", "css");

    [Theory]
    [InlineData("strong-line", "surface")]
    [InlineData("strong-line", "ground")]
    [InlineData("focus", "surface")]
    [InlineData("focus", "ground")]
    // In a toast, which is dark in the light theme and light in the dark one.
    [InlineData("ground", "ink")]
    public void Edges_and_rings_stand_out_in_both_themes(string drawn, string behind)
    {
        var tokens = File.ReadAllText(Path.Combine(Styles, "tokens.css"));
        string[] themes = [tokens[..tokens.IndexOf("@media", StringComparison.Ordinal)], tokens[tokens.IndexOf(":root[data-theme=\"dark\"] {", StringComparison.Ordinal)..]];

        Assert.All(themes, theme => Assert.InRange(Contrast(Luminance(theme, drawn), Luminance(theme, behind)), Least, 21));
    }

    [Fact]
    public void A_filter_has_the_edge_of_any_field_and_a_toast_a_ring_of_its_own()
    {
        var rules = File.ReadAllLines(Path.Combine(Styles, "board.css"));

        Assert.DoesNotContain("border", Assert.Single(rules, rule => rule.StartsWith(".filters .field {", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(".toast :focus-visible { outline-color: var(--ground); }", rules);
    }

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    private static double Luminance(string theme, string token)
    {
        var colour = Token().Matches(theme).First(match => match.Groups["name"].Value == token).Groups["colour"].Value;
        double[] parts = [.. new[] { 0, 2, 4 }.Select(at => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d)];
        var (red, green, blue) = (Linear(parts[0]), Linear(parts[1]), Linear(parts[2]));
        return (0.2126 * red) + (0.7152 * green) + (0.0722 * blue);
    }

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    [GeneratedRegex("--(?<name>[a-z-]+): #(?<colour>[0-9a-f]{6});")]
    private static partial Regex Token();
}
