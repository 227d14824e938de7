using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>In which order the alerts of one pupil are read, on a card, on the case page and on paper.</summary>
public static class AlertOrder
{
    /// <summary>What nobody has taken on, then what somebody has or has set aside, then what was already so when monitoring began, then what has ended; within each the most severe first, then the oldest.</summary>
    public static IEnumerable<T> ByUrgency<T>(this IEnumerable<T> alerts, Func<T, AlertCard> card) => alerts
        .OrderBy(alert => UrgencyOf(card(alert)))
        .ThenByDescending(alert => SeverityWords.Of(card(alert).Severity).Rank)
        .ThenBy(alert => card(alert).RaisedAt)
        .ThenBy(alert => card(alert).Alert, StringComparer.Ordinal);

    private static int UrgencyOf(AlertCard alert) =>
        !AlertStates.IsOpen(alert.State) ? 3 : alert.PreExisting ? 2 : AlertStates.NeedsSomebody(alert.State) && alert.SnoozedUntil is null ? 0 : 1;
}
