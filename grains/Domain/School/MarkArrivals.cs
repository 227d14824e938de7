using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>When each pupil's mark of one session first came, by the pupil's place on the roll: seconds since 2000, 0 for no mark.</summary>
[GenerateSerializer, Immutable, Alias("SessionArrivals")]
public sealed record SessionArrivals([property: Id(0)] SchoolSession At, [property: Id(1)] int[] Seconds)
{
    // Every page asks again about sessions that have not changed: the last answer is kept with what was asked.
    [NonSerialized]
    private Counted? _counted;

    /// <summary>How many of the expected had no mark at a second, and have none now.</summary>
    internal (int Then, int Now) Unmarked(ExpectedPupils expected, int bySecond)
    {
        if (_counted is { } known && ReferenceEquals(known.Expected, expected) && known.BySecond == bySecond) return (known.Then, known.Now);
        var (then, now) = (expected.Unmarked(this, bySecond), expected.Unmarked(this));
        _counted = new(expected, bySecond, then, now);
        return (then, now);
    }

    internal bool IsMarked(int place) => place < Seconds.Length && Seconds[place] != 0;

    internal bool WasMarked(int place, int bySecond) => IsMarked(place) && Seconds[place] <= bySecond;

    private sealed record Counted(ExpectedPupils Expected, int BySecond, int Then, int Now);
}

/// <summary>When the first mark dated a day came.</summary>
[GenerateSerializer, Immutable, Alias("FirstMark")]
public readonly record struct FirstMark([property: Id(0)] DateOnly Date, [property: Id(1)] DateTimeOffset ReceivedAt);

/// <summary>Which marks have come and when: pupil by pupil for the sessions around today, and the first of each day for the last 400 days with marks.</summary>
[GenerateSerializer, Immutable, Alias("MarkArrivals")]
public sealed record MarkArrivals
{
    /// <summary>Sessions older than this before the last receipt are no longer known pupil by pupil: four days, a weekend and two school days.</summary>
    public const int DaysKept = 4;

    /// <summary>Marks entered ahead (leave, a visit) count on their day when they are at most so many days ahead: four weeks.</summary>
    public const int DaysAhead = 28;

    /// <summary>For how many dates the first mark's receipt is kept.</summary>
    public const int DatesKept = 400;

    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static MarkArrivals Empty { get; } = new();

    [Id(0)] public ImmutableArray<SessionArrivals> Sessions { get; init; } = [];

    /// <summary>By date, oldest first.</summary>
    [Id(1)] public ImmutableArray<FirstMark> FirstMarks { get; init; } = [];

    /// <summary>The date of the last receipt.</summary>
    [Id(2)] public DateOnly Horizon { get; init; }

    /// <summary>When the last mark came.</summary>
    [Id(3)] public DateTimeOffset? LastReceivedAt { get; init; }

    public SessionArrivals? this[SchoolSession at] => Sessions.FirstOrDefault(each => each.At == at);

    /// <summary>When the first mark dated that day came; null when none has.</summary>
    public DateTimeOffset? FirstOn(DateOnly date) =>
        FirstIndex(date) is >= 0 and var index ? FirstMarks[index].ReceivedAt : null;

    internal bool Keeps(DateOnly date) => date >= OldestKept && date.DayNumber <= Horizon.DayNumber + DaysAhead;

    internal DateOnly OldestKept => DateOnly.FromDayNumber(Math.Max(0, Horizon.DayNumber - DaysKept));

    internal static int SecondOf(DateTimeOffset instant) =>
        (int)Math.Clamp((instant.UtcTicks - Epoch.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond, 1, int.MaxValue);

    internal MarkArrivals WithFirst(DateOnly date, DateTimeOffset receivedAt)
    {
        var index = FirstIndex(date);
        if (index >= 0) return FirstMarks[index].ReceivedAt <= receivedAt ? this : this with { FirstMarks = FirstMarks.SetItem(index, new(date, receivedAt)) };
        var marks = FirstMarks.Insert(~index, new(date, receivedAt));
        return this with { FirstMarks = marks.Length > DatesKept ? marks.RemoveAt(0) : marks };
    }

    private int FirstIndex(DateOnly date) => FirstMarks.BinarySearch(new FirstMark(date, default), ByDate);

    private static readonly Comparer<FirstMark> ByDate = Comparer<FirstMark>.Create(static (one, other) => one.Date.CompareTo(other.Date));
}
