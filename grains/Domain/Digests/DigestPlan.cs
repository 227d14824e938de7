using Orleans;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Digests;

/// <summary>What kind of digest: stored as a number, never renumber.</summary>
public enum DigestKind
{
    /// <summary>A Critical alert, and what the ladder asks of the recipient.</summary>
    Immediate = 0,
    Daily = 1,
    Weekly = 2,

    /// <summary>Something waits for a data-protection officer. Of no board, and so of no plan but its quiet hours.</summary>
    Officer = 3,

    /// <summary>No digest: how far a recipient has been told at once of what breaks their quiet hours. What does not waits behind it, for their end.</summary>
    Quiet = 4,
}

/// <summary>When a person wants to hear by mail, and when not. London wall time.</summary>
[GenerateSerializer, Immutable, Alias("DigestPlan")]
public sealed record DigestPlan
{
    /// <summary>A leader of a trust hears once a week; whoever works in a school every day, and the safeguarding team of Critical alerts at once.</summary>
    public static DigestPlan For(IReadOnlyCollection<Role> roles) => new()
    {
        IsDaily = roles.Any(role => role is not Role.TrustLead),
        IsWeekly = roles.Contains(Role.TrustLead),
        IsImmediate = roles.Any(role => role is Role.SafeguardingLead or Role.DeputyLead or Role.Head),
    };

    [Id(0)] public bool IsDaily { get; init; }

    [Id(1)] public TimeOnly DailyAt { get; init; } = new(7, 30);

    [Id(2)] public bool IsWeekly { get; init; }

    [Id(3)] public DayOfWeek WeeklyOn { get; init; } = DayOfWeek.Monday;

    [Id(4)] public TimeOnly WeeklyAt { get; init; } = new(8, 0);

    [Id(5)] public bool IsImmediate { get; init; }

    /// <summary>From this time in the evening, until <see cref="QuietTo"/> in the morning. The same twice: no quiet night.</summary>
    [Id(6)] public TimeOnly QuietFrom { get; init; } = new(18, 0);

    [Id(7)] public TimeOnly QuietTo { get; init; } = new(7, 0);

    [Id(8)] public bool HasQuietWeekends { get; init; } = true;

    /// <summary>Whether a Critical alert, and what the ladder asks, comes through the quiet hours.</summary>
    [Id(9)] public bool CriticalBreaksQuiet { get; init; }

    public bool IsOn(DigestKind kind) => kind switch { DigestKind.Daily => IsDaily, DigestKind.Weekly => IsWeekly, _ => true };

    public bool IsQuiet(DateTimeOffset at) =>
        IsQuietDay(SchoolTime.DateOf(at)) || IsNight(SchoolTime.TimeOf(at));

    /// <summary>The first instant from this one on that is not quiet.</summary>
    public DateTimeOffset QuietEnds(DateTimeOffset at)
    {
        // From one instant at which it may end to the next: the end of the night by either of the year's clocks, for where they change it may come
        // twice or not at all; the change itself, at one o'clock Greenwich time; and the next day, when a weekend ends.
        while (IsQuiet(at))
        {
            var date = SchoolTime.DateOf(at);
            var (morning, change) = (date.ToDateTime(QuietTo), date.ToDateTime(new(1, 0)));
            DateTimeOffset[] ends = [new(morning, TimeSpan.FromHours(1)), new(morning, TimeSpan.Zero), new(change, TimeSpan.Zero), SchoolTime.StartOf(date.AddDays(1))];
            at = SchoolTime.InLondon(ends.Where(end => end > at).Min());
        }

        return at;
    }

    /// <summary>The last period of a kind that has come due by now; null when the kind is off. What an earlier one missed is in it.</summary>
    public DigestPeriod? LastDue(DigestKind kind, DateTimeOffset now)
    {
        if (kind is not (DigestKind.Daily or DigestKind.Weekly) || !IsOn(kind)) return null;
        var today = SchoolTime.DateOf(now);
        for (var back = 0; back <= 14; back++)
        {
            var date = today.AddDays(-back);
            if (kind is DigestKind.Weekly ? date.DayOfWeek != WeeklyOn : IsQuietDay(date)) continue;
            var due = QuietEnds(SchoolTime.At(date, kind is DigestKind.Weekly ? WeeklyAt : DailyAt));
            if (due <= now) return new DigestPeriod(kind, date, due);
        }

        return null;
    }

    private bool IsQuietDay(DateOnly date) => HasQuietWeekends && date.DayOfWeek is (DayOfWeek.Saturday or DayOfWeek.Sunday);

    private bool IsNight(TimeOnly time) => QuietFrom > QuietTo ? time >= QuietFrom || time < QuietTo : time >= QuietFrom && time < QuietTo;
}

/// <summary>One day's or one week's digest of a recipient, and since when it is due: never in quiet hours.</summary>
public sealed record DigestPeriod(DigestKind Kind, DateOnly Date, DateTimeOffset DueAt)
{
    /// <summary>What the periods of immediate digests begin with.</summary>
    public const string AtOnce = "now";

    /// <summary>Unique for a recipient: <c>daily/2026-11-24</c>.</summary>
    public string Text => $"{(Kind is DigestKind.Weekly ? "weekly" : "daily")}/{Date:yyyy-MM-dd}";

    /// <summary>Of what waits for an officer: of one school, by the newest that waits.</summary>
    public static string Officer(SchoolId school, string notice) => $"officer/{school}/{notice}";

    /// <summary>Of an immediate digest: of one school, by the last change of its board that it covers.</summary>
    public static string Immediate(SchoolId school, long upTo) => FormattableString.Invariant($"{AtOnce}/{school}/{upTo}");

    /// <summary>Of one in quiet hours: what it left out is told at their end, even where nothing has changed on the board since.</summary>
    public static string InQuiet(SchoolId school, long upTo) => $"{Immediate(school, upTo)}/quiet";
}
