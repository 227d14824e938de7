using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Running;

/// <summary>The wall at a desk, as somebody looking at it names its parts.</summary>
internal sealed class Wall(IPage page)
{
    public ILocator Live => page.GetByText("Live", new PageGetByTextOptions { Exact = true });

    public ILocator Blanked => page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Screen blanked" });

    public ILocator Cards => page.GetByRole(AriaRole.Article);

    public ILocator Card(string initials) => page.GetByRole(AriaRole.Article, new PageGetByRoleOptions { Name = $"{initials} Year 8" });

    public async Task Open(string query = "")
    {
        await page.GotoAsync("/" + query);
        await Expect(Live).ToBeVisibleAsync();
    }
}
