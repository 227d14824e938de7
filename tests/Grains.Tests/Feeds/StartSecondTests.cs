using RiskMonitor.Domain;
using RiskMonitor.Silo.Jobs;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>Schools with one schedule do not begin in one second.</summary>
public sealed class StartSecondTests
{
    [Fact]
    public void Forty_schools_of_one_schedule_begin_all_over_the_minute_and_each_always_in_its_own_second()
    {
        var starts = Enumerable.Range(1, 40).Select(number => StartSecond.Of("0 */10 * * * *", new SchoolId($"school-{number}"))).ToList();

        Assert.All(starts, start => Assert.EndsWith(" */10 * * * *", start, StringComparison.Ordinal));
        var seconds = starts.Select(start => int.Parse(start.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.All(seconds, second => Assert.InRange(second, 0, 59));
        Assert.InRange(seconds.Distinct().Count(), 30, 40);
        Assert.Equal("29 */10 * * * *", StartSecond.Of("0 */10 * * * *", new SchoolId("oakfield")));
    }

    [Theory]
    [InlineData("*/10 * * * *", "29 */10 * * * *")]
    [InlineData("0 5 7-18 * * MON-FRI", "29 5 7-18 * * MON-FRI")]
    [InlineData("30 */10 * * * *", "30 */10 * * * *")]
    [InlineData("*/5 * * * * *", "*/5 * * * * *")]
    public void Whoever_names_a_second_gets_it(string schedule, string starts) =>
        Assert.Equal(starts, StartSecond.Of(schedule, new SchoolId("oakfield")));
}
