using System.Collections.Immutable;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Board;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using RiskMonitor.Dashboard.Students;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Interfaces;
using CaseView = RiskMonitor.Interfaces.CaseView;

namespace RiskMonitor.Api.Students;

/// <summary>From what the grains know of a pupil to what the case page may show, by clearance.</summary>
internal sealed class CaseContexts(Cards cards, SchoolClock clock)
{
    public CaseContext Of(string school, string schoolName, CaseView view, PupilAlerts alerts, RuleEditions rules, ImmutableArray<CaseDecision> decisions, Entry entry)
    {
        var today = SchoolTime.DateOf(clock.Now);
        var (sight, areas) = (entry.Decision.Sight, entry.Areas);
        var seesConcerns = areas.HasAllConcerns;
        var (open, past) = (Alerts(alerts.Open, alerts, rules, sight).ByUrgency(alert => alert.Card).ToList(), Alerts(alerts.Past, alerts, rules, sight).ToList());
        return new CaseContext
        {
            School = school,
            SchoolName = schoolName,
            Student = view.Student.Value,
            Initials = view.Identity.Initials,
            YearGroup = view.Identity.YearGroup,
            Registration = view.Identity.Registration,
            Statuses = [.. view.Statuses.Where(status => seesConcerns || !IsOfSafeguarding(status.Kind)).Select(status => new CaseStatus(status.Kind.ToString(), status.From, status.To, status.HoldsOn(today)))],
            Open = open,
            Past = past,
            Days = [.. Days(view)],
            Closed = view.Closed,
            Attendance = Totals(view),
            Concerns = areas.HasAnyConcern ? [.. view.Concerns.Where(concern => areas.IncludesConcern(concern.Categories)).OrderByDescending(concern => concern.OccurredAt).Select(concern => Of(concern, view))] : null,
            Behaviour = [.. view.Behaviour.Where(_ => areas.HasConduct).OrderByDescending(incident => incident.OccurredAt).Select(Of)],
            Suspensions = [.. view.Suspensions.Where(_ => areas.HasConduct).OrderByDescending(suspension => suspension.From).Select(Of)],
            Decisions = [.. decisions.Where(each => seesConcerns || !each.OfConcerns || each.Actor == entry.Staff?.Id).Select(Of).Concat(open.Concat(past).SelectMany(OfAlert)).OrderByDescending(each => each.At)],
            Household = seesConcerns ? [.. alerts.Household.Where(member => sight.OfPupil(member.Facts) is { HasAllConcerns: true }).Select(Of)] : null,
            Rules = [.. view.Verdicts.Where(finding => sight.MaySee(new AlertFacts(finding.Rule, entry.Pupil, null))).Select(finding => Of(finding, seesConcerns))],
            Freshness = cards.Of(alerts.Freshness),
            Hidden = [.. Hidden(areas, sight)],
        };
    }

    private IEnumerable<CaseAlert> Alerts(IEnumerable<AlertView> views, PupilAlerts alerts, RuleEditions rules, Sight sight)
    {
        foreach (var view in views)
        {
            if (cards.Of(view, sight) is not { } card || (rules.BookOf(view.Edition).Find(view.Key.Rule.Value) ?? cards.Describe(view.Key.Rule)) is not { } rule)
                continue;
            yield return new CaseAlert
            {
                Card = card,
                Basis = rule.Basis,
                RuleVersion = view.RuleVersion,
                Edition = view.Edition,
                Clears = rule.ClearedBy,
                WindowFrom = view.Evidence.WindowFrom,
                WindowTo = view.Evidence.WindowTo,
                Numbers = [.. view.Evidence.Measures.Select(measure => new EvidenceNumber(measure.Name, measure.Value))],
                Items = [.. view.Evidence.Items.Where(item => sight.Of(view.Facts) == Clearance.Full || !IsPlan(item)).Select(Of)],
                History = [.. alerts.Transitions.Where(step => step.Alert == view.Key).Select(Of)],
            };
        }
    }

    // Of a plan a person who sees no concerns learns nothing, whichever it is: it may be one of child protection.
    private static bool IsPlan(EvidenceItem item) => item.Category?.EndsWith("-plan", StringComparison.Ordinal) == true;

    /// <summary>Statuses that somebody has because of a concern. Who is looked after or has special needs is known to whoever teaches them.</summary>
    private static bool IsOfSafeguarding(StatusKind kind) => kind is StatusKind.CP or StatusKind.CIN or StatusKind.FamilyHelp or StatusKind.MissingRisk or StatusKind.Watch;

