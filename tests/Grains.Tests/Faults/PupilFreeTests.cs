using System.Diagnostics;
using System.Text.RegularExpressions;
using RiskMonitor.Silo.Hosting;
using Xunit;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>Wherever an address, a grain's key or an alert's key names a pupil, a log and a trace do not.</summary>
public sealed partial class PupilFreeTests
{
    private const string Pupil = "p0042";

    [Fact]
    public void No_address_of_the_route_table_names_a_pupil_in_a_trace()
    {
        var addresses = Address().Matches(File.ReadAllText(RouteTable())).Select(match => match.Groups[1].Value).Where(address => OfPupil().IsMatch(address)).ToList();

        Assert.InRange(addresses.Count, 8, int.MaxValue);
        Assert.All(addresses, address =>
        {
            using var activity = new Activity("POST");
            activity.SetTag("url.path", Another().Replace(OfPupil().Replace(address, Pupil), "oakfield"));
            activity.DisplayName = $"POST {activity.GetTagItem("url.path")}";
            using var traces = new PupilFreeTraces();

            traces.OnEnd(activity);

            Assert.DoesNotContain(Pupil, $"{activity.GetTagItem("url.path")}", StringComparison.Ordinal);
            Assert.DoesNotContain(Pupil, activity.DisplayName, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("student/oakfield/p0042", "student/oakfield/***")]
    [InlineData("case-decisions/oakfield/p0042", "case-decisions/oakfield/***")]
    [InlineData("colleagues/oakfield/p0042", "colleagues/oakfield/***")]
    [InlineData("SYS-01/p0042/-/1 was told", "SYS-01/***/-/1 was told")]
    [InlineData("ATT-04w/p0042/-/1", "ATT-04w/***/-/1")]
    [InlineData("/api/schools/oakfield/identities/p0042/p0043/look", "/api/schools/oakfield/identities/***/***/look")]
    [InlineData("/api/schools/oakfield/identities", "/api/schools/oakfield/identities")]
    public void What_points_at_a_pupil_is_replaced_and_the_rest_stands(string text, string clean) => Assert.Equal(clean, PupilFreeText.Of(text));

    private static string RouteTable()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RiskMonitor.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return Path.Combine(folder.FullName, "tests", "Web.Tests", "Access", "RouteTable.cs");
    }

    [GeneratedRegex("\"[A-Z]+ (/api/[^\"]+)\"")]
    private static partial Regex Address();

    [GeneratedRegex(@"\{(?:student|first|second)\}")]
    private static partial Regex OfPupil();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Another();
}
