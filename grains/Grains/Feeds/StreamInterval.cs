using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Grains.Feeds;

/// <summary>
/// How often a stream is read, where that is less often than its feed is polled. School hours are 07:00 to 18:00 of Monday to Friday in London: which days are
/// holidays a feed does not know, and reading too often loses nothing.
/// </summary>
public sealed record StreamInterval(TimeSpan InSchoolHours, TimeSpan Otherwise)
{
    // Polls do not fall on the second: what is due while the next one is being awaited is due now.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly TimeOnly From = new(7, 0);
    private static readonly TimeOnly To = new(18, 0);

    // A last read in the future is a clock that ran ahead: nobody waits until it is caught up with.
    public bool IsOver(DateTimeOffset? lastRead, DateTimeOffset now) => lastRead is not { } last || (now - last).Duration() >= (IsSchoolHour(now) ? InSchoolHours : Otherwise) - Slack;

    private static bool IsSchoolHour(DateTimeOffset now) =>
        SchoolTime.InLondon(now).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && SchoolTime.TimeOf(now) is var time && time >= From && time < To;
}
