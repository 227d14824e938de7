using System.Net;
using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Rules;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>What alerts were worth, as a lead reads it.</summary>
public sealed class OutcomesViewTests
{
    private const string Route = $"GET /api/schools/{Cards.School}/rules/outcomes";

    private static readonly OutcomeReport Report = new(
        Cards.School, new DateOnly(2026, 8, 26), new DateOnly(2026, 11, 24), IsWhole: true,
        [new OutcomeLine("SG-02", "Small concerns add up", 14, 7, 2, 2, 1), new OutcomeLine("ATT-10", "A sudden change", 3, 0, 0, 0, 0)],
        new AlertLoadText(new DateOnly(2026, 9, 1), 61, 2, 17, 6));

    [Fact]
    public async Task Each_rule_says_how_many_of_its_closed_alerts_were_worth_the_look()
    {
        var view = Show(Report);
        await using var desk = view.Desk;

        view.Page.WaitForAssertion(() => Assert.Equal(2, view.Page.FindAll("tbody tr").Count));
        Assert.Equal(["Small concerns add up SG-02", "14", "9 of 12, 75 %", "7", "2", "2", "1"], view.Page.Find("tbody tr").Children.Select(cell => cell.TextContent));
        Assert.Equal("–", view.Page.FindAll("tbody tr")[1].Children[2].TextContent);
    }

    [Theory]
    [InlineData(61, 2, "17 alerts, 6 of them of high severity or above, in 61 school days: 0.14 a day for each lead, 0.05 of them of high severity or above. 2 leads and deputies are in the training register.")]
    [InlineData(61, 0, "0.28 a day for each lead, 0.1 of them of high severity or above. No lead or deputy is in the training register: counted as if there were one.")]
    [InlineData(0, 1, "There was no school day.")]
    [InlineData(null, 1, "how many that is a day cannot be told")]
    public void How_many_alerts_each_lead_has_is_one_sentence(int? days, int leads, string words) =>
        Assert.Contains(words, OutcomeWords.Load(Report.Load with { SchoolDays = days, Leads = leads }), StringComparison.Ordinal);

    [Fact]
    public async Task Where_only_the_load_is_wanted_there_is_no_table_and_a_part_is_called_a_part()
    {
        var view = Show(Report with { IsWhole = false }, loadOnly: true);
        await using var desk = view.Desk;

        view.Page.WaitForAssertion(() => Assert.Contains("Counted of the alerts that you may see.", view.Page.Markup, StringComparison.Ordinal));
        Assert.Empty(view.Page.FindAll("table"));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_no_empty_table()
    {
        await using var desk = new Desk();
        desk.Server.On(Route, HttpStatusCode.InternalServerError);

        var page = desk.Render<OutcomesView>(set => set.Add(each => each.School, Cards.School));

        page.WaitForAssertion(() => Assert.Contains("The server is in trouble and did not answer.", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Nothing was told", page.Markup, StringComparison.Ordinal);
    }

    private static (Desk Desk, IRenderedComponent<OutcomesView> Page) Show(OutcomeReport report, bool loadOnly = false)
    {
        var desk = new Desk();
        desk.Server.On(Route, report, ContractsJson.Default.OutcomeReport);
        return (desk, desk.Render<OutcomesView>(set => set.Add(each => each.School, Cards.School).Add(each => each.LoadOnly, loadOnly)));
    }
}
