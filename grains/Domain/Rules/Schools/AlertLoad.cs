using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>
/// How many alerts were told in the school days that end with a date, how long those acknowledged in them had waited, and what those that
/// people closed in them were worth. What came at a weekend belongs to the school days around it.
/// </summary>
internal sealed class AlertLoad
{
    private readonly Sliding<AlertRecord> _told;
    private readonly Sliding<TimeSpan> _taken;
    private readonly List<TimeSpan> _waits = [];
    private readonly Sliding<bool> _closed;

    /// <param name="alerts">Of high severity or above.</param>
    /// <param name="closed">Of any severity, closed by a person.</param>
    internal AlertLoad(IEnumerable<AlertRecord> alerts, IEnumerable<Transition> closed, SchoolHours hours, int schoolDays)
    {
        DateOnly? Gone(DateOnly date) => hours.Days.NthAfter(date, schoolDays);
        var all = alerts.Select(each => (Alert: each, TakenAt: each.History.FirstOrDefault(change => change.To is AlertState.Acknowledged)?.At)).ToList();
        _told = new(all.Select(each => (each.Alert, On: SchoolTime.DateOf(each.Alert.Raised.At))).Select(each => (each.Alert, each.On, Gone(each.On))), _ => Raised++, _ => Raised--);
        _taken = new(
            all.Where(each => each.TakenAt is not null).Select(each => (Wait: hours.Between(each.Alert.Raised.At, each.TakenAt!.Value), On: SchoolTime.DateOf(each.TakenAt.Value))).Select(each => (each.Wait, each.On, Gone(each.On))),
            wait => _waits.Insert(_waits.BinarySearch(wait) is var place && place < 0 ? ~place : place, wait),
            wait => _waits.RemoveAt(_waits.BinarySearch(wait)));
        _closed = new(
            closed.Select(each => (IsUseful: each.Outcome is ClosureOutcome.Acted or ClosureOutcome.NoFurtherAction, On: SchoolTime.DateOf(each.At))).Select(each => (each.IsUseful, each.On, Gone(each.On))),
            isUseful => (Closed, Useful) = (Closed + 1, Useful + (isUseful ? 1 : 0)),
            isUseful => (Closed, Useful) = (Closed - 1, Useful - (isUseful ? 1 : 0)));
    }

    internal IEnumerable<DateOnly> Changes => _told.Changes.Concat(_taken.Changes).Concat(_closed.Changes);

    /// <summary>Alerts that a person closed, and those of them that were worth the look.</summary>
    internal int Closed { get; private set; }

    internal int Useful { get; private set; }

    internal int Raised { get; private set; }

    /// <summary>Null: none was acknowledged.</summary>
    internal TimeSpan? Median => _waits.Count == 0 ? null : (_waits[(_waits.Count - 1) / 2] + _waits[_waits.Count / 2]) / 2;

    /// <param name="date">Not before the date of the call before.</param>
    internal AlertLoad MovedTo(DateOnly date)
    {
        _told.MoveTo(date);
        _taken.MoveTo(date);
        _closed.MoveTo(date);
        return this;
    }
}
