using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>One concern: the pupils it was filed for, and what was done about it. Without pupils: actions that came before their concern.</summary>
[GenerateSerializer, Immutable, Alias("ConcernThread")]
public sealed record ConcernThread
{
    public static ConcernThread Empty { get; } = new();

    [Id(0)] public ImmutableArray<StudentId> Students { get; init; } = [];

    [Id(1)] public ImmutableArray<ConcernAction> Actions { get; init; } = [];

    [Id(2)] public DateTimeOffset LastReceivedAt { get; init; }
}

/// <summary>Where an action stands now: under which concern, or withdrawn (no concern).</summary>
[GenerateSerializer, Immutable, Alias("ActionPlace")]
public sealed record ActionPlace([property: Id(0)] string? Concern, [property: Id(1)] DateTimeOffset ReceivedAt);

/// <summary>
/// Which pupils an action is about: an action names its concern, may come before it, and may be filed again under another.
/// Bounded: the oldest threads go first, those still waiting for their concern before the others.
/// </summary>
[GenerateSerializer, Immutable, Alias("ConcernRouting")]
public sealed record ConcernRouting
{
    /// <summary>The most concerns of one school that are remembered for routing.</summary>
    public const int MostThreads = 20_000;

    /// <summary>The most concerns that are waited for because an action named them.</summary>
    public const int MostAwaited = 2_000;

    public static ConcernRouting Empty { get; } = new();

    [Id(0)] public ImmutableDictionary<string, ConcernThread> Threads { get; init; } = ImmutableDictionary<string, ConcernThread>.Empty;

    [Id(1)] public ImmutableDictionary<string, ActionPlace> Places { get; init; } = ImmutableDictionary<string, ActionPlace>.Empty;

    [Id(2)] public int Awaited { get; init; }

    /// <summary>A concern for a pupil; gives the actions that the pupil has not had yet.</summary>
    internal (ConcernRouting Routing, ImmutableArray<ConcernAction> Actions) With(Concern concern)
    {
        var thread = Threads.GetValueOrDefault(concern.Id, ConcernThread.Empty);
        if (thread.Students.Contains(concern.Student)) return (this, []);
        var wasAwaited = thread.Students.IsEmpty && !thread.Actions.IsEmpty;
        var joined = thread with { Students = thread.Students.Add(concern.Student), LastReceivedAt = Later(thread.LastReceivedAt, concern.ReceivedAt) };
        var routing = this with { Threads = Threads.SetItem(concern.Id, joined), Awaited = Awaited - (wasAwaited ? 1 : 0) };
        return (routing.Bounded(), thread.Actions);
    }

    /// <summary>An action; gives the pupils who must hear of it, those of the concern it was filed under before among them.</summary>
    internal (ConcernRouting Routing, ImmutableArray<StudentId> Students) With(ConcernAction action)
    {
        var before = Places.GetValueOrDefault(action.Id);
        if (before is not null && before.ReceivedAt > action.ReceivedAt) return (this, []);
        if (before?.Concern == action.Concern && IsKnown(action)) return (this, StudentsOf(action.Concern));
        var routing = before?.Concern is { } old ? Without(old, action.Id) : this;
        var left = before?.Concern is { } place && place != action.Concern ? StudentsOf(place) : [];
        var thread = routing.Threads.GetValueOrDefault(action.Concern, ConcernThread.Empty);
        var isNewlyAwaited = thread.Students.IsEmpty && thread.Actions.IsEmpty;
        thread = thread with { Actions = thread.Actions.Add(action), LastReceivedAt = Later(thread.LastReceivedAt, action.ReceivedAt) };
        routing = routing with
        {
            Threads = routing.Threads.SetItem(action.Concern, thread),
            Places = routing.Places.SetItem(action.Id, new(action.Concern, action.ReceivedAt)),
            Awaited = routing.Awaited + (isNewlyAwaited ? 1 : 0),
        };
        return (routing.Bounded(), [.. thread.Students.Union(left)]);
    }

    internal (ConcernRouting Routing, ImmutableArray<StudentId> Students) WithoutAction(Withdrawn withdrawn)
    {
        var before = Places.GetValueOrDefault(withdrawn.OfKey);
        if (before is not null && before.ReceivedAt > withdrawn.ReceivedAt) return (this, []);
        var routing = before?.Concern is { } old ? Without(old, withdrawn.OfKey) : this;
        var students = before?.Concern is { } place ? StudentsOf(place) : [];
        return ((routing with { Places = routing.Places.SetItem(withdrawn.OfKey, new(null, withdrawn.ReceivedAt)) }).Bounded(), students);
    }

    private bool IsKnown(ConcernAction action) =>
        Threads.GetValueOrDefault(action.Concern)?.Actions.Any(each => each == action with { ReceivedAt = each.ReceivedAt }) == true;

    private ImmutableArray<StudentId> StudentsOf(string concern) => Threads.GetValueOrDefault(concern)?.Students ?? [];

    private ConcernRouting Without(string concern, string action)
    {
        if (!Threads.TryGetValue(concern, out var thread)) return this;
        var rest = thread with { Actions = thread.Actions.RemoveAll(each => each.Id == action) };
        var isGone = rest.Students.IsEmpty && rest.Actions.IsEmpty;
        return this with
        {
            Threads = isGone ? Threads.Remove(concern) : Threads.SetItem(concern, rest),
            Awaited = Awaited - (isGone ? 1 : 0),
        };
    }

    private ConcernRouting Bounded()
    {
        var routing = this;
        if (routing.Awaited > MostAwaited) routing = routing.Dropping(routing.Threads.Where(each => each.Value.Students.IsEmpty), MostAwaited / 10);
        if (routing.Threads.Count > MostThreads) routing = routing.Dropping(routing.Threads, MostThreads / 10);
        var idle = routing.Places.Count > 4 * MostThreads ? routing.Places.OrderBy(each => each.Value.ReceivedAt).Take(MostThreads / 10).Select(each => each.Key) : [];
        return routing with { Places = routing.Places.RemoveRange(idle) };
    }

    private ConcernRouting Dropping(IEnumerable<KeyValuePair<string, ConcernThread>> from, int count)
    {
        var dropped = from.OrderBy(each => each.Value.LastReceivedAt).ThenBy(each => each.Key, StringComparer.Ordinal).Take(count).ToList();
        return this with
        {
            Threads = Threads.RemoveRange(dropped.Select(each => each.Key)),
            Places = Places.RemoveRange(dropped.SelectMany(each => each.Value.Actions).Select(action => action.Id)),
            Awaited = Awaited - dropped.Count(each => each.Value.Students.IsEmpty),
        };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
