using RiskMonitor.Domain.Replaying;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Rules.Editions;
using static RiskMonitor.Domain.Tests.Replaying.Replayed;

namespace RiskMonitor.Domain.Tests.Replaying;

/// <summary>A rule book that changes while a school lives: what was told stays, what is already so is no news, what comes after is.</summary>
public sealed class ReplayedEditionsTests
{
    private const string Published = "2026-09-20";

    [Fact]
    public void An_alert_keeps_the_rules_that_raised_it_until_it_ends_by_them()
    {
        // Seven sessions warn in edition 0, nine in edition 1; two of them are then explained, so that edition 0's warning was never true.
        string[] lines = [Calendar(), Pupil("p001"), .. Absences(7), Clock("2026-09-21T10:00:00+01:00"), Corrected(0), Corrected(1)];

        var told = Lines(Run(lines, Edition("ATT-04w:Sessions", "9")), "ATT-04w");

        Assert.Equal(2, told.Count);
        Assert.Contains("\"to\":\"firing\"", told[0], StringComparison.Ordinal);
        Assert.Contains("\"to\":\"retracted\"", told[1], StringComparison.Ordinal);
        Assert.All(told, line => Assert.DoesNotContain("\"edition\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_new_edition_finds_already_so_is_pre_existing_and_what_comes_after_is_news()
    {
        string[] lines = [Calendar(), Pupil("p001"), Pupil("p002"), .. Absences(5), Clock("2026-09-21T10:00:00+01:00"), .. Absences(5, "p002", "2026-09-22")];

        var told = Lines(Run(lines, Edition("ATT-04w:Sessions", "5")), "ATT-04w");

        Assert.Equal(2, told.Count);
        Assert.Contains("\"edition\":1,\"subject\":{\"school\":\"oakfield\",\"student\":\"p001\"}", told[0], StringComparison.Ordinal);
        Assert.Contains("\"at\":\"2026-09-20T00:00:00+01:00\",\"cause\":\"baseline\"", told[0], StringComparison.Ordinal);
        Assert.Contains("\"edition\":1,\"subject\":{\"school\":\"oakfield\",\"student\":\"p002\"}", told[1], StringComparison.Ordinal);
        Assert.Contains("\"cause\":\"observation\"", told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_is_switched_off_raises_nothing_more_and_its_open_alert_ends_by_itself()
    {
        string[] lines = [Calendar(), Pupil("p001"), Pupil("p002"), .. Absences(7), Clock("2026-09-21T10:00:00+01:00"), .. Absences(7, "p002", "2026-09-22"), Corrected(0)];
        var off = new ReplayOptions { Rules = RuleEditions.Catalogue.With(RuleEditionsTests.Edition(1, RuleEditionsTests.Off("ATT-04w")) with { InForceFrom = DateOnly.Parse(Published, null), PublishedAt = At }) };

        var told = Lines(Run(lines, off), "ATT-04w");

        Assert.Equal(["firing", "retracted"], told.Select(line => line.Contains("retracted", StringComparison.Ordinal) ? "retracted" : "firing"));
        Assert.All(told, line => Assert.Contains("\"student\":\"p001\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_an_edition_in_force_nothing_differs()
    {
        string[] lines = [Calendar(), Pupil("p001"), .. Absences(7), Corrected(0)];
        var later = new ReplayOptions { Rules = RuleEditions.Catalogue.With(RuleEditionsTests.Edition(1, RuleEditionsTests.Off("ATT-04w")) with { InForceFrom = new(2027, 1, 4) }) };

        Assert.Equal(Lines(Run(lines)), Lines(Run(lines, later)));
    }

    private static DateTimeOffset At { get; } = new(2026, 9, 19, 12, 0, 0, TimeSpan.FromHours(1));

    private static ReplayOptions Edition(string key, string value) => new()
    {
        Rules = RuleEditions.Catalogue.With(RuleEditionsTests.Edition(1, RuleEditionsTests.Number(key, value)) with { InForceFrom = DateOnly.Parse(Published, null), PublishedAt = At }),
    };

    private static IEnumerable<string> Absences(int sessions, string student = "p001", string from = "2026-09-07")
    {
        var days = Enumerable.Range(0, 20).Select(DateOnly.Parse(from, null).AddDays).Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        return days.SelectMany(day => new[] { Mark(student, $"{day:yyyy-MM-dd}", "AM", "O"), Mark(student, $"{day:yyyy-MM-dd}", "PM", "O") }).Take(sessions);
    }

    private static string Corrected(int day) => Mark("p001", $"2026-09-{7 + day:00}", "AM", "I", $"2026-10-{day + 1:00}T09:30:00+01:00");
}
