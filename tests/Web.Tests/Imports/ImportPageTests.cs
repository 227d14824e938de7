using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Imports;
using RiskMonitor.Web.Tests.Dashboard;
using Xunit;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>What the page offers and says.</summary>
public sealed class ImportPageTests
{
    private const string Preview = $"POST /api/schools/{Cards.School}/imports/surveys/preview";
    private const string Import = $"POST /api/schools/{Cards.School}/imports/surveys";

    private static readonly ImportReport Nothing = new("surveys", 0, 0, 0, 0, 0, 0, null, ["term"], [], []);

    [Theory]
    [InlineData(1, 0, 0, "Import 1 row")]
    [InlineData(10, 2, 0, "Import 12 rows")]
    [InlineData(0, 0, 3, "Import, dropping 3 entries")]
    [InlineData(0, 0, 0, null)]
    public void The_button_says_how_much_it_imports(int isNew, int changed, int removed, string? words)
    {
        Assert.Equal(words, ImportWords.Action(Nothing with { New = isNew, Changed = changed, Removed = removed }));
    }

    [Fact]
    public async Task What_is_blocked_has_no_button_and_the_reason_in_its_place()
    {
        await using var desk = new Desk();

        var outcome = desk.Render<ImportOutcome>(set => set
            .Add(part => part.School, "Larkfield Academy")
            .Add(part => part.Report, Nothing with { Kind = "calendar", New = 3, Rejected = 1, Blocked = "Mend the refused rows.", Rejections = [new RejectedRow(5, null, "has a quotation mark out of place")] }));

        Assert.Empty(outcome.FindAll("button"));
        Assert.Contains("Mend the refused rows.", outcome.Markup, StringComparison.Ordinal);
        Assert.Contains("whole row", outcome.Find("[aria-label='Refused rows']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void More_refused_rows_than_are_named_are_counted()
    {
        Assert.Equal("The first 1 of 2,001 are shown.", ImportWords.Unnamed(Nothing with { Rejected = 2001, Rejections = [new RejectedRow(2, null, "r")] }));
        Assert.Null(ImportWords.Unnamed(Nothing with { Rejected = 1, Rejections = [new RejectedRow(2, null, "r")] }));
    }

    [Fact]
    public async Task The_file_that_was_looked_at_is_the_one_that_is_imported()
    {
        await using var desk = new Desk();
        desk.Server.On(Preview, Nothing with { New = 2 }, ContractsJson.Default.ImportReport);
        desk.Server.On(Import, Nothing with { New = 2 }, ContractsJson.Default.ImportReport);
        var form = Form(desk);

        form.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("term,audience", "surveys.csv"));
        form.Find("form").Submit();
        form.WaitForElement(".import-outcome button").Click();

        form.WaitForElement(".import-done");
        Assert.Equal([(Preview, "term,audience", true), (Import, "term,audience", true)], desk.Server.Asked);
    }

    [Fact]
    public async Task Another_kind_or_school_puts_the_preview_away()
    {
        await using var desk = new Desk();
        desk.Server.On(Preview, Nothing with { New = 2 }, ContractsJson.Default.ImportReport);
        var form = Form(desk);
        form.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("term,audience", "surveys.csv"));
        form.Find("form").Submit();
        form.WaitForElement(".import-outcome");

        form.Find("input[value='training']").Change("training");

        Assert.Empty(form.FindAll(".import-outcome"));
        Assert.Contains("staff register", form.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_and_a_server_that_is_away_are_said_aloud()
    {
        await using var desk = new Desk();
        var form = Form(desk);
        form.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("term,audience", "surveys.csv"));

        form.Find("form").Submit();
        form.WaitForAssertion(() => Assert.Equal("Not read. The server cannot be reached.", form.Find("[role=alert]").TextContent));
        desk.Server.On(Preview, HttpStatusCode.Forbidden);
        form.Find("form").Submit();

        form.WaitForAssertion(() => Assert.Equal("Not read. You may not do this.", form.Find("[role=alert]").TextContent));
    }

    [Fact]
    public async Task A_file_over_a_megabyte_is_not_even_sent()
    {
        await using var desk = new Desk();
        var form = Form(desk);

        form.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(new byte[ImportForm.LongestFile + 1], "large.csv"));
        form.Find("form").Submit();

        Assert.Contains("longer than 1 MB", form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Asked);
    }

    private static IRenderedComponent<ImportForm> Form(Desk desk) =>
        desk.Render<ImportForm>(set => set.Add(form => form.Schools, [new MySchool(Cards.School, "Larkfield Academy", CanImport: true)]));
}
