using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>The statuses of a pupil that rules may look at: what the state already does to protect the child. Nothing about need, health, origin or income.</summary>
internal enum SupportStatus
{
    ChildProtection,
    ChildInNeed,
    LookedAfter,
    FamilyHelp,
    MissingRisk,
}

/// <summary>A stretch of a status; <c>To</c> is its last day.</summary>
internal readonly record struct SupportSpan(SupportStatus Status, DateOnly From, DateOnly? To)
{
    internal bool HoldsOn(DateOnly date) => date >= From && (To is null || date <= To);
}

/// <summary>
/// All that a rule may know of the pupil as a person: dates on roll, age for the law, and the support the state gives. Names, special
/// educational needs and protected characteristics do not pass this door, so no rule can use them, by mistake or on purpose.
/// </summary>
internal readonly struct RollFacts(Pupil pupil)
{
    internal DateOnly Joined => pupil.Joined;

    /// <summary>The last day on roll.</summary>
    internal DateOnly? Left => pupil.Left;

    internal int? YearGroup => pupil.YearGroup;

    internal IEnumerable<SupportSpan> Support
    {
        get
        {
            foreach (var each in pupil.Statuses)
            {
                if (Known(each.Kind) is { } status) yield return new(status, each.From, each.To);
            }
        }
    }

    internal bool IsOnRoll(DateOnly date) => pupil.OnRollOn(date);

    internal bool Has(SupportStatus status, DateOnly on) => pupil.Has(KindOf(status), on);

    /// <summary>Whether the pupil ever had the status, as far as is kept.</summary>
    internal bool EverHad(SupportStatus status) => pupil.Statuses.Any(each => each.Kind == KindOf(status));

    /// <summary>An open child-protection plan, child-in-need plan, care order or family help: the statuses that make an alert one step more urgent (catalogue §5.0.5).</summary>
    internal bool IsSupportedOn(DateOnly date)
    {
        foreach (var each in pupil.Statuses)
        {
            if (each.Kind is StatusKind.CP or StatusKind.CIN or StatusKind.CLA or StatusKind.FamilyHelp && each.HoldsOn(date)) return true;
        }

        return false;
    }

    /// <summary>
    /// An education, health and care plan: the one need a rule may know, because the law on leaving a roll names it
    /// (Children's Wellbeing and Schools Act 2026). Never an input to severity.
    /// </summary>
    internal bool HasEducationHealthAndCarePlan(DateOnly on) => pupil.Has(StatusKind.EHCP, on);

    /// <summary>Null: neither date of birth nor year group is known, so nobody can say.</summary>
    internal bool? IsOfCompulsoryAge(DateOnly on) => CompulsorySchoolAge.Holds(pupil, on);

    internal DateOnly? NextStatusChange(DateOnly after)
    {
        DateOnly? next = null;
        foreach (var each in pupil.Statuses)
        {
            if (each.From > after && (next is null || each.From < next)) next = each.From;
            if (each.To is { } to && to < DateOnly.MaxValue && to.AddDays(1) is var gone && gone > after && (next is null || gone < next)) next = gone;
        }

        return next;
    }

    private static SupportStatus? Known(StatusKind kind) => kind switch
    {
        StatusKind.CP => SupportStatus.ChildProtection,
        StatusKind.CIN => SupportStatus.ChildInNeed,
        StatusKind.CLA => SupportStatus.LookedAfter,
        StatusKind.FamilyHelp => SupportStatus.FamilyHelp,
        StatusKind.MissingRisk => SupportStatus.MissingRisk,
        _ => null,
    };

    private static StatusKind KindOf(SupportStatus status) => status switch
    {
        SupportStatus.ChildProtection => StatusKind.CP,
        SupportStatus.ChildInNeed => StatusKind.CIN,
        SupportStatus.LookedAfter => StatusKind.CLA,
        SupportStatus.FamilyHelp => StatusKind.FamilyHelp,
        _ => StatusKind.MissingRisk,
    };
}
