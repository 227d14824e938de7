using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>One card a pupil: many rules on one card, the most urgent first. A school's own alerts make a card without a pupil.</summary>
public sealed record PupilCard(string School, string Subject, IReadOnlyList<AlertCard> Alerts)
{
    public const string TheSchool = "-";

    public string Id => $"{School}/{Subject}";

    /// <summary>Of the card that an alert stands on.</summary>
    public static string IdOf(AlertCard alert) => $"{alert.School}/{SubjectOf(alert)}";

    public AlertCard First => Alerts[0];

    public bool IsSchools => Subject == TheSchool;

    public string? Student => First.Student;

    public IEnumerable<AlertCard> ToAcknowledge => Alerts.Where(alert => AlertStates.NeedsSomebody(alert.State) && alert.SnoozedUntil is null);

    /// <summary>What a verb can be said of.</summary>
    /// <param name="me">Whoever says it: what one watches is not to be watched again.</param>
    public IReadOnlyList<AlertCard> For(string verb, string? me = null)
    {
        var open = Alerts.Where(alert => AlertStates.IsOpen(alert.State));
        return
        [
            .. verb switch
            {
                WorkVerbs.Acknowledge => ToAcknowledge,
                WorkVerbs.Watch when me is not null => open.Where(alert => !alert.Watchers.Contains(me)),
                WorkVerbs.Unwatch when me is not null => open.Where(alert => alert.Watchers.Contains(me)),
                _ => open,
            },
        ];
    }

    /// <summary>What people are called for: what was already true when monitoring began calls nobody.</summary>
    public IEnumerable<AlertCard> Calling => ToAcknowledge.Where(alert => !alert.PreExisting);

    public bool NeedsSomebody => Calling.Any();

    /// <summary>Every alert on it has been resolved or retracted; it is about to leave.</summary>
    public bool IsLeaving => Alerts.All(alert => !AlertStates.IsOpen(alert.State));

    public bool PreExisting => Alerts.All(alert => alert.PreExisting);

    public SeverityLook Look => SeverityWords.Of(First.Severity);

    /// <summary>Waiting since: of the most severe that nobody acknowledged, else of what somebody did. A Critical of now is not an hour old because something Low is.</summary>
    public DateTimeOffset Since => (NeedsSomebody ? Calling.Where(alert => alert.Severity == Calling.First().Severity) : Alerts).Min(alert => alert.RaisedAt);

    public DateTimeOffset AcknowledgedSince => Alerts.Min(alert => alert.AcknowledgedAt ?? alert.ChangedAt);

    /// <summary>Of a trust's own board: see <c>SchoolId.OfTrust</c>.</summary>
    private bool IsTrusts => IsSchools && First.School.StartsWith("trust.", StringComparison.Ordinal);

    public string Whole => IsTrusts ? "Whole trust" : "Whole school";

    /// <summary>Who the card is about without saying who it is: "AB, Year 9".</summary>
    public string Whom => IsSchools ? Whole : $"{First.Initials ?? "Pupil"}{(First.YearGroup is null ? "" : ", " + Plain.Year(First.YearGroup))}";

    /// <summary>Changes whenever anything on the card does, so that a screen of hundreds repaints only what changed.</summary>
    public long Stamp => Alerts.Aggregate(Alerts.Count, (stamp, alert) => HashCode.Combine(stamp, alert.Alert, alert.Update, alert.State));

    /// <summary>The alert's own text names its subject (<c>ATT-04/p001/-/1</c>), also where the viewer gets no link to the case.</summary>
    public static string SubjectOf(AlertCard alert)
    {
        if (alert.Student is not null)
        {
            return alert.Student;
        }

        var parts = alert.Alert.Split('/');
        return parts.Length > 1 && parts[1].Length > 0 ? parts[1] : alert.Initials is null ? TheSchool : alert.Alert;
    }
}
