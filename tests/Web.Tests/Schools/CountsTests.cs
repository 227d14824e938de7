using System.Net;
using RiskMonitor.Contracts;

namespace RiskMonitor.Web.Tests.Schools;

/// <summary>What a governor may know: counts, and no child.</summary>
public sealed class CountsTests(RiskMonitorApi api)
{
    [Fact]
    public async Task A_governor_sees_counts_and_none_that_points_at_a_child()
    {
        const string school = "counts";
        await Push(school,
        [
            Lines.Calendar(school),
            .. Enumerable.Range(1, 6).SelectMany(number => Absent(school, $"nine{number}", "9")), .. Enumerable.Range(1, 7).SelectMany(number => Absent(school, $"ten{number}", "10")),
            .. Enumerable.Range(1, 2).Select(number => Lines.Concern(school, $"nine{number}", $"c{number}")),
        ]);
        using var governor = await api.As("Governor", school);

        var counts = await governor.Read<SchoolCounts>($"/api/schools/{school}/counts");
        using var board = await governor.Get($"/api/schools/{school}/board");
        using var raw = await governor.Get($"/api/schools/{school}/counts");

        Assert.Equal(["Year 9", "Year 10", "Total"], counts.Rows.Select(row => row.Name));
        Assert.Equal("<5", counts.Rows[0].Cells[0]);
        Assert.Equal(HttpStatusCode.Forbidden, board.StatusCode);
        Assert.DoesNotContain("nine1", await raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.All(counts.Rows.SelectMany(row => row.Cells), cell => Assert.True(cell is "<5" or "withheld" || int.Parse(cell, System.Globalization.CultureInfo.InvariantCulture) >= counts.LeastShown, cell));
        Assert.Contains(counts.Rows.SelectMany(row => row.Cells), cell => int.TryParse(cell, out _));
    }

    [Fact]
    public async Task Many_alerts_about_few_children_are_as_small_as_the_children_are_few()
    {
        const string school = "counts-few";
        await Push(school,
        [
            Lines.Calendar(school),
            .. Enumerable.Range(1, 4).SelectMany(number => Absent(school, $"nine{number}", "9")), .. Enumerable.Range(1, 8).SelectMany(number => Absent(school, $"ten{number}", "10")),
            .. Enumerable.Range(1, 4).Select(number => Lines.Concern(school, $"nine{number}", $"c{number}")),
        ]);
        using var governor = await api.As("Governor", school);
        using var lead = await api.As("SafeguardingLead", school);

        var counts = await governor.Read<SchoolCounts>($"/api/schools/{school}/counts");
        var alerts = (await lead.Read<BoardSnapshot>($"/api/schools/{school}/board")).Alerts.Count(card => card is { Student: not null, YearGroup: 9 });

        Assert.InRange(alerts, counts.LeastShown, int.MaxValue);
        Assert.Equal("Year 9", counts.Rows[0].Name);
        Assert.All(counts.Rows[0].Cells, cell => Assert.False(int.TryParse(cell, out _), cell));
    }

    [Fact]
    public async Task A_school_without_alerts_has_no_rows_and_says_how_fresh_that_is()
    {
        using var governor = await api.As("Governor", "counts-none");

        var counts = await governor.Read<SchoolCounts>("/api/schools/counts-none/counts");

        Assert.Empty(counts.Rows);
        Assert.Equal(5, counts.LeastShown);
    }

    private static IEnumerable<string> Absent(string school, string student, string year) =>
        [Lines.Pupil(school, student).Replace("\"yearGroup\":9", $"\"yearGroup\":{year}", StringComparison.Ordinal), .. Lines.Truancies(school, student, 10)];

    private async Task Push(string school, params string[] lines)
    {
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push(lines)).Rejections);
        await api.Evaluated(school);
    }
}
