using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>One school's lane: what needs somebody, what somebody has, what is leaving, and what was already true when monitoring began.</summary>
public sealed record Lane(string School, string Name)
{
    /// <summary>A feed that went quiet makes every other silence doubtful: it is a banner across the wall, not a card among cards.</summary>
    public const string FeedStaleRule = "TRU-05";

    public IReadOnlyList<AlertCard> Banners { get; init; } = [];

    public IReadOnlyList<PupilCard> Waiting { get; init; } = [];

    /// <summary>What waits, and what is about to leave below it: one list, the same object until the lane changes.</summary>
    public IReadOnlyList<PupilCard> Unacknowledged { get; init; } = [];

    public IReadOnlyList<PupilCard> Acknowledged { get; init; } = [];

    public IReadOnlyList<PupilCard> Leaving { get; init; } = [];

    public IReadOnlyList<PupilCard> PreExisting { get; init; } = [];

    /// <summary>Rules that raised so much at once that it is one piece of news.</summary>
    public IReadOnlyList<RuleStorm> Storms { get; init; } = [];

    /// <summary>The cards that are in such a storm and in nothing else.</summary>
    public IReadOnlyList<PupilCard> Stormy { get; init; } = [];

    /// <summary>Pupils without a mark, while the register is incomplete.</summary>
    public IReadOnlyList<PupilCard> HeldBack { get; init; } = [];

    /// <summary>Alerts the filter hides.</summary>
    public int Hidden { get; init; }

    /// <summary>The alerts that ask something of somebody, in a storm or not: a count that left a storm out would call forty disclosures a quiet school.</summary>
    public IEnumerable<AlertCard> Calling => Waiting.Concat(Stormy).SelectMany(card => card.Calling);

    /// <summary>In the order they are read: waiting, leaving, acknowledged.</summary>
    public IEnumerable<PupilCard> Cards => Waiting.Concat(Leaving).Concat(Acknowledged).Concat(Stormy).Concat(HeldBack);

    public static Lane From(BoardModel model, BoardFilter filter)
    {
        var alerts = model.Alerts.Values.ToList();
        var banners = alerts.Where(IsBanner).ToList();
        var shown = alerts.Where(alert => !IsBanner(alert) && filter.Shows(alert)).ToList();
        var cards = shown
            .GroupBy(PupilCard.SubjectOf, StringComparer.Ordinal)
            .Select(group => new PupilCard(model.School, group.Key, [.. group.ByUrgency(alert => alert)]))
            .ToList();
        var open = alerts.Where(alert => AlertStates.IsOpen(alert.State)).Select(alert => alert.Rule).ToHashSet(StringComparer.Ordinal);
        var calling = cards.ToLookup(card => card.NeedsSomebody);
        var byRegister = calling[true].ToLookup(card => card.Calling.All(alert => alert.HeldBackBy is { } rule && open.Contains(rule)));
        var storms = RuleStorm.Of([.. byRegister[false].SelectMany(card => card.Calling)]);
        var stormed = storms.Select(storm => storm.Rule).ToHashSet(StringComparer.Ordinal);
        var byStorm = byRegister[false].ToLookup(card => card.Calling.All(alert => stormed.Contains(alert.Rule)));
        var others = calling[false].Where(card => !card.PreExisting).ToLookup(card => card.IsLeaving);
        return new Lane(model.School, model.Name)
        {
            Banners = [.. banners.OrderBy(banner => banner.RaisedAt)],
            Waiting = [.. ByUrgency(byStorm[false])],
            Acknowledged = [.. others[false].OrderBy(card => card.AcknowledgedSince).ThenBy(card => card.Subject, StringComparer.Ordinal)],
            Leaving = [.. ByUrgency(others[true])],
            PreExisting = [.. ByUrgency(calling[false].Where(card => card.PreExisting)).OrderBy(card => card.ToAcknowledge.Any() ? 0 : 1)],
            Storms = storms,
            Stormy = [.. ByUrgency(byStorm[true])],
            HeldBack = [.. ByUrgency(byRegister[true])],
            Hidden = alerts.Count - banners.Count - shown.Count,
        }.WithUnacknowledged();
    }

    private Lane WithUnacknowledged() => this with { Unacknowledged = Leaving.Count == 0 ? Waiting : [.. Waiting, .. Leaving] };

    private static bool IsBanner(AlertCard alert) => alert.Rule == FeedStaleRule && AlertStates.IsOpen(alert.State);

    /// <summary>The cards of several schools as one wall shows them, in the same order as within one.</summary>
    public static IReadOnlyList<PupilCard> Merge(IReadOnlyCollection<Lane> lanes) =>
    [
        .. ByUrgency(lanes.SelectMany(lane => lane.Waiting.Concat(lane.Storms.Select(storm => storm.AsCard(lane))))),
        .. lanes.SelectMany(lane => lane.Leaving),
        .. lanes.SelectMany(lane => lane.Acknowledged).OrderBy(card => card.AcknowledgedSince),
    ];

    /// <summary>Counts of waiting alerts by severity, most urgent first, none left out that has any.</summary>
    public IReadOnlyList<(SeverityLook Look, int Count)> WaitingBySeverity() =>
    [
        .. Calling
            .GroupBy(alert => SeverityWords.Of(alert.Severity))
            .OrderByDescending(group => group.Key.Rank)
            .Select(group => (group.Key, group.Count())),
    ];

    private static IEnumerable<PupilCard> ByUrgency(IEnumerable<PupilCard> cards) => cards
        .OrderBy(card => card.NeedsSomebody ? 0 : 1)
        .ThenByDescending(card => card.Look.Rank)
        .ThenBy(card => card.Since)
        .ThenBy(card => card.Subject, StringComparer.Ordinal);
}