    private static IEnumerable<string> Hidden(Areas areas, Sight sight)
    {
        if (!areas.HasAnyConcern)
            yield return "Safeguarding concerns, alerts drawn from them, decisions of those who see them, and the household are hidden from your role.";
        else if (!areas.HasAllConcerns)
            yield return "Some categories of concern, alerts drawn from them, decisions of those who see them, and the household are hidden from you.";
        // Said whether or not there is anybody: a list that is empty must not be taken for a household of one.
        else if (!sight.IsSameForAllPupils)
            yield return "Whoever of the household you may not see is hidden from you.";
        if (!areas.HasConduct)
            yield return "Behaviour, suspensions and alerts drawn from them are hidden from you.";
    }

    private static IEnumerable<DayMarks> Days(CaseView view) => view.Marks.GroupBy(mark => mark.At.Date).OrderBy(day => day.Key).Select(day =>
    {
        var morning = day.FirstOrDefault(mark => mark.At.Session == Session.AM);
        var afternoon = day.FirstOrDefault(mark => mark.At.Session == Session.PM);
        return new DayMarks(day.Key, morning.Code, Word(morning.Category), afternoon.Code, Word(afternoon.Category));
    });

    private static AttendanceTotals Totals(CaseView view)
    {
        int Count(params MarkCategory[] kinds) => view.Marks.Count(mark => kinds.Contains(mark.Category));
        var attended = Count(MarkCategory.Present, MarkCategory.Approved);
        var (authorised, unauthorised) = (Count(MarkCategory.Authorised), Count(MarkCategory.Unauthorised));
        return new AttendanceTotals(attended + authorised + unauthorised, attended, authorised, unauthorised);
    }

    private static CaseConcern Of(Concern concern, CaseView view) => new(
        concern.Id,
        concern.OccurredAt,
        concern.RecordedAt,
        concern.Categories,
        concern.Severity,
        concern.RecorderRole,
        [.. view.Actions.Where(action => action.Concern == concern.Id).OrderBy(action => action.At)
            .Select(action => new CaseAction(action.At, action.Kind.ToString().ToLowerInvariant(), action.Agency))]);

    private static CaseBehaviour Of(Behaviour incident) => new(incident.OccurredAt, incident.Kind, incident.Points, incident.Role.ToString().ToLowerInvariant());

    private static CaseSuspension Of(Suspension suspension) => new(suspension.From, suspension.To, suspension.Sessions, suspension.Permanent);

    private static CaseDecisionText Of(CaseDecision decision) => new(decision.Id, decision.At, decision.ActorName, decision.What, decision.Why);

    // What a person did with an alert and gave a reason for is a decision too.
    private static IEnumerable<CaseDecisionText> OfAlert(CaseAlert alert) => alert.History
        .Where(step => step is { Cause: "person", Note.Length: > 0 })
        .Select(step => new CaseDecisionText($"{alert.Card.Alert}#{step.Sequence}", step.At, step.Actor ?? "", HistoryWords.What(step), step.Note!, alert.Card.Title));

    private static CaseSibling Of(HouseholdMember member) =>
        new(member.Student.Value, member.Identity?.Initials, member.Identity?.YearGroup, member.Open, member.Worst is { } worst ? Cards.Word(worst) : null);

    private static EvidenceRow Of(EvidenceItem item) => new(item.Date, item.Session?.ToString(), item.Code, item.Category, item.RecordedByRole);

    private AlertStep Of(Transition step) => new(
        step.Sequence, Cards.Word(step.From), Cards.Word(step.To), Cards.Word(step.Severity), step.At, step.Effective,
        step.Cause.ToString().ToLowerInvariant(), cards.NameOf(step.Actor), step.Note,
        step.Kind.ToString().ToLowerInvariant(), step.Until, Cards.Word(step.Outcome));

    private CaseVerdict Of(Finding finding, bool seesConcerns)
    {
        var title = cards.Describe(finding.Rule)?.Title ?? finding.Rule.Value;
        return finding.Verdict switch
        {
            Quiet quiet => new CaseVerdict(finding.Rule.Value, title, "quiet", quiet.Reason),
            CannotTell unknown => new CaseVerdict(finding.Rule.Value, title, "cannot-tell", unknown.Reason),
            _ => new CaseVerdict(finding.Rule.Value, title, "fired", finding.Open is { } open ? AlertSentence.Of(finding.Rule, open.Evidence, Cards.NamesCategories(finding.Rule, seesConcerns ? Clearance.Full : Clearance.Attendance)) : ""),
        };
    }

    private static string Word(MarkCategory category) => category switch
    {
        MarkCategory.Present => "present",
        MarkCategory.Approved => "approved",
        MarkCategory.Authorised => "authorised",
        MarkCategory.Unauthorised => "unauthorised",
        MarkCategory.NotPossible => "not-possible",
        _ => "none",
    };
}
