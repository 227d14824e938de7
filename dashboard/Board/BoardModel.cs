using System.Collections.Immutable;
using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Board;

/// <summary>
/// One school's board as this screen knows it. Pure: every message answers a new model, so that what a wall shows
/// after a gap, a duplicate or an outage is tested without a browser. <c>at</c> is always this device's clock.
/// </summary>
public sealed record BoardModel(string School)
{
    /// <summary>A heartbeat comes every 5 s; after this long without one the screen says that it is not live.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(12);

    /// <summary>A resolved or retracted card stays this long, with its reason, before it leaves.</summary>
    public static readonly TimeSpan LeavingTime = TimeSpan.FromSeconds(60);

    /// <summary>A card that just changed is marked for this long.</summary>
    public static readonly TimeSpan NoticeTime = TimeSpan.FromSeconds(20);

    /// <summary>Updates kept while an answer is awaited; beyond it the next answer brings everything anyway.</summary>
    public const int WaitingLimit = 500;

    public string Name { get; init; } = School;

    /// <summary>A trust's own board: see <c>SchoolId.OfTrust</c>.</summary>
    public bool IsTrusts => School.StartsWith("trust.", StringComparison.Ordinal);

    /// <summary>False until the first snapshot: an empty board says nothing before it.</summary>
    public bool Known { get; init; }

    public long LastUpdate { get; init; }

    public ImmutableDictionary<string, AlertCard> Alerts { get; init; } = ImmutableDictionary<string, AlertCard>.Empty;

    /// <summary>Closed alerts that are still shown, and since when.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Leaving { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Alerts that changed in front of the viewer, and when.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Noticed { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Alerts that changed while this screen was not live; kept until the viewer has seen them.</summary>
    public ImmutableHashSet<string> ChangedAway { get; init; } = [];

    public BoardFreshness? Freshness { get; init; }

    /// <summary>When <see cref="Freshness"/> came.</summary>
    public DateTimeOffset FreshAt { get; init; }

    /// <summary>When anything last came from the server.</summary>
    public DateTimeOffset HeardAt { get; init; }

    /// <summary>The moment from which the screen cannot be trusted to be current; null while live.</summary>
    public DateTimeOffset? NotLiveSince { get; init; }

    /// <summary>A number is missing or an answer is awaited: the connection must subscribe again.</summary>
    public bool WantsAnswer { get; init; } = true;

    /// <summary>The server took the viewer's access back.</summary>
    public bool Revoked { get; init; }

    public ImmutableSortedDictionary<long, BoardUpdate> Waiting { get; init; } = ImmutableSortedDictionary<long, BoardUpdate>.Empty;

    public bool Live => Known && NotLiveSince is null;

    /// <summary>The school's clock at this moment; it stands still while the screen is not live.</summary>
    public DateTimeOffset SchoolNow(DateTimeOffset at)
    {
        if (Freshness is null)
        {
            return at;
        }

        var until = NotLiveSince ?? at;
        var passed = until > FreshAt ? until - FreshAt : TimeSpan.Zero;
        return Freshness.Now + (passed * Freshness.Speed);
    }

    /// <summary>One numbered change: seen ones are dropped, the next one is applied, a later one waits and asks for what is missing.</summary>
    public BoardModel Hear(BoardUpdate update, DateTimeOffset at)
    {
        if (WantsAnswer || update.Update > LastUpdate + 1)
        {
            return Wait(update) with { WantsAnswer = true, HeardAt = at };
        }

        return update.Update <= LastUpdate ? this : Apply(update, at) with { HeardAt = at };
    }

    /// <summary>A number ahead of ours means something was missed. After a silence only a full answer makes the screen live again.</summary>
    public BoardModel Hear(BoardHeartbeat heartbeat, DateTimeOffset at) => Live
        ? this with { Freshness = heartbeat.Freshness, FreshAt = at, HeardAt = at, WantsAnswer = WantsAnswer || heartbeat.Update > LastUpdate }
        : this with { WantsAnswer = !Revoked };

    /// <summary>The answer to a subscription is the truth: it replaces what was known, and the difference is what happened while away.</summary>
    public BoardModel Hear(SubscribeAnswer answer, DateTimeOffset at)
    {
        var next = BoardAnswer.Merge(this, answer, at);
        foreach (var update in Waiting.Values.Where(waiting => waiting.Update > answer.Snapshot.Update))
        {
            next = next.Hear(update, at);
        }

        return next;
    }

    /// <summary>Time passed: notices fade, closed cards leave, and silence is noticed.</summary>
    public BoardModel Tick(DateTimeOffset at)
    {
        var model = this;
        if (Live && at - HeardAt >= SilenceLimit)
        {
            model = model.Lose(HeardAt) with { WantsAnswer = true };
        }

        var gone = model.Leaving.Where(leaving => at - leaving.Value >= LeavingTime).Select(leaving => leaving.Key).ToList();
        var faded = model.Noticed.Where(notice => at - notice.Value >= NoticeTime).Select(notice => notice.Key).ToList();
        return gone.Count == 0 && faded.Count == 0
            ? model
            : model with { Leaving = model.Leaving.RemoveRange(gone), Alerts = model.Alerts.RemoveRange(gone), Noticed = model.Noticed.RemoveRange(faded) };
    }

    /// <summary>The connection is gone. What is shown stays, frozen: an outage is never "no alerts".</summary>
    public BoardModel Lose(DateTimeOffset at) =>
        Revoked ? this : this with { NotLiveSince = NotLiveSince ?? (Known ? at : null), WantsAnswer = true };

    public BoardModel SeenAway() => ChangedAway.IsEmpty ? this : this with { ChangedAway = [] };

    public BoardModel Revoke() => new(School) { Name = Name, Revoked = true, WantsAnswer = false };

    internal BoardModel Apply(BoardUpdate update, DateTimeOffset at)
    {
        if (update.Alert is not { } card)
        {
            return this with { LastUpdate = update.Update };
        }

        return this with
        {
            LastUpdate = update.Update,
            Alerts = Alerts.SetItem(card.Alert, card),
            Leaving = AlertStates.IsOpen(card.State) ? Leaving.Remove(card.Alert) : Leaving.SetItem(card.Alert, at),
            Noticed = Noticed.SetItem(card.Alert, at),
        };
    }

    private BoardModel Wait(BoardUpdate update) =>
        Waiting.Count >= WaitingLimit ? this : this with { Waiting = Waiting.SetItem(update.Update, update) };
}
