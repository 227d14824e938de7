using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Imports;
using RiskMonitor.Web.Tests.Dashboard;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>What the pages about concerns and categories offer and say.</summary>
public sealed class ConcernPageTests
{
    private const string Path = $"/api/schools/{Cards.School}/imports/concerns";
    private const string Categories = $"/api/schools/{Cards.School}/categories";

    private static readonly ConcernImportReport Nothing = new(0, 0, 0, 0, 0, 0, 0, null, null, null, 0, "UTF-8", "comma", 0, false, [], [], [], [], [], []);
    private static readonly ConcernImportStatus Status = new(3, [new WaitingReason("pupil: nobody fits.", 2, Cards.Morning)], 0, Cards.Morning, false);

    [Theory]
    [InlineData(1, 0, 0, 0, "Import 1 row")]
    [InlineData(10, 2, 1, 0, "Import 13 rows")]
    [InlineData(1, 0, 0, 3, "Import, withdrawing 3 concerns")]
    [InlineData(0, 0, 0, 0, null)]
    public void The_button_says_what_it_does(int isNew, int changed, int unmatched, int withdrawn, string? words)
    {
        Assert.Equal(words, ConcernWords.Action(Nothing with { New = isNew, Changed = changed, Unmatched = unmatched, Withdrawn = withdrawn }));
        Assert.Null(ConcernWords.Action(Nothing with { New = isNew, Blocked = "It is not the export that is declared." }));
    }

    [Fact]
    public async Task A_declared_full_export_is_sent_with_what_it_is_whole_of_and_with_the_confirmation_of_what_was_shown()
    {
        await using var desk = new Desk();
        const string Declared = "?fullFrom=2026-09-01&fullTo=2026-11-13&category=Neglect";
        desk.Server.On($"GET {Path}", Status, ContractsJson.Default.ConcernImportStatus);
        desk.Server.On($"POST {Path}/preview{Declared}", Nothing with { Withdrawn = 2, Confirmation = "ab12" }, ContractsJson.Default.ConcernImportReport);
        desk.Server.On($"POST {Path}{Declared}&confirmation=ab12", Nothing with { Withdrawn = 2 }, ContractsJson.Default.ConcernImportReport);
        var form = Form(desk);

        form.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("a file", "export.csv"));
        form.Find(".import-full input[type=checkbox]").Change(true);
        form.Find("#full-from").Change("2026-09-01");
        form.Find("#full-to").Change("2026-11-13");
        form.Find("#full-categories").Change("Neglect\n");
        form.Find("form").Submit();
        form.WaitForElement(".import-outcome .primary").Click();

        form.WaitForElement(".import-done");
        Assert.Equal(["a file", "a file"], desk.Server.Asked.Where(asked => asked.Route.StartsWith("POST", StringComparison.Ordinal)).Select(asked => asked.Body));
        Assert.Contains("2 withdrawn", form.Find(".import-done").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_whose_contract_it_is_and_what_waits()
    {
        await using var desk = new Desk();
        desk.Server.On($"GET {Path}", Status, ContractsJson.Default.ConcernImportStatus);
        desk.Server.On($"POST {Path}/retry", Status with { Waiting = [], Concerns = 5 }, ContractsJson.Default.ConcernImportStatus);

        var form = Form(desk);
        form.WaitForAssertion(() => Assert.Contains("2 rows wait", form.Markup, StringComparison.Ordinal));
        Assert.Contains("CSV import today.", form.Markup, StringComparison.Ordinal);
        Assert.Contains("implements our own published contract", form.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Keep the narrative", form.Markup, StringComparison.Ordinal);
        form.FindAll("button").Single(button => button.TextContent == "Try again now").Click();

        form.WaitForAssertion(() => Assert.Contains("5 imported concerns count", form.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lead_signs_off_a_category_and_somebody_else_only_reads()
    {
        await using var desk = new Desk();
        var list = new CategoryList([new("Blue folder", 4, "other", 2, false, null, null)], [new("other", 2), new("self-harm", 3)]);
        desk.Server.On($"GET {Categories}", list, ContractsJson.Default.CategoryList);
        desk.Server.On($"POST {Categories}", list with { Categories = [new("Blue folder", 4, "self-harm", 3, true, "priya", Cards.Morning)] }, ContractsJson.Default.CategoryList);
        var reader = desk.Render<CategoryTableView>(set => set.Add(view => view.Schools, [new MySchool(Cards.School, "Larkfield Academy", CanImport: true)]));
        reader.WaitForAssertion(() => Assert.Contains("not yet: meaning unknown", reader.Markup, StringComparison.Ordinal));
        Assert.Empty(reader.FindAll("button"));

        var view = desk.Render<CategoryTableView>(set => set.Add(view => view.Schools, [new MySchool(Cards.School, "Larkfield Academy", CanImport: true, CanGovernConcerns: true)]));
        view.WaitForElement("select[aria-label='Blue folder counts as']").Change("self-harm");
        view.Find("button").Click();

        view.WaitForAssertion(() => Assert.Contains("priya, ", view.Markup, StringComparison.Ordinal));
        Assert.Equal("""{"name":"Blue folder","canonical":"self-harm","severity":3}""", desk.Server.Asked.Last().Body);
    }

    [Fact]
    public async Task A_refusal_is_said_aloud()
    {
        await using var desk = new Desk();
        desk.Server.On($"POST {Path}/preview", HttpStatusCode.Forbidden);
        var form = Form(desk);
        form.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("a file", "export.csv"));

        form.Find("form").Submit();

        form.WaitForAssertion(() => Assert.Contains("Not read. You may not do this.", form.FindAll("[role=alert]").Select(alert => alert.TextContent)));
    }

    private static IRenderedComponent<ConcernForm> Form(Desk desk) =>
        desk.Render<ConcernForm>(set => set.Add(form => form.Schools, [new MySchool(Cards.School, "Larkfield Academy", CanImport: true)]));
}
