using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Alerts;

/// <summary>One change that the board must tell.</summary>
internal sealed record Telling(AlertEvent Happened, Severity Severity, DateOnly Effective, int RuleVersion, int Edition, Evidence Evidence);

/// <summary>
/// Compares the timeline of one rule and subject with what has been told of it (domain catalogue §5.0.3):
/// the end state depends on what is known and when it is, the tellings say how knowledge came.
/// </summary>
internal static class Reconciliation
{
    /// <param name="told">The alert that is open among those told, if any.</param>
    /// <param name="finding">What the rule says now.</param>
    /// <param name="today">The London date of the evaluation.</param>
    /// <param name="closed">How a person ended the last alert of the rule and subject, if a person did.</param>
    /// <returns>What to tell, or null.</returns>
    public static Telling? Of(AlertRecord? told, Finding finding, DateOnly today, Transition? closed) => (told, finding.Open) switch
    {
        (null, null) => null,
        (null, { }) when finding.OnlyContinues => null,
        (null, { } episode) when closed is not null && !IsNews(closed, episode) => null,
        (null, { } episode) => Raise(finding, episode),
        ({ } alert, { } episode) => Continue(alert, finding, episode),
        ({ } alert, null) => End(alert, finding, today),
    };

    /// <summary>
    /// Whether what is true now is more than what a person closed: it is more urgent, began later, has an entry that was not there (a concern,
    /// an incident), nothing of it was there, or there is twice as much. What is only the same again is not raised again.
    /// </summary>
    private static bool IsNews(Transition closed, Episode episode)
    {
        if (episode.Severity > closed.Severity || episode.RaisedOn > SchoolTime.DateOf(closed.At)) return true;
        var (then, now) = (closed.Evidence, episode.Evidence);
        if (now.Items.Any(each => each.Id is not null && !then.Items.Any(other => other.Id == each.Id))) return true;
        if (now.Items.Length > 0 && !now.Items.Any(each => then.Items.Any(other => other.Date == each.Date && other.Session == each.Session && other.Id == each.Id))) return true;
        return now.IsTwice(then);
    }

    private static Telling Raise(Finding finding, Episode episode) =>
        new(AlertEvent.Raised, episode.Severity, episode.RaisedOn, finding.Version, finding.Edition, episode.Evidence);

    // Whatever its raise has become, it is the same alert; only more urgent news is told again.
    private static Telling? Continue(AlertRecord alert, Finding finding, Episode episode) =>
        episode.Severity > alert.Severity
            ? new(AlertEvent.SeverityRose, episode.Severity, episode.RaisedOn, finding.Version, finding.Edition, episode.Evidence)
            : null;

    // What attached since was never stored: a board rebuilt after a crash must tell the very same, so the end repeats what was told.
    // Resolved needs an episode that ended on or after the date people were told; else what they were told was never so.
    private static Telling End(AlertRecord alert, Finding finding, DateOnly today) =>
        finding.LastClearedOn is { } cleared && cleared >= alert.RaisedOn
            ? new(AlertEvent.Cleared, alert.Severity, cleared, finding.Version, finding.Edition, alert.Last.Evidence)
            : new(AlertEvent.FoundNeverTrue, alert.Severity, today, finding is { Version: > 0 } ? finding.Version : alert.Last.RuleVersion, alert.Edition, alert.Last.Evidence);
}
