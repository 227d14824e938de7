using System.Collections.Immutable;
using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Board;

/// <summary>Merges the answer of a subscription into what the screen knew: what changed meanwhile is remembered, what closed is shown leaving.</summary>
public static class BoardAnswer
{
    public static BoardModel Merge(BoardModel known, SubscribeAnswer answer, DateTimeOffset at)
    {
        var open = answer.Snapshot.Alerts
            .Where(card => AlertStates.IsOpen(card.State))
            .ToImmutableDictionary(card => card.Alert);
        var closed = Closed(known, answer, open);
        var changed = known.Known ? Changed(known, open, closed) : [];
        return known with
        {
            Name = answer.Snapshot.Name,
            Known = true,
            Revoked = false,
            LastUpdate = answer.Snapshot.Update,
            Alerts = open.AddRange(closed.Select(card => KeyValuePair.Create(card.Alert, card))),
            Leaving = closed.ToImmutableDictionary(card => card.Alert, card => known.Leaving.GetValueOrDefault(card.Alert, at)),
            // A gap filled within a second is news like any other; only what happened in a real absence needs pointing at.
            ChangedAway = known.NotLiveSince is null ? known.ChangedAway : known.ChangedAway.Union(changed),
            Noticed = changed.Aggregate(known.Noticed, (noticed, alert) => noticed.SetItem(alert, at)),
            Freshness = answer.Snapshot.Freshness,
            FreshAt = at,
            HeardAt = at,
            NotLiveSince = null,
            WantsAnswer = false,
            Waiting = known.Waiting.Clear(),
        };
    }

    /// <summary>What this screen shows and the board no longer holds: with the reason if the answer tells it, else as it was last known.</summary>
    private static List<AlertCard> Closed(BoardModel known, SubscribeAnswer answer, ImmutableDictionary<string, AlertCard> open)
    {
        var told = new Dictionary<string, AlertCard>(StringComparer.Ordinal);
        foreach (var card in answer.Snapshot.Alerts.Concat(answer.Missed.OrderBy(missed => missed.Update).Select(missed => missed.Alert).OfType<AlertCard>()))
        {
            told[card.Alert] = card;
        }

        return
        [
            .. known.Alerts.Values
                .Where(card => !open.ContainsKey(card.Alert))
                .Select(card => told.GetValueOrDefault(card.Alert) ?? LeftUnseen(card)),
        ];
    }

    private static AlertCard LeftUnseen(AlertCard card) => AlertStates.IsOpen(card.State)
        ? card with { State = AlertStates.Resolved, Because = "It left the board while this screen was not live." }
        : card;

    private static List<string> Changed(BoardModel known, ImmutableDictionary<string, AlertCard> open, List<AlertCard> closed) =>
    [
        .. open.Values.Concat(closed)
            .Where(card => known.Alerts.GetValueOrDefault(card.Alert) is not { } before || before.Update != card.Update || before.State != card.State)
            .Select(card => card.Alert),
    ];
}
