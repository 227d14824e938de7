using System.Globalization;

namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>The school days of a school. Overrides for year groups are not looked at.</summary>
internal sealed class Calendar
{
    private readonly Entry? source;
    private readonly List<DateOnly> schoolDays = [];
    private readonly List<DateOnly> schoolWeeks = [];
    private readonly HashSet<DateOnly> asSet = [];

    public Calendar(Entry? source)
    {
        this.source = source;
        if (source is null) return;
        (From, To) = (source.Date("from")!.Value, source.Date("to")!.Value);
        Terms = [.. source.Parts("terms").Select(term => (term.Text("name")!, term.Date("from")!.Value, term.Date("to")!.Value))];
        var closed = source.Texts("closed").Concat(source.Texts("inset")).Select(text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToHashSet();
        schoolDays.AddRange(London.Dates(From, To).Where(date =>
            date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
            && !closed.Contains(date)
            && (Terms.Count == 0 || Terms.Any(term => term.From <= date && date <= term.To))));
        asSet = [.. schoolDays];
        schoolWeeks.AddRange(schoolDays.Select(London.MondayOf).Distinct());
    }

    public static Calendar Unknown { get; } = new(null);

    public bool IsKnown => source is not null;

    public DateOnly From { get; }

    public DateOnly To { get; }

    public IReadOnlyList<(string Name, DateOnly From, DateOnly To)> Terms { get; } = [];

    public IReadOnlyList<DateOnly> SchoolDays => schoolDays;

    public bool IsSchoolDay(DateOnly date) => asSet.Contains(date);

    /// <summary>The last n school days that end with a date, which counts if it is one; fewer where the calendar begins later.</summary>
    public IReadOnlyList<DateOnly> Last(int days, DateOnly date) => schoolDays[Math.Max(0, CountUpTo(date) - days)..CountUpTo(date)];

    /// <summary>The m school days before the last n.</summary>
    public IReadOnlyList<DateOnly> Previous(int days, int before, DateOnly date) => schoolDays[Math.Max(0, CountUpTo(date) - before - days)..Math.Max(0, CountUpTo(date) - before)];

    /// <summary>The date a window of the last n school days starts with; where the calendar has fewer, everything is inside.</summary>
    public DateOnly StartOfLast(int days, DateOnly date) => Last(days, date) is { } window && window.Count == days ? window[0] : DateOnly.MinValue;

    /// <summary>How many school days lie after one date, up to and with another.</summary>
    public int Between(DateOnly after, DateOnly upTo) => Math.Max(0, CountUpTo(upTo) - CountUpTo(after));

    /// <summary>The n school days after a date.</summary>
    public IReadOnlyList<DateOnly> Next(int days, DateOnly after) => [.. schoolDays.Skip(CountUpTo(after)).Take(days)];

    /// <summary>The Mondays of k school weeks: the week of a date and those before it with at least one school session, the latest first.</summary>
    public IReadOnlyList<DateOnly> Weeks(int count, DateOnly date) => [London.MondayOf(date), .. WeeksBefore(count - 1, date)];

    public IReadOnlyList<DateOnly> WeeksBefore(int count, DateOnly date) =>
        [.. schoolWeeks.Take(CountUpTo(schoolWeeks, London.MondayOf(date).AddDays(-1))).TakeLast(count).Reverse()];

    /// <summary>The first school day of a date's week.</summary>
    public DateOnly FirstOfWeek(DateOnly date) => schoolDays.Skip(CountUpTo(London.MondayOf(date).AddDays(-1))).FirstOrDefault(DateOnly.MaxValue);

    public (string Name, DateOnly From, DateOnly To)? TermOf(DateOnly date) =>
        Terms.Where(term => term.From <= date && date <= term.To).Select(term => ((string, DateOnly, DateOnly)?)term).FirstOrDefault();

    /// <summary>Half an hour after the register of a session closed.</summary>
    public DateTimeOffset Deadline(DateOnly date, Half half)
    {
        var own = source?.Parts("registerCloses").Select(closes => closes.Text(half == Half.AM ? "AM" : "PM")).FirstOrDefault();
        return London.At(date, TimeOnly.ParseExact(own ?? (half == Half.AM ? "09:20" : "13:30"), "HH:mm", CultureInfo.InvariantCulture).AddMinutes(30));
    }

    /// <summary>When so many hours between 08:00 and 17:00 on school days have passed; null if the calendar ends before.</summary>
    public DateTimeOffset? AfterSchoolHours(DateTimeOffset from, int hours)
    {
        var left = TimeSpan.FromHours(hours);
        foreach (var day in schoolDays.Skip(CountUpTo(London.DateOf(from).AddDays(-1))))
        {
            var (opens, closes) = (London.At(day, new(8, 0)), London.At(day, new(17, 0)));
            var start = from > opens ? from : opens;
            if (start >= closes) continue;
            if (closes - start >= left) return start + left;
            left -= closes - start;
        }

        return null;
    }

    private int CountUpTo(DateOnly date) => CountUpTo(schoolDays, date);

    private static int CountUpTo(List<DateOnly> ordered, DateOnly date) => ordered.BinarySearch(date) is var found && found >= 0 ? found + 1 : ~found;
}
