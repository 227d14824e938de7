using static RiskMonitor.Domain.Tests.Replaying.Replayed;

namespace RiskMonitor.Domain.Tests.Replaying;

/// <summary>A day on which the school opens for one year group alone: that year's register is due, and silence is not safety.</summary>
public sealed class OneYearGroupTests
{
    private const string Inset = "2026-11-20", Saturday = "2026-11-21";

    [Theory]
    [InlineData(Inset)]
    [InlineData(Saturday)]
    public void An_incomplete_register_of_that_year_ends_with_the_day_and_was_no_error(string date)
    {
        string[] lines = [Opened(date), .. Pupils(9), Mark("p1", date, "AM", "/"), Mark("p1", date, "PM", "\\"), Clock($"{date}T10:00:00Z"), Clock(After(date))];

        var told = Lines(Run(lines), "SCH-01");

        Assert.Equal(2, told.Count);
        Assert.Contains($"\"at\":\"{date}T10:00:00", told[0], StringComparison.Ordinal);
        Assert.Contains("\"to\":\"resolved\"", told[1], StringComparison.Ordinal);
        Assert.Contains($"\"effective\":\"{date}\"", told[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Inset, 9, 1)]
    [InlineData(Saturday, 9, 1)]
    // Nobody of the year that is open is on roll.
    [InlineData(Inset, 8, 0)]
    public void No_mark_by_a_quarter_to_ten_is_told(string date, int yearOnRoll, int times)
    {
        string[] lines = [Opened(date), .. Pupils(yearOnRoll), .. Marks("2026-11-19"), Clock($"{date}T09:45:00Z")];

        Assert.Equal(times, Lines(Run(lines), "TRU-05").Count(line => line.Contains($"\"effective\":\"{date}\"", StringComparison.Ordinal)));
    }

    private static string Opened(string date) => Calendar().Replace("\"terms\":", $"\"yearGroups\":[{{\"yearGroup\":9,\"closed\":[],\"open\":[\"{date}\"]}}],\"terms\":", StringComparison.Ordinal);

    private static IEnumerable<string> Pupils(int yearGroup) => Enumerable.Range(1, 3).Select(number => Pupil($"p{number}").Replace("\"yearGroup\":9", $"\"yearGroup\":{yearGroup}", StringComparison.Ordinal));

    private static IEnumerable<string> Marks(string date) => from number in Enumerable.Range(1, 3) from session in new[] { "AM", "PM" } select Mark($"p{number}", date, session, session == "AM" ? "/" : "\\");

    private static string After(string date) => $"{DateOnly.Parse(date, null).AddDays(1):yyyy-MM-dd}T00:00:00Z";
}
