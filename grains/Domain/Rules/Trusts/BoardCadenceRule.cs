using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>TRU-04: the trust's board has had no safeguarding report in time this term, or no link governor is named.</summary>
internal sealed class BoardCadenceRule(RuleSettings settings) : SchoolRule
{
    private const string Report = "board-safeguarding";
    private const string Governor = "link-governor";
    private const int DaysOfWeek = 7;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("TRU-04"),
        Version = 1,
        Title = "Board not informed",
        Sentence = $"By the end of the {settings.BoardReportWeeks}th school week of a term (of the term, when it is shorter) the board has had no safeguarding report dated in it, or no link governor is named.",
        Basis = "Keeping children safe in education, part 2: governing bodies and proprietors have strategic leadership and name a member for safeguarding. The week is our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        ClearedBy = "There has been a report, and a link governor is named.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Register.Figures, at.Register.Reports];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    private RuleOutcome Outcome(SchoolAt at)
    {
        if (at.Register.Reports.IsEmpty) return RuleOutcome.CannotTell("the trust has never told of a report to its board, nor of a link governor");
        var calendar = at.TrustCalendar();
        if (!calendar.IsKnown) return RuleOutcome.CannotTell("no school of the trust has sent a calendar");
        var cadence = new Cadence(settings, [.. at.Register.Reports.Values], calendar);
        var walk = DateWalk.Of(calendar.DaysOf(null), at.Today, cadence.Changes, date => cadence.On(date).IsWrong, date => !cadence.On(date).IsWrong);
        var now = cadence.On(at.Today);
        Verdict verdict = walk.Episodes.IsOpen
            ? new Fired(new Episode(walk.Episodes.RaisedOn, Severity.Medium, cadence.EvidenceOf(now, at.Today)))
            : new Quiet(now.Term is null ? "a link governor is named, and no report is due yet" : $"a link governor is named, and the board has had its report since {now.Term.From:yyyy-MM-dd}");
        return RuleOutcome.Of(walk.Episodes, verdict, walk.NextDue);
    }

    /// <param name="Term">The last one whose report is due; null when none is.</param>
    private readonly record struct State(Term? Term, bool HasReport, bool HasGovernor)
    {
        internal bool IsWrong => !HasReport || !HasGovernor;
    }

    private sealed class Cadence
    {
        private readonly ImmutableArray<BoardReport> _reports;
        private readonly ImmutableArray<BoardReport> _governors;
        private readonly ImmutableArray<(Term Term, DateOnly By)> _terms;
        private readonly DateOnly _from;

        internal Cadence(RuleSettings settings, ImmutableArray<BoardReport> all, SchoolCalendar calendar)
        {
            _reports = [.. all.Where(each => each is { Kind: Report, On: not null }).OrderBy(each => each.On)];
            _governors = [.. all.Where(each => each is { Kind: Governor, From: not null }).OrderBy(each => each.From)];

            // What lies before all we were told of is not known, and nothing to be said of.
            var told = all.Min(each => SchoolTime.DateOf(each.ReceivedAt));
            _from = _reports is [var first, ..] && first.On < told ? first.On.Value : told;
            _terms = [.. SchoolTerms.Of(calendar).All.Where(term => term.To >= _from).Select(term => (term, DueBy(term, calendar.DaysOf(null), settings.BoardReportWeeks)))];
        }

        internal IEnumerable<DateOnly> Changes =>
            _terms.SelectMany(each => new[] { each.By.AddDays(1), each.Term.From })
                .Concat(_reports.Select(report => report.On!.Value))
                .Concat(_governors.SelectMany(governor => governor.To is { } to && to < DateOnly.MaxValue ? new[] { governor.From!.Value, to.AddDays(1) } : [governor.From!.Value]))
                .Where(date => date > _from).Append(_from);

        internal State On(DateOnly date)
        {
            var term = _terms.LastOrDefault(each => each.By < date).Term;
            return new(
                term,
                term is null || _reports.Any(report => report.On >= term.From && report.On <= date),
                _governors.Any(governor => governor.From <= date && (governor.To is null || governor.To >= date)));
        }

        internal Evidence EvidenceOf(State now, DateOnly today) => new()
        {
            WindowFrom = now.Term?.From ?? _from,
            WindowTo = now.HasReport ? today : _terms.Last(each => each.Term == now.Term).By,
            Measures = [new("reportMissing", now.HasReport ? 0 : 1), new("linkGovernorMissing", now.HasGovernor ? 0 : 1)],
            Items =
            [
                .. _reports.TakeLast(1).Select(report => new EvidenceItem { Date = report.On!.Value, Id = report.Id, Category = Report }),
                .. _governors.TakeLast(1).Select(governor => new EvidenceItem { Date = governor.To ?? governor.From!.Value, Id = governor.Id, Category = Governor }),
            ],
        };

        // A term with fewer school weeks ends before they are over.
        private static DateOnly DueBy(Term term, SchoolDays days, int weeks)
        {
            var mondays = Enumerable.Range(days.CountUpTo(term.From.AddDays(-1)), days.CountBetween(term.From.AddDays(-1), term.To)).Select(day => SchoolDays.MondayOf(days[day])).Distinct();
            return mondays.ElementAtOrDefault(weeks - 1) is { } monday && monday != default ? monday.AddDays(DaysOfWeek - 1) : term.To;
        }
    }
}
