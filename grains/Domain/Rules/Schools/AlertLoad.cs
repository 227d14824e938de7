using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>
/// How many alerts were told in the school days that end with a date, and how long those acknowledged in them had waited. What came at a
/// weekend belongs to the school days around it.
/// </summary>
internal sealed class AlertLoad
{
    private readonly Sliding<AlertRecord> _told;
    private readonly Sliding<TimeSpan> _taken;
    private readonly List<TimeSpan> _waits = [];

    internal AlertLoad(IEnumerable<AlertRecord> alerts, SchoolHours hours, int schoolDays)
    {
        DateOnly? Gone(DateOnly date) => hours.Days.NthAfter(date, schoolDays);
        var all = alerts.Select(each => (Alert: each, TakenAt: each.History.FirstOrDefault(change => change.To is AlertState.Acknowledged)?.At)).ToList();
        _told = new(all.Select(each => (each.Alert, On: SchoolTime.DateOf(each.Alert.Raised.At))).Select(each => (each.Alert, each.On, Gone(each.On))), _ => Raised++, _ => Raised--);
        _taken = new(
            all.Where(each => each.TakenAt is not null).Select(each => (Wait: hours.Between(each.Alert.Raised.At, each.TakenAt!.Value), On: SchoolTime.DateOf(each.TakenAt.Value))).Select(each => (each.Wait, each.On, Gone(each.On))),
            wait => _waits.Insert(_waits.BinarySearch(wait) is var place && place < 0 ? ~place : place, wait),
            wait => _waits.RemoveAt(_waits.BinarySearch(wait)));
    }

    internal IEnumerable<DateOnly> Changes => _told.Changes.Concat(_taken.Changes);

    internal int Raised { get; private set; }

    /// <summary>Null: none was acknowledged.</summary>
    internal TimeSpan? Median => _waits.Count == 0 ? null : (_waits[(_waits.Count - 1) / 2] + _waits[_waits.Count / 2]) / 2;

    /// <param name="date">Not before the date of the call before.</param>
    internal AlertLoad MovedTo(DateOnly date)
    {
        _told.MoveTo(date);
        _taken.MoveTo(date);
        return this;
    }
}
