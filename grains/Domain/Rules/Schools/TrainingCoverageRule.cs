using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-10: somebody's safeguarding training has run out, or never was.</summary>
internal sealed class TrainingCoverageRule(RuleSettings settings) : SchoolRule
{
    private const int MostPeopleShown = 100;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-10"),
        Version = 1,
        Title = "Safeguarding training",
        Sentence = $"A safeguarding lead's or deputy's training is older than {settings.TrainingLeadMonths} months (High); or a governor has had none at induction or a member of staff none for {settings.TrainingStaffMonths} months, each with {settings.TrainingInductionDays} days from appointment for the first, or a lead's or deputy's runs out within {settings.TrainingWarningDays} days (Medium).",
        Basis = "Keeping children safe in education: leads and deputies at least every two years (Annex C), governors at induction and staff at least annually (Part two).",
        Kind = RuleBasis.Guidance | RuleBasis.Law,
        Severity = Severity.Medium,
        ClearedBy = "Everybody's training is in date.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Register.Training];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    /// <remarks>
    /// The register holds each person's last training only, so a renewal takes the lapse before it out of the timeline. It ended on the day of
    /// the renewal none the less: the last of those counts as a clear, so that what was told is resolved and not taken back. Where the timeline
    /// itself has an end, it is an induction, and so one of them.
    /// </remarks>
    private RuleOutcome Outcome(SchoolAt at)
    {
        if (at.Register.Training.IsEmpty) return RuleOutcome.CannotTell("the school has sent no training register");
        var people = at.Register.Training.Values.OrderBy(each => each.Person, StringComparer.Ordinal).ToList();
        var gaps = people.SelectMany(each => GapsOf(AsOf(each, at.Today), each)).ToList();
        var (episodes, due) = DateWalk.Of(
            at.Days,
            at.Today,
            gaps.Select(each => each.From).Concat(gaps.Select(each => each.Until).OfType<DateOnly>()),
            raises: date => gaps.Exists(each => each.HoldsOn(date)),
            clears: date => !gaps.Exists(each => each.HoldsOn(date)));
        var renewed = people.SelectMany(each => new[] { each.LastOn, each.InductionOn }).Where(date => date <= at.Today).Max();
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, new Quiet($"the training of all {people.Count} people in the register is in date, or not due yet"), due) with { LastClearedOn = renewed };
        var now = gaps.Where(each => each.HoldsOn(at.Today)).OrderByDescending(each => each.Severity).ThenBy(each => each.From).ToList();
        var episode = new Episode(episodes.RaisedOn, now[0].Severity, EvidenceOf(people, now, episodes.RaisedOn, at.Today));
        return RuleOutcome.Of(episodes, new Fired(episode), due) with { LastClearedOn = renewed };
    }

    // A training that is booked is none yet.
    private static Training AsOf(Training person, DateOnly today) => person with
    {
        LastOn = person.LastOn > today ? null : person.LastOn,
        InductionOn = person.InductionOn > today ? null : person.InductionOn,
    };

    /// <param name="booked">With the trainings that are still to come, which end what is missing until then.</param>
    private IEnumerable<Gap> GapsOf(Training person, Training booked)
    {
        if (person.IsLead()) return LeadGaps(person, booked.LastOn);
        return person.Group switch
        {
            TrainingGroups.Governor => First(person, booked.InductionOn),
            TrainingGroups.Staff when Later(person.LastOn, person.InductionOn) is { } last => [new(person, Severity.Medium, "expired", Since(person, last.AddMonths(settings.TrainingStaffMonths).AddDays(1)), null)],
            TrainingGroups.Staff => First(person, Later(booked.LastOn, booked.InductionOn)),
            _ => [],
        };
    }

    private IEnumerable<Gap> LeadGaps(Training person, DateOnly? booked)
    {
        if (person.LastOn is not { } last) return First(person, booked);
        var lapses = last.AddMonths(settings.TrainingLeadMonths).AddDays(1);
        return
        [
            new(person, Severity.Medium, "expires", Since(person, lapses.AddDays(-1 - settings.TrainingWarningDays)), lapses),
            new(person, Severity.High, "expired", Since(person, lapses), null),
        ];
    }

    /// <summary>A first training that is not there when the time for it is over. Without a date of appointment nobody can say when that is.</summary>
    private IEnumerable<Gap> First(Training person, DateOnly? trained) => person.AppointedOn is { } appointed
        ? [new(person, person.IsLead() ? Severity.High : Severity.Medium, "none", appointed.AddDays(settings.TrainingInductionDays + 1), trained)]
        : [];

    // Nobody's training matters here before they are appointed.
    private static DateOnly Since(Training person, DateOnly date) => person.AppointedOn > date ? person.AppointedOn.Value : date;

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other : one;

    private static Evidence EvidenceOf(List<Training> people, List<Gap> now, DateOnly from, DateOnly today)
    {
        int Of(Func<Training, bool> group, string? code) => now.Count(each => group(each.Person) && (code is null ? each.Code != "expires" : each.Code == code));
        return new()
        {
            Count = now.Count,
            Threshold = 1,
            WindowFrom = from,
            WindowTo = today,
            Measures =
            [
                new("leads", people.Count(TrainingGroups.IsLead)),
                new("leadsOverdue", Of(TrainingGroups.IsLead, null)),
                new("leadsExpiring", Of(TrainingGroups.IsLead, "expires")),
                new("governors", people.Count(IsGovernor)),
                new("governorsOverdue", Of(IsGovernor, null)),
                new("staff", people.Count(IsOtherStaff)),
                new("staffOverdue", Of(IsOtherStaff, null)),
            ],
            Items = [.. now.Take(MostPeopleShown).Select(each => new EvidenceItem { Date = each.From, Code = each.Code, Id = each.Person.Person, Category = each.Person.Group })],
        };
    }

    private static bool IsGovernor(Training person) => person.Group == TrainingGroups.Governor;

    private static bool IsOtherStaff(Training person) => person.Group == TrainingGroups.Staff;

    /// <summary>A stretch in which a person's training is missing or about to run out.</summary>
    private sealed record Gap(Training Person, Severity Severity, string Code, DateOnly From, DateOnly? Until)
    {
        internal bool HoldsOn(DateOnly date) => From <= date && !(Until <= date);
    }
}
