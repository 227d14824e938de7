using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>What a rule says of a subject at an instant. Never silent: when it does not fire it says why, or why it cannot tell.</summary>
[GenerateSerializer, Immutable, Alias("Verdict")]
public abstract record Verdict;

[GenerateSerializer, Immutable, Alias("Fired")]
public sealed record Fired([property: Id(0)] Episode Episode) : Verdict;

/// <param name="Reason">A plain sentence with the numbers: "7 of 10 unauthorised sessions in 10 school weeks".</param>
[GenerateSerializer, Immutable, Alias("Quiet")]
public sealed record Quiet([property: Id(0)] string Reason) : Verdict;

[GenerateSerializer, Immutable, Alias("CannotTell")]
public record CannotTell([property: Id(0)] string Reason) : Verdict;

/// <summary>An open stretch of time for which a rule's condition came to hold and has not been cleared.</summary>
[GenerateSerializer, Immutable, Alias("Episode")]
public sealed record Episode(
    [property: Id(0)] DateOnly RaisedOn,
    [property: Id(1)] Severity Severity,
    [property: Id(2)] Evidence Evidence);

/// <summary>One episode of a timeline by its dates; <c>ClearedOn</c> is null while it is open.</summary>
[GenerateSerializer, Immutable, Alias("EpisodeSpan")]
public readonly record struct EpisodeSpan([property: Id(0)] DateOnly RaisedOn, [property: Id(1)] DateOnly? ClearedOn)
{
    /// <summary>Raised on or before the date, and not cleared by it.</summary>
    public bool IsOpenOn(DateOnly date) => RaisedOn <= date && (ClearedOn is not { } cleared || cleared > date);
}

/// <summary>All episodes of one rule and subject, oldest first.</summary>
public readonly record struct Timeline(RuleId Rule, string? Facet, ImmutableArray<EpisodeSpan> Spans);

/// <summary>
/// A rule's timeline for one subject at one instant, reduced to what the board needs to reconcile:
/// the episode that is open, if any (then <see cref="Verdict"/> is <see cref="Fired"/>), and when the last one cleared.
/// </summary>
/// <param name="Facet">The part of the subject the finding is about, such as a category of concerns; null for the whole.</param>
/// <param name="OnlyContinues">
/// The open episode is of an earlier day, for a rule that looks at its own day only: an alert told then goes on, but nobody is told first now.
/// </param>
/// <param name="Edition">The edition of the school's rules that says so; 0 is the catalogue.</param>
[GenerateSerializer, Immutable, Alias("Finding")]
public sealed record Finding(
    [property: Id(0)] RuleId Rule,
    [property: Id(1)] int Version,
    [property: Id(2)] Verdict Verdict,
    [property: Id(3)] DateOnly? LastClearedOn = null,
    [property: Id(4)] string? Facet = null,
    [property: Id(5)] bool OnlyContinues = false,
    [property: Id(6)] int Edition = 0)
{
    public Episode? Open => (Verdict as Fired)?.Episode;
}

/// <summary>What one rule says of one subject, and when time alone can change it (null: never, as far as this rule knows).</summary>
internal readonly record struct RuleOutcome(Verdict Verdict, DateOnly? LastClearedOn = null, DateTimeOffset? NextDue = null, bool OnlyContinues = false)
{
    /// <summary>The episodes that are over, oldest first, where the rule's walk gives them.</summary>
    internal ImmutableArray<EpisodeSpan> Past { get; init; } = [];

    /// <summary>All episodes, oldest first, the open one last.</summary>
    internal ImmutableArray<EpisodeSpan> Spans => Verdict is Fired fired ? Past.Add(new(fired.Episode.RaisedOn, null)) : Past;

    /// <summary>No episode, open or over, and none to come by time alone.</summary>
    internal bool SaysNothing => Verdict is not (Fired or BrokeOff) && LastClearedOn is null && NextDue is null;

    internal static RuleOutcome CannotTell(string reason) => new(new CannotTell(reason));

    internal static RuleOutcome Of(in EpisodeFold episodes, Verdict verdict, DateTimeOffset? nextDue) => new(verdict, episodes.LastClearedOn, nextDue) { Past = episodes.Past };
}
