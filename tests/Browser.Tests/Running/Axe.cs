using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace RiskMonitor.Browser.Tests.Running;

/// <summary>What axe finds on a page as it stands: everything in the light, and of its colours in the dark, for nothing else hangs on the scheme.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions Colours = new() { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast", "link-in-text-block"] } };

    public static async Task<List<string>> InBothSchemes(IPage page)
    {
        await Turn(page, ColorScheme.Dark);
        var dark = await page.RunAxe(Colours);
        await Turn(page, ColorScheme.Light);
        var light = await page.RunAxe();
        Assert.NotEmpty(dark.Passes);
        Assert.NotEmpty(light.Passes);
        return [.. Of("dark", dark), .. Of("light", light)];
    }

    private static IEnumerable<string> Of(string scheme, AxeResult result) => result.Violations.Select(violation =>
        $"{scheme}: {violation.Id} ({violation.Impact}) {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");

    private static Task Turn(IPage page, ColorScheme scheme) => page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
}
