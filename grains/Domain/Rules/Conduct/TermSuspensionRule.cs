using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>EXC-01: suspended for so long in a term that the governors may be, or must be, asked to reinstate the pupil.</summary>
internal sealed class TermSuspensionRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("EXC-01"),
        Version = 1,
        Title = "Suspended for more than five days in a term",
        Sentence = $"The pupil's suspensions that began this term add up to more than {SuspensionFacts.DaysOf(settings.TermSuspensionSessions)} school days, or a public examination is missed, or the exclusion is permanent. Above {SuspensionFacts.DaysOf(settings.TermMeetingSessions)} days, for an examination or a permanent exclusion the governors must meet within {settings.GovernorsSchoolDays} school days.",
        Basis = "School Discipline (Pupil Exclusions and Reviews) (England) Regulations 2012 (SI 2012/1033) and the statutory guidance on suspension and permanent exclusion.",
        Kind = RuleBasis.Law,
        Severity = Severity.Medium,
        ClearedBy = "The end of the term.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.File.Suspensions.IsEmpty;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Calendar.Source is not { } calendar) return RuleOutcome.CannotTell("the school has sent no calendar");
        if (calendar.Terms.IsEmpty) return RuleOutcome.CannotTell("the school's calendar has no terms");
        var suspensions = at.CountedSuspensions();
        var (episodes, due) = DateWalk.Of(
            at,
            suspensions.Select(each => each.From).Concat(calendar.Terms.SelectMany(term => new[] { term.From, term.To.AddDays(1) })),
            raises: date => Reaches(Of(calendar, suspensions, date), settings.TermSuspensionSessions),
            clears: date => TermOf(calendar, date) != TermOf(calendar, date.AddDays(-1)));
        var term = Of(calendar, suspensions, at.Today);
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, at.Quiet($"{Silence(term)}"), due);
        var mustMeet = Reaches(term, settings.TermMeetingSessions);
        var episode = new Episode(episodes.RaisedOn, mustMeet ? Severity.High : Severity.Medium, EvidenceOf(at, TermOf(calendar, at.Today), term, mustMeet));
        return RuleOutcome.Of(episodes, new Fired(episode), due);
    }

    private static Term? TermOf(Calendar calendar, DateOnly date) => calendar.Terms.FirstOrDefault(term => date >= term.From && date <= term.To);

    /// <summary>The suspensions up to a date that began in the term of that date.</summary>
    private static List<CountedSuspension> Of(Calendar calendar, List<CountedSuspension> suspensions, DateOnly date) =>
        TermOf(calendar, date) is { } term ? [.. suspensions.Where(each => each.From <= date && TermOf(calendar, each.From) == term)] : [];

    private static bool Reaches(IEnumerable<CountedSuspension> term, int sessions)
    {
        var sum = 0;
        foreach (var (suspension, counted) in term)
        {
            sum += counted;
            if (suspension.Permanent || suspension.ExamMissed == true) return true;
        }

        return sum > sessions;
    }

    private string Silence(List<CountedSuspension> term) =>
        $"{SuspensionFacts.DaysOf(term.Sum(each => each.Sessions))} days of suspension this term; more than {SuspensionFacts.DaysOf(settings.TermSuspensionSessions)} would be raised";

    private Evidence EvidenceOf(PupilAt at, Term? window, List<CountedSuspension> term, bool mustMeet)
    {
        var items = term.Select(each => each.AsItem()).ToList();
        if (mustMeet && DeadlineOf(at, term) is { } deadline) items.Add(deadline);
        return new()
        {
            Count = SuspensionFacts.DaysOf(term.Sum(each => each.Sessions)),
            Threshold = SuspensionFacts.DaysOf(mustMeet ? settings.TermMeetingSessions : settings.TermSuspensionSessions),
            WindowFrom = window?.From,
            WindowTo = window?.To,
            Measures =
            [
                new("suspensions", term.Count), new("permanent", term.Count(each => each.Suspension.Permanent)),
                new("examsMissed", term.Count(each => each.Suspension.ExamMissed == true)), new("governorsMustMeet", mustMeet ? 1 : 0),
            ],
            Items = [.. items],
        };
    }

    /// <summary>Fifteen school days after the notice of the suspension that crossed the line; of its first day where the notice is not entered.</summary>
    private EvidenceItem? DeadlineOf(PupilAt at, List<CountedSuspension> term)
    {
        var crossing = term[Enumerable.Range(1, term.Count).First(first => Reaches(term.Take(first), settings.TermMeetingSessions)) - 1].Suspension;
        var notice = crossing.NoticeAt is { } sent ? SchoolTime.DateOf(sent) : crossing.From;
        return at.Days.NthAfter(notice, settings.GovernorsSchoolDays) is { } date ? new() { Date = date, Id = crossing.Id, Category = "governors-deadline" } : null;
    }
}
