using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>TRU-02: a child with an open alert at one school of a trust joins another, or has open alerts at two. The child is known by a hash.</summary>
internal sealed class MovedChildRule(RuleSettings settings) : SchoolRule
{
    internal const string HandOver = "hand-over";
    internal const string Merge = "merge";

    private const int FacetLength = 8;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("TRU-02"),
        Version = 1,
        Title = "Child at two schools",
        Sentence = $"A child with an open alert at one school of the trust joined another in the last {settings.MovedChildDays} days, or has open alerts at two.",
        Basis = "Keeping children safe in education, part 2: the child's file follows the child. What is looked at is our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.High,
        ClearedBy = "The alerts are over at one of the schools, or the move is longer ago.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Register.Figures];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at)
    {
        if (at.Register.Figures.IsEmpty) return [RuleOutcome.CannotTell(TrustFigures.NoneYet)];
        var children = at.Schools().SelectMany(school => school.Children.Select(child => new Place(school.Of, child))).ToLookup(place => place.Child.Key, StringComparer.Ordinal);
        var stretches = children.Where(child => child.Select(place => place.School).Distinct().Count() > 1)
            .SelectMany(StretchesOf).Where(stretch => stretch.From < stretch.To).ToLookup(stretch => stretch.Child[..Math.Min(FacetLength, stretch.Child.Length)], StringComparer.Ordinal);
        FacetOutcome[] told = [.. stretches.OrderBy(child => child.Key, StringComparer.Ordinal).Select(child => new FacetOutcome(child.Key, OutcomeOf([.. child], at)))];
        return told.Length > 0 ? told : [new RuleOutcome(new Quiet("no child with an open alert has joined another school of the trust, or has one at two"))];
    }

    private IEnumerable<Stretch> StretchesOf(IEnumerable<Place> child)
    {
        var places = child.ToList();
        return
            from one in places
            from other in places
            where one.School != other.School && one.Child.FlaggedFrom is not null
            from stretch in new[] { Moved(one, other), Doubled(one, other) }
            where stretch is not null
            select stretch;
    }

    private Stretch? Moved(Place from, Place to)
    {
        var over = to.Child.Joined.AddDays(settings.MovedChildDays);
        var left = to.Child.Left is { } last && last < DateOnly.MaxValue ? last.AddDays(1) : DateOnly.MaxValue;
        return from.Child.Joined > to.Child.Joined ? null
            : new(from.Child.Key, HandOver, Later(from.Child.FlaggedFrom!.Value, to.Child.Joined), Earlier(EndOf(from), Earlier(over, left)), from, to);
    }

    // Each pair is met twice: once is enough.
    private static Stretch? Doubled(Place one, Place other) => one.School.CompareTo(other.School) < 0 && other.Child.FlaggedFrom is { } since
        ? new(one.Child.Key, Merge, Later(one.Child.FlaggedFrom!.Value, since), Earlier(EndOf(one), EndOf(other)), one, other)
        : null;

    private static RuleOutcome OutcomeOf(ImmutableArray<Stretch> stretches, SchoolAt at)
    {
        bool Holds(DateOnly date) => stretches.Any(each => each.HoldsOn(date));
        var walk = DateWalk.Of(at.Days, at.Today, stretches.SelectMany(each => new[] { each.From, each.To }), Holds, date => !Holds(date));
        var now = stretches.Where(each => each.HoldsOn(at.Today)).ToList();
        Verdict verdict = walk.Episodes.IsOpen
            ? new Fired(new Episode(walk.Episodes.RaisedOn, Severity.High, EvidenceOf(now, walk.Episodes.RaisedOn, at.Today)))
            : new Quiet("the move is longer ago, or the alerts are over at one of the schools");
        return RuleOutcome.Of(walk.Episodes, verdict, walk.NextDue);
    }

    private static Evidence EvidenceOf(List<Stretch> now, DateOnly raisedOn, DateOnly today)
    {
        var kind = now.Any(each => each.Kind == Merge) ? Merge : HandOver;
        var places = now.SelectMany(each => new[] { each.One, each.Other }).DistinctBy(place => (place.School, place.Child.Student)).OrderBy(place => place.School).ToList();
        return new()
        {
            Count = places.Select(place => place.School).Distinct().Count(),
            WindowFrom = raisedOn,
            WindowTo = today,
            Items = [.. places.Select(place => new EvidenceItem { Date = place.Child.Joined, Id = place.Child.Student.Value, Category = place.School.Value, Code = kind })],
        };
    }

    private static DateOnly EndOf(Place place) => place.Child.FlaggedTo ?? DateOnly.MaxValue;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private sealed record Place(SchoolId School, ChildAtSchool Child);

    /// <summary>From one date up to another, which it does not include.</summary>
    private sealed record Stretch(string Child, string Kind, DateOnly From, DateOnly To, Place One, Place Other)
    {
        internal bool HoldsOn(DateOnly date) => date >= From && date < To;
    }
}
