using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>What a school's own rules look at: its register, what its pupils add up to, and its alerts.</summary>
public sealed record SchoolView(SchoolRegister Register, SchoolStatistics Statistics, AlertBoard Board)
{
    /// <summary>When the school's own rules were asked last, before now; null: nobody knows, or never.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    public static SchoolView Of(SchoolRegister register) => new(register, SchoolStatistics.Empty, AlertBoard.Empty(register.School));
}

/// <summary>One school at one instant, as the school's own rules see it.</summary>
internal sealed record SchoolAt(SchoolView View, DateTimeOffset AsOf)
{
    private List<Concern>? _concerns;

    internal SchoolRegister Register => View.Register;

    internal SchoolStatistics Statistics => View.Statistics;

    internal AlertBoard Board => View.Board;

    internal DateOnly Today { get; } = SchoolTime.DateOf(AsOf);

    /// <summary>One for each concern, as several rules count them.</summary>
    internal List<Concern> Concerns => _concerns ??= Statistics.Distinct();

    /// <summary>The school days of the school as a whole.</summary>
    internal SchoolDays Days => Register.Calendar.DaysOf(null);

    /// <summary>The first date on which there was a calendar and a pupil on roll: no deadline before it can have passed unseen.</summary>
    internal DateOnly? KnownOn => Register.KnownSince is { } since ? SchoolTime.DateOf(since) : null;

    /// <summary>A deadline, or the moment the school became known where that was later on the same date.</summary>
    internal DateTimeOffset OrKnown(DateTimeOffset deadline) => Register.KnownSince is { } since && since > deadline ? since : deadline;
}

/// <summary>What a school rule says of one facet of the school; <c>Facet</c> is null for the school as a whole.</summary>
internal readonly record struct FacetOutcome(string? Facet, RuleOutcome Outcome)
{
    public static implicit operator FacetOutcome(RuleOutcome outcome) => new(null, outcome);
}

/// <summary>A rule about a school itself: its registers, its feeds, what its pupils' records add up to. Pure.</summary>
internal abstract class SchoolRule
{
    internal abstract RuleDescription Description { get; }

    /// <summary>
    /// What the answer depends on besides the date. While all of it is the same, by reference (a number: by value), so is the date, and no
    /// outcome's <see cref="RuleOutcome.NextDue"/> has come, the rule is not asked again. Null: it is always asked.
    /// </summary>
    internal virtual ImmutableArray<object?>? DependsOn(SchoolAt at) => null;

    /// <summary>One outcome for the school, or one for each facet that has anything to say; without any, one for the school says why.</summary>
    internal abstract IEnumerable<FacetOutcome> Evaluate(SchoolAt at);

    /// <summary>The instants of a date, besides its start, at which time alone can change what the rule says.</summary>
    internal virtual IEnumerable<DateTimeOffset> InstantsOf(SchoolRegister register, DateOnly date) => [];

    internal Finding Find(in FacetOutcome each) =>
        new(Description.Id, Description.Version, each.Outcome.Verdict, each.Outcome.LastClearedOn, each.Facet, each.Outcome.OnlyContinues);
}

/// <summary>What a school's rules last said and of what: so that a page of marks does not recount a year of concerns. Belongs to whoever asks, and to one school.</summary>
public sealed class SchoolAnswers
{
    private readonly Dictionary<SchoolRule, Answer> _known = [];

    /// <summary>The earliest instant after another at which what was said last can change by time alone; null when midnight is the next.</summary>
    internal DateTimeOffset? NextDue(DateTimeOffset asOf) => _known.Values.Select(each => each.NextDue).Where(due => due > asOf).Min();

    internal ImmutableArray<Finding> Ask(SchoolRule rule, SchoolAt at)
    {
        var seen = rule.DependsOn(at);
        if (seen is { } now && _known.TryGetValue(rule, out var last) && last.StillHolds(now, at)) return last.Findings;
        ImmutableArray<FacetOutcome> outcomes = [.. rule.Evaluate(at)];
        ImmutableArray<Finding> findings = [.. outcomes.Select(each => rule.Find(each))];
        if (seen is { } of) _known[rule] = new(of, at.AsOf, at.Today, outcomes.Select(each => each.Outcome.NextDue).Where(due => due > at.AsOf).Min(), findings);
        return findings;
    }

    internal static ImmutableArray<Finding> Findings(SchoolRule rule, SchoolAt at) => [.. rule.Evaluate(at).Select(each => rule.Find(each))];

    private sealed record Answer(ImmutableArray<object?> Of, DateTimeOffset AsOf, DateOnly On, DateTimeOffset? NextDue, ImmutableArray<Finding> Findings)
    {
        internal bool StillHolds(ImmutableArray<object?> now, SchoolAt at) => On == at.Today && at.AsOf >= AsOf && !(NextDue <= at.AsOf) && Same(Of, now);
    }

    // What the school keeps is the same only by reference, for comparing it would be a recount; a number, such as the board's last update, by value.
    private static bool Same(ImmutableArray<object?> one, ImmutableArray<object?> other)
    {
        for (var index = 0; index < one.Length; index++)
        {
            if (!ReferenceEquals(one[index], other[index]) && !(one[index] is ValueType value && value.Equals(other[index]))) return false;
        }

        return true;
    }
}
