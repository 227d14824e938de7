using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Retention;
using RiskMonitor.Web.Tests.Dashboard;
using Xunit;

namespace RiskMonitor.Web.Tests.Retention;

/// <summary>What the page of retention says and offers.</summary>
public sealed class RetentionPageTests
{
    private static readonly RetentionSchool School = new(Cards.School, "Larkfield Academy", true);
    private static readonly IReadOnlyList<RetentionLineText> Lines = [new("concerns", "concerns and what was done about them", "any", "13 months", "when it happened", "the rules", true)];
    private static readonly DisposalPreviewText Preview = new(Cards.Morning, new string('A', 32), [new("concerns", 12)], [new("p001", "ZQ", new DateOnly(2025, 6, 30))], 1, 2, false);

    [Fact]
    public async Task Nothing_is_disposed_of_before_it_was_shown_ticked_and_given_a_reason()
    {
        await using var desk = Desk();
        desk.Server.On($"POST /api/schools/{Cards.School}/retention/dispose", new CertificateText("c-77", Cards.Morning, "lead-7", "Yearly.", [new("concerns", 12)], 1), ContractsJson.Default.CertificateText);
        var page = desk.Render<SchoolRetention>(set => set.Add(each => each.School, School).Add(each => each.Lines, Lines));
        page.WaitForAssertion(() => Assert.Contains("Nothing was disposed of yet.", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent == "Dispose of it");

        page.FindAll("button").Single(button => button.TextContent == "Show what is past its period").Click();
        page.WaitForAssertion(() => Assert.Contains("12 concerns and what was done about them", page.Find("ul").TextContent, StringComparison.Ordinal));
        Assert.Contains("p001", page.Find("table").TextContent, StringComparison.Ordinal);
        Assert.True(Button(page).HasAttribute("disabled"));
        page.Find("input[type=checkbox]").Change(true);
        Assert.True(Button(page).HasAttribute("disabled"));
        page.Find($"#retention-{Cards.School}-why").Input("Yearly.");
        Assert.False(Button(page).HasAttribute("disabled"));
        await page.FindAll("form")[0].SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Certificate c-77", page.Find("[role=status]").TextContent, StringComparison.Ordinal));
        Assert.Contains(desk.Server.Asked, asked => asked.Body.Contains(Preview.Fingerprint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_not_dispose_sees_counts_and_is_offered_nothing()
    {
        await using var desk = Desk();
        desk.Server.On($"POST /api/schools/{Cards.School}/retention/preview", Preview with { Pupils = null }, ContractsJson.Default.DisposalPreviewText);
        var page = desk.Render<SchoolRetention>(set => set.Add(each => each.School, School with { CanGovern = false }).Add(each => each.Lines, Lines));

        page.FindAll("button").Single().Click();

        page.WaitForAssertion(() => Assert.Contains("12 concerns", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("form"));
        Assert.DoesNotContain("p001", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_not_nothing()
    {
        await using var desk = new Desk();

        var page = desk.Render<SchoolRetention>(set => set.Add(each => each.School, School).Add(each => each.Lines, Lines));

        page.WaitForAssertion(() => Assert.Single(page.FindAll("[role=alert]")));
        Assert.DoesNotContain("Nothing is held", page.Markup, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<SchoolRetention> page) => page.FindAll("button").Single(button => button.TextContent == "Dispose of it");

    private static Desk Desk()
    {
        var desk = new Desk();
        desk.Server.On($"GET /api/schools/{Cards.School}/retention", new RetentionStatus([], []), ContractsJson.Default.RetentionStatus);
        desk.Server.On($"POST /api/schools/{Cards.School}/retention/preview", Preview, ContractsJson.Default.DisposalPreviewText);
        return desk;
    }
}
