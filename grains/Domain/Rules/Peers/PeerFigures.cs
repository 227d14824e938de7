using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>A school beside its peers: child-on-child concerns and pupils, by date.</summary>
internal sealed class PeerFigures
{
    private readonly ImmutableArray<(SchoolFigures Lent, SchoolDays Days)> _peers;
    private readonly ImmutableArray<DateOnly> _joined;
    private readonly ImmutableArray<DateOnly> _left;

    internal PeerFigures(SchoolAt at)
    {
        var lent = (at.Register.Record?.Peers ?? []).Distinct().Where(peer => peer != at.Register.School).Order()
            .Select(peer => at.Register.Figures.GetValueOrDefault(peer)).OfType<SchoolFigures>().Where(figures => figures.Roll > 0);
        _peers = [.. lent.Select(figures => (figures, (figures.Calendar is { } calendar ? SchoolCalendar.From(calendar) : at.Register.Calendar).DaysOf(null)))];
        var roll = at.Register.Roll.Values.Where(entry => entry.Joined is not null).ToList();
        _joined = [.. roll.Select(entry => entry.Joined!.Value).Order()];
        _left = [.. roll.Select(entry => entry.Left).OfType<DateOnly>().Order()];
        Own = at.Statistics.ChildOnChildOn(DateOnly.MinValue, at.Today);
        Concerns = [.. _peers.SelectMany(peer => peer.Lent.ChildOnChildOn).Order()];
        Pupils = _peers.Sum(peer => peer.Lent.Roll);
    }

    internal bool IsEmpty => _peers.IsEmpty;

    /// <summary>When the school's own child-on-child concerns happened, oldest first.</summary>
    internal ImmutableArray<DateOnly> Own { get; }

    /// <summary>When its peers' happened, oldest first.</summary>
    internal ImmutableArray<DateOnly> Concerns { get; }

    /// <summary>Pupils on roll at the peers.</summary>
    internal int Pupils { get; }

    /// <summary>The school's own pupils on roll on a date. A pupil's last day counts.</summary>
    internal int RollOn(DateOnly date) => UpTo(_joined, date) - UpTo(_left, date.AddDays(-1));

    /// <summary>Pupils times school days at the peers, in those dates.</summary>
    internal long PupilDays(DateOnly from, DateOnly to) => _peers.Sum(peer => (long)peer.Lent.Roll * peer.Days.CountBetween(from.AddDays(-1), to));

    internal static int Between(ImmutableArray<DateOnly> sorted, DateOnly from, DateOnly to) => UpTo(sorted, to) - UpTo(sorted, from.AddDays(-1));

    internal IEnumerable<Alerts.EvidenceItem> Items(DateOnly from, DateOnly to) => _peers.Select(peer => new Alerts.EvidenceItem
    {
        Date = to,
        Id = peer.Lent.Of.Value,
        Category = "peer",
        Code = FormattableString.Invariant($"{Between(peer.Lent.ChildOnChildOn, from, to)} of {peer.Lent.Roll} pupils"),
    });

    private static int UpTo(ImmutableArray<DateOnly> sorted, DateOnly date)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] <= date) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
