using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>One concern: the pupils it is filed for, and what was done about it. Without pupils: actions that came before their concern.</summary>
[GenerateSerializer, Immutable, Alias("ConcernThread")]
public sealed record ConcernThread
{
    public static ConcernThread Empty { get; } = new();

    [Id(0)] public ImmutableArray<StudentId> Students { get; init; } = [];

    [Id(1)] public ImmutableArray<ConcernAction> Actions { get; init; } = [];

    [Id(2)] public DateTimeOffset LastReceivedAt { get; init; }

    /// <summary>What was last said of each pupil that was ever named: that the concern is theirs (one of <see cref="Students"/>) or is not any more.</summary>
    [Id(3)] public ImmutableDictionary<StudentId, DateTimeOffset> SaidAt { get; init; } = ImmutableDictionary<StudentId, DateTimeOffset>.Empty;

    /// <summary>Nothing was done about it, and it is nobody's and never was.</summary>
    internal bool IsEmpty => Students.IsEmpty && Actions.IsEmpty && SaidAt.IsEmpty;

    /// <summary>An action named it, and no concern has come yet.</summary>
    internal bool IsAwaited => !Actions.IsEmpty && SaidAt.IsEmpty;

    internal ConcernThread Saying(Observation said, StudentId student, bool isTheirs) => this with
    {
        Students = isTheirs ? (Students.Contains(student) ? Students : Students.Add(student)) : Students.Remove(student),
        SaidAt = SaidAt.SetItem(student, said.ReceivedAt),
        LastReceivedAt = LastReceivedAt > said.ReceivedAt ? LastReceivedAt : said.ReceivedAt,
    };
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
        if (thread.SaidAt.GetValueOrDefault(concern.Student, DateTimeOffset.MinValue) > concern.ReceivedAt) return (this, []);
        var isNews = !thread.Students.Contains(concern.Student);
        return (With(concern.Id, thread, thread.Saying(concern, concern.Student, isTheirs: true)), isNews ? thread.Actions : []);
    }

    /// <summary>A concern that is not this pupil's any more, or was taken back: what is done about it later is none of the pupil's.</summary>
    internal ConcernRouting WithoutConcern(Withdrawn withdrawn, StudentId student)
    {
        var concern = ConcernOf(withdrawn);
        var thread = Threads.GetValueOrDefault(concern, ConcernThread.Empty);
        if (thread.SaidAt.GetValueOrDefault(student, DateTimeOffset.MinValue) > withdrawn.ReceivedAt) return this;
        return With(concern, thread, thread.Saying(withdrawn, student, isTheirs: false));
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
        var told = thread with { Actions = thread.Actions.Add(action), LastReceivedAt = Later(thread.LastReceivedAt, action.ReceivedAt) };
        routing = (routing with { Places = routing.Places.SetItem(action.Id, new(action.Concern, action.ReceivedAt)) }).With(action.Concern, thread, told);
        return (routing, [.. told.Students.Union(left)]);
    }

    internal (ConcernRouting Routing, ImmutableArray<StudentId> Students) WithoutAction(Withdrawn withdrawn)
    {
        var before = Places.GetValueOrDefault(withdrawn.OfKey);
        if (before is not null && before.ReceivedAt > withdrawn.ReceivedAt) return (this, []);
        var routing = before?.Concern is { } old ? Without(old, withdrawn.OfKey) : this;
        var students = before?.Concern is { } place ? StudentsOf(place) : [];
        return ((routing with { Places = routing.Places.SetItem(withdrawn.OfKey, new(null, withdrawn.ReceivedAt)) }).Bounded(), students);
    }

    internal ConcernRouting Without(ImmutableHashSet<StudentId> students)
    {
        var named = Threads.Where(thread => thread.Value.SaidAt.Keys.Any(students.Contains)).ToList();
        var left = named.Select(thread => KeyValuePair.Create(thread.Key, thread.Value with
        {
            Students = thread.Value.Students.RemoveAll(students.Contains),
            SaidAt = thread.Value.SaidAt.RemoveRange(students),
        })).ToList();
        var gone = left.Where(thread => thread.Value.SaidAt.IsEmpty).ToList();
        return this with
        {
            Threads = Threads.SetItems(left).RemoveRange(gone.Select(thread => thread.Key)),
            Places = Places.RemoveRange(gone.SelectMany(thread => thread.Value.Actions).Select(action => action.Id)),
        };
    }

    private bool IsKnown(ConcernAction action) =>
        Threads.GetValueOrDefault(action.Concern)?.Actions.Any(each => each == action with { ReceivedAt = each.ReceivedAt }) == true;

    private ImmutableArray<StudentId> StudentsOf(string concern) => Threads.GetValueOrDefault(concern)?.Students ?? [];

    private ConcernRouting Without(string concern, string action) => Threads.TryGetValue(concern, out var thread)
        ? With(concern, thread, thread with { Actions = thread.Actions.RemoveAll(each => each.Id == action) })
        : this;

    private ConcernRouting With(string concern, ConcernThread before, ConcernThread now)
    {
        if (ReferenceEquals(before, now)) return this;
        var routing = this with
        {
            Threads = now.IsEmpty ? Threads.Remove(concern) : Threads.SetItem(concern, now),
            Awaited = Awaited + (now.IsAwaited ? 1 : 0) - (before.IsAwaited ? 1 : 0),
        };
        return routing.Bounded();
    }

    private ConcernRouting Bounded()
    {
        var routing = this;
        if (routing.Awaited > MostAwaited) routing = routing.Dropping(routing.Threads.Where(each => each.Value.IsAwaited), MostAwaited / 10);
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
            Awaited = Awaited - dropped.Count(each => each.Value.IsAwaited),
        };
    }

    // A concern's key is its id and the pupil; neither holds a bar.
    private static string ConcernOf(Withdrawn withdrawn) => withdrawn.OfKey.Split('|')[0];

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
