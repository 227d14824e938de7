using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Digests;

/// <summary>Why an alert stands in a digest.</summary>
public enum NewsKind
{
    New = 0,

    /// <summary>More severe, or twice as much, since the last digest.</summary>
    Worse = 1,

    /// <summary>Nobody took it on in time, and the ladder has come to the recipient.</summary>
    Asked = 2,
}

/// <summary>What of one board a digest is about. Together with the board's stored changes it gives the same list at any later time.</summary>
/// <param name="After">Changes up to this number were told before.</param>
/// <param name="UpTo">The last change looked at; null: all there are.</param>
/// <param name="Least">An immediate digest holds alerts from this severity on; null: only what is asked of the recipient.</param>
/// <param name="ToldUpTo">Critical alerts up to this change were told at once; 0: none were.</param>
/// <param name="AsksDeputy">Whether the recipient is asked when the ladder comes to the deputy.</param>
/// <param name="AsksHead">The same for the head.</param>
/// <param name="Clearance">What the recipient sees, where <paramref name="Sight"/> is not stored: digests from before it was.</param>
/// <param name="Sight">The text of the recipient's <see cref="Access.Sight"/> when the digest was written.</param>
/// <param name="AskedUpTo">What the ladder asked up to this change was told in quiet hours; 0: nothing was.</param>
/// <param name="Since">What happened before this is no news at once any more; null: everything is.</param>
[GenerateSerializer, Immutable, Alias("DigestScope")]
public sealed record DigestScope(
    [property: Id(0)] DigestKind Kind,
    [property: Id(1)] Clearance Clearance,
    [property: Id(2)] long After,
    [property: Id(3)] long? UpTo = null,
    [property: Id(4)] Severity? Least = Severity.Critical,
    [property: Id(5)] long ToldUpTo = 0,
    [property: Id(6)] bool AsksDeputy = false,
    [property: Id(7)] bool AsksHead = false,
    [property: Id(8)] DateTimeOffset? Since = null,
    [property: Id(9)] string? Sight = null,
    [property: Id(10)] long AskedUpTo = 0)
{
    internal Sight Sees => Sight is null ? Access.Sight.Of(Clearance) : Access.Sight.Parse(Sight);
}

[GenerateSerializer, Immutable, Alias("DigestItem")]
public sealed record DigestItem([property: Id(0)] AlertKey Alert, [property: Id(1)] Severity Severity, [property: Id(2)] NewsKind Kind);

/// <summary>What a digest holds: a pure function of a board's stored changes and a scope. Only what is new or worse, is open, and is not set aside.</summary>
public static class DigestNews
{
    /// <param name="factsOf">What of an alert decides who may see it: its pupil's year and case, and its concerns' categories, as they are known now.</param>
    public static ImmutableArray<DigestItem> Of(IEnumerable<AlertRecord> alerts, DigestScope scope, Func<AlertRecord, AlertFacts> factsOf)
    {
        var sight = scope.Sees;
        return
        [
            .. from alert in alerts
               let then = AsOf(alert, scope.UpTo)
               where then is { IsOpen: true, Snooze: null } && sight.MaySee(factsOf(alert))
               let kind = KindOf(then, scope)
               where kind is not null
               orderby then.Severity descending, then.Raised.Update
               select new DigestItem(then.Key, then.Severity, kind.Value),
        ];
    }

    private static NewsKind? KindOf(AlertRecord alert, DigestScope scope)
    {
        if (scope.Kind is DigestKind.Immediate)
        {
            // Somebody has it: nobody is called for it.
            if (alert.State is not AlertState.Firing) return null;
            if (IsAskedOf(alert, scope)) return NewsKind.Asked;
            return alert.Severity >= scope.Least && NewsOf(alert, HeardUpTo(alert, scope)) is { } now && IsFresh(now.Change, scope) ? now.Kind : null;
        }

        var news = NewsOf(alert, scope.After);
        return alert.Severity is Severity.Critical && news?.Change.Update <= scope.ToldUpTo ? null : news?.Kind;
    }

    private static bool IsFresh(Transition change, DigestScope scope) => scope.Since is not { } since || change.At >= since;

    // What broke the quiet hours was told in them: only what came to it later is news at their end.
    private static long HeardUpTo(AlertRecord alert, DigestScope scope) => alert.History
        .Where(change => change.To is AlertState.Firing && change.Update > scope.After)
        .LastOrDefault(change => (change.Severity is Severity.Critical && change.Update <= scope.ToldUpTo) || (IsAsking(change, scope) && change.Update <= scope.AskedUpTo))
        ?.Update ?? scope.After;

    private static bool IsAsking(Transition change, DigestScope scope) => change.Kind is TransitionKind.Escalated && IsOfStep(change.Step ?? 0, scope);

    private static bool IsOfStep(int step, DigestScope scope) => step switch { 0 => false, 1 => scope.AsksDeputy, _ => scope.AsksHead };

    private static bool IsAskedOf(AlertRecord alert, DigestScope scope) =>
        alert.History.Any(change => change.Update > Math.Max(scope.After, scope.AskedUpTo) && change.Kind is TransitionKind.Escalated && IsFresh(change, scope))
        && IsOfStep(alert.Step, scope);

    private static (NewsKind Kind, Transition Change)? NewsOf(AlertRecord alert, long after)
    {
        var worse = alert.History.Zip(alert.History.Skip(1)).Where(pair => IsWorse(pair.First, pair.Second)).Select(pair => pair.Second).LastOrDefault();
        // What was already true when monitoring began is on a list, and nobody is called for it.
        if (alert.Raised.Update > after && alert.Raised.Cause is not Cause.Baseline) return (NewsKind.New, worse ?? alert.Raised);
        return worse?.Update > after ? (NewsKind.Worse, worse) : null;
    }

    private static bool IsWorse(Transition before, Transition change) => change.Severity > before.Severity || change.Kind is TransitionKind.ToldAgain;

    private static AlertRecord? AsOf(AlertRecord alert, long? update) =>
        update is not { } last || alert.Last.Update <= last ? alert
        : alert.Raised.Update > last ? null
        : alert with { History = [.. alert.History.Where(change => change.Update <= last)], Current = null };
}
