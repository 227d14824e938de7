using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-16: a family gives notice that a child who needs watching will leave the roll.</summary>
/// <param name="severe">ATT-03: severe absence before the notice is one of the signs.</param>
internal sealed class DepartureRule(RuleSettings settings, PupilRule severe) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-16"),
        Version = 1,
        Title = "Leaving the roll at risk",
        Sentence = $"Notice of a departure for a child who then has a child-protection plan, a child-in-need plan or an education, health and care plan, or had {settings.DepartureSuspensions} suspensions or severe absence in the {settings.DepartureDays} days before it.",
        Basis = "Elective home education guidance; Children's Wellbeing and Schools Act 2026 (where commenced): the local authority decides before some children may leave the roll. The twelve weeks are our own design.",
        Kind = RuleBasis.Guidance | RuleBasis.Law,
        Severity = Severity.High,
        IsBoosted = true,
        ClearedBy = "The local authority's decision is recorded.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.File.Departures.IsEmpty;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        var risky = at.File.Departures.Select(each => (Departure: each, Signs: SignsOf(at, each))).Where(each => each.Signs.Count > 0).ToList();
        var (episodes, due) = DateWalk.Of(
            at,
            risky.SelectMany(each => each.Departure.DecidedOn is { } decided ? new[] { each.Departure.NoticedOn, decided } : [each.Departure.NoticedOn]),
            raises: date => risky.Exists(each => IsUndecided(each.Departure, date)),
            clears: date => !risky.Exists(each => IsUndecided(each.Departure, date)));

        // Severe absence also comes of marks entered ahead.
        due = at.File.Departures.IsEmpty ? null : Earlier(due, at.Ask(severe).NextDue);
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, Silence(at), due);
        var open = risky.Where(each => IsUndecided(each.Departure, at.Today)).ToList();
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.High), EvidenceOf(open))), due);
    }

    private static bool IsUndecided(Departure departure, DateOnly date) => departure.NoticedOn <= date && (departure.DecidedOn is not { } decided || decided > date);

    private static Verdict Silence(PupilAt at)
    {
        var undecided = at.File.Departures.Count(each => IsUndecided(each, at.Today));
        return undecided > 0 && at.Unknown is { } reason
            ? new CannotTell(reason)
            : new Quiet(undecided == 0 ? "no departure is noticed and undecided" : $"{undecided} departure undecided, without a plan, suspensions or severe absence before its notice");
    }

    /// <summary>What makes a departure a risk, as it was on the day of its notice.</summary>
    private List<EvidenceItem> SignsOf(PupilAt at, Departure departure)
    {
        var (noticed, from) = (departure.NoticedOn, departure.NoticedOn.AddDays(1 - settings.DepartureDays));
        List<EvidenceItem> signs = [];
        if (at.Roll is { } roll)
        {
            if (roll.Has(SupportStatus.ChildProtection, noticed)) signs.Add(new() { Date = noticed, Category = "child-protection-plan" });
            if (roll.Has(SupportStatus.ChildInNeed, noticed)) signs.Add(new() { Date = noticed, Category = "child-in-need-plan" });
            if (roll.HasEducationHealthAndCarePlan(noticed)) signs.Add(new() { Date = noticed, Category = "education-health-and-care-plan" });
        }

        var suspensions = at.File.Suspensions.Where(each => each.From >= from && each.From <= noticed).ToList();
        if (suspensions.Count >= settings.DepartureSuspensions) signs.AddRange(suspensions.Select(each => new EvidenceItem { Date = each.From, Id = each.Id, Category = "suspension" }));
        signs.AddRange(at.Ask(severe).Spans.Where(each => each.RaisedOn <= noticed && (each.ClearedOn is not { } cleared || cleared > from)).Select(each => new EvidenceItem { Date = each.RaisedOn, Category = "severe-absence" }));
        return signs;
    }

    private Evidence EvidenceOf(List<(Departure Departure, List<EvidenceItem> Signs)> open)
    {
        var first = open.Min(each => each.Departure.NoticedOn);
        return new()
        {
            Count = open.Count,
            Threshold = 1,
            WindowFrom = first.AddDays(1 - settings.DepartureDays),
            WindowTo = open.Max(each => each.Departure.NoticedOn),
            Items = [.. open.SelectMany(each => each.Signs.Prepend(new() { Date = each.Departure.NoticedOn, Id = each.Departure.Id, Category = each.Departure.Kind }))],
        };
    }
}
