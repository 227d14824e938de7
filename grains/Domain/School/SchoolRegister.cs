using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>How far a session's register has come: pupils expected and marked, registration groups heard from, and the last mark's receipt.</summary>
public sealed record RegisterProgress(int Expected, int Marked, int Groups, int GroupsReceived, DateTimeOffset? LastReceivedAt);

/// <summary>
/// A school's own state: calendar, roll, which marks have come, when feeds last completed, and which pupils a concern belongs to.
/// An immutable fold of what the school sent.
/// </summary>
[GenerateSerializer, Immutable, Alias("SchoolRegister")]
public sealed record SchoolRegister
{
    private const int MostDatesExpected = 6;

    [NonSerialized]
    private ExpectedPupils[]? _expected;

    [Id(0)] public SchoolId School { get; private init; }

    [Id(1)] public SchoolCalendar Calendar { get; internal init; } = SchoolCalendar.Empty;

    /// <summary>When the calendar, or its withdrawal, was last received.</summary>
    [Id(2)] public DateTimeOffset CalendarReceivedAt { get; internal init; }

    /// <summary>When we first had a calendar.</summary>
    [Id(3)] public DateTimeOffset? CalendarKnownSince { get; internal init; }

    /// <summary>Name, trust and phase; null when the school has not said.</summary>
    [Id(4)] public SchoolRecord? Record { get; internal init; }

    [Id(5)] public ImmutableDictionary<StudentId, RollEntry> Roll { get; internal init; } = ImmutableDictionary<StudentId, RollEntry>.Empty;

    /// <summary>When we first had a pupil on roll.</summary>
    [Id(6)] public DateTimeOffset? RollKnownSince { get; internal init; }

    [Id(7)] public MarkArrivals Arrivals { get; internal init; } = MarkArrivals.Empty;

    [Id(8)] public ImmutableArray<FeedWatch> Feeds { get; internal init; } = [];

    [Id(9)] public ConcernRouting Routing { get; internal init; } = ConcernRouting.Empty;

    /// <summary>The pupils of each household the roll names, those who have left among them.</summary>
    [Id(10)] public ImmutableDictionary<string, ImmutableSortedSet<StudentId>> Households { get; internal init; } = ImmutableDictionary<string, ImmutableSortedSet<StudentId>>.Empty;

    /// <summary>Pupil and parent voice, by natural key.</summary>
    [Id(11)] public ImmutableDictionary<string, Survey> Surveys { get; internal init; } = ImmutableDictionary<string, Survey>.Empty;

    /// <summary>The training register, by person (opaque).</summary>
    [Id(12)] public ImmutableDictionary<string, Training> Training { get; internal init; } = ImmutableDictionary<string, Training>.Empty;

    /// <summary>Reports to the board and link-governor roles, by id.</summary>
    [Id(13)] public ImmutableDictionary<string, BoardReport> Reports { get; internal init; } = ImmutableDictionary<string, BoardReport>.Empty;

    /// <summary>What was taken back of the three above, so that an older receipt that comes late stays away.</summary>
    [Id(14)] public ImmutableDictionary<string, DateTimeOffset> TakenBack { get; internal init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>What other schools lend for comparison: a school's peers to it, a trust's schools to the trust's own board.</summary>
    [Id(15)] public ImmutableDictionary<SchoolId, SchoolFigures> Figures { get; internal init; } = ImmutableDictionary<SchoolId, SchoolFigures>.Empty;

    /// <summary>Which records are one child.</summary>
    [Id(16)] public PupilIdentities Identities { get; internal init; } = PupilIdentities.Empty;

    public static SchoolRegister Empty(SchoolId school) => new() { School = school };

    /// <summary>Since when the school's own rules can say anything: a calendar and a pupil on roll have been heard of.</summary>
    public DateTimeOffset? KnownSince =>
        CalendarKnownSince is { } calendar && RollKnownSince is { } roll ? (calendar > roll ? calendar : roll) : null;

    /// <summary>Takes in a page in its order, and says which pupils must hear of what.</summary>
    /// <exception cref="ArgumentException">An observation of another school.</exception>
    /// <param name="pupils">What is known of each pupil before: needed where two records turn out to be one child.</param>
    public Intake Take(IReadOnlyList<Observation> observations, Func<StudentId, Chronology?>? pupils = null) => new RegisterIntake(this, pupils ?? (static _ => null)).Take(observations);

    public RegisterProgress ProgressOf(SchoolSession at)
    {
        var (expected, arrivals) = (ExpectedOn(at.Date), Arrivals[at]);
        var received = new HashSet<int>();
        for (var index = 0; index < expected.Places.Length; index++)
        {
            if (expected.GroupOf[index] >= 0 && arrivals?.IsMarked(expected.Places[index]) == true) received.Add(expected.GroupOf[index]);
        }

        return new(expected.Places.Length, expected.Places.Length - expected.Unmarked(arrivals), expected.Groups.Length, received.Count, Arrivals.LastReceivedAt);
    }

    /// <summary>Whether what another school lends says anything that is not known.</summary>
    public bool IsNews(SchoolFigures figures) => !Figures.TryGetValue(figures.Of, out var known) || !Content.Same(known, figures);

    /// <summary>Without pupils whose period is over: as if they had never been heard of. Not for records that were joined.</summary>
    public SchoolRegister Without(ImmutableHashSet<StudentId> students) => students.IsEmpty ? this : this with
    {
        Roll = Roll.RemoveRange(students),
        Routing = Routing.Without(students),
        Households = Households.SetItems(Households.Where(home => home.Value.Overlaps(students)).Select(home => KeyValuePair.Create(home.Key, home.Value.Except(students))))
            .RemoveRange(Households.Where(home => home.Value.IsSubsetOf(students)).Select(home => home.Key)),
        Identities = students.Aggregate(Identities, (identities, student) => identities.Without(student)),
    };

    public override string ToString() => $"register of {School}: {Roll.Count} pupils";

    // Kept from call to call because every page asks for the same few dates; checked against what it was made from, as `with` copies it.
    internal ExpectedPupils ExpectedOn(DateOnly date)
    {
        var known = _expected ?? [];
        foreach (var each in known)
        {
            if (each.Date == date && each.IsMadeFrom(Roll, Calendar)) return each;
        }

        var expected = new ExpectedPupils(Roll, Calendar, date);
        _expected = [.. known.Where(each => each.IsMadeFrom(Roll, Calendar)).TakeLast(MostDatesExpected - 1), expected];
        return expected;
    }
}
