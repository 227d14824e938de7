using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-04: fewer child-on-child concerns are recorded than pupils and parents, or the school's peers, would lead one to expect.</summary>
internal sealed class UnderReportingRule(RuleSettings settings) : SchoolRule
{
    // Longer ago nothing is known of concerns, and a term of then is over.
    private const int DatesBack = 366;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-04"),
        Version = 1,
        Title = "Child-on-child abuse under-reported",
        Sentence = $"In a term, pupils with a recorded child-on-child concern are fewer than {settings.UnderReportingRecordedPercent} % of those who told an adult by the survey's lower bound, or so few concerns have a chance below {settings.UnderReportingChance.ToString(CultureInfo.InvariantCulture)} at the peers' rate.",
        Basis = "Keeping children safe in education, part 5: no reports do not mean that nothing happens. The two tests are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        ClearedBy = "The next term begins.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) =>
        [at.Register.Calendar, at.Register.Record, at.Register.Figures, at.Register.Surveys, at.Register.Roll, at.Statistics.Concerns];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    private RuleOutcome Outcome(SchoolAt at)
    {
        var all = SchoolTerms.Of(at.Register.Calendar);
        var terms = new SchoolTerms([.. all.All.Where(term => term.From <= at.Today && term.From > at.Today.AddDays(-DatesBack))]);
        if (terms.All.IsEmpty) return RuleOutcome.CannotTell("the school's calendar names no term yet");
        var tests = new Tests(settings, at, terms);
        var ends = terms.All.Select(term => EndOf(term, all)).ToHashSet();
        var steps = terms.All.SelectMany(term => Enumerable.Range(0, term.To.DayNumber - term.From.DayNumber + 1).Select(term.From.AddDays)).Concat(ends);
        var walk = DateWalk.Of(at.Days, at.Today, steps, date => tests.On(date) is { Holds: true }, ends.Contains);
        return RuleOutcome.Of(walk.Episodes, VerdictOf(walk.Episodes, tests, terms, at.Today), walk.NextDue);
    }

    // What a term left unsaid stands through the holidays, until the next begins; where the calendar names none, until the school year is over.
    private static DateOnly EndOf(Term term, SchoolTerms all) =>
        all.All.FirstOrDefault(other => other.From > term.From)?.From ?? SchoolYear.Of(term.From).To.AddDays(1);

    private static Verdict VerdictOf(EpisodeFold episodes, Tests tests, SchoolTerms terms, DateOnly today)
    {
        if (episodes.IsOpen && terms.LastBegunBy(today) is { } begun && begun.To < today) today = begun.To;
        if (tests.On(today) is not { } now) return new Quiet("no term is under way");
        if (episodes.IsOpen) return new Fired(new Episode(episodes.RaisedOn, now.IsFew && now.IsUnlikely ? Severity.High : Severity.Medium, tests.EvidenceOf(now, today)));
        if (now.Survey is null && !now.HasPeers) return new CannotTell("there is neither a survey of this term with enough answers nor a peer to compare with");
        var survey = now.Survey is null ? "no survey of this term has enough answers" : FormattableString.Invariant($"{now.Pupils} pupils with a child-on-child concern, {now.Bound:0.0} told an adult by the survey's lower bound");
        var peers = now.HasPeers ? FormattableString.Invariant($"{now.Concerns} concerns where the peers' rate makes {now.Expected:0.0}") : "no peer to compare with";
        return new Quiet($"{survey}; {peers}");
    }

    /// <summary>Both tests on one date.</summary>
    /// <param name="Survey">The survey with the largest lower bound of those that say anything; null when none does.</param>
    private sealed record Both(Term Term, int Roll, Survey? Survey, int Pupils, double Bound, bool IsFew, bool HasPeers, int Concerns, double Expected, double Chance, bool IsUnlikely)
    {
        internal bool Holds => IsFew || IsUnlikely;

        /// <summary>Whether the survey says most: an alert of this term goes on where neither test holds any longer.</summary>
        internal bool IsOfSurvey => IsFew || (Survey is not null && !IsUnlikely);
    }

    private sealed class Tests(RuleSettings settings, SchoolAt at, SchoolTerms terms)
    {
        private readonly PeerFigures _peers = new(at);
        private readonly ILookup<Term, (Survey Survey, DateOnly On)> _surveys = at.Register.Surveys.Values
            .Where(survey => survey.Answered >= settings.UnderReportingSurveyAnswers && survey.Answered * 100L >= (long)settings.UnderReportingResponsePercent * survey.Invited)
            .Select(survey => (Survey: survey, On: SchoolTime.DateOf(survey.RecordedAt ?? survey.ReceivedAt)))
            .Where(each => TermOf(terms, each.Survey, each.On) is not null)
            .OrderBy(each => each.Survey.Key, StringComparer.Ordinal)
            .ToLookup(each => TermOf(terms, each.Survey, each.On)!);

        private readonly Dictionary<Term, ImmutableArray<DateOnly>> _pupils = [];

        /// <summary>Null: no term is under way.</summary>
        internal Both? On(DateOnly date)
        {
            if (terms.On(date) is not { } term) return null;
            var roll = _peers.RollOn(date);
            var pupils = PeerFigures.Between(PupilsOf(term), term.From, date);
            var (survey, bound) = _surveys[term].Where(each => each.On <= date).Select(each => (each.Survey, Bound: BoundOf(each.Survey, roll))).OrderByDescending(each => each.Bound).FirstOrDefault();
            var isFew = survey is not null && pupils * 100 < settings.UnderReportingRecordedPercent * bound;
            var concerns = PeerFigures.Between(_peers.Own, term.From, date);
            var expected = _peers.IsEmpty ? 0 : (double)((long)PeerFigures.Between(_peers.Concerns, term.From, date) * roll) / _peers.Pupils;
            var chance = Chance.PoissonUpTo(concerns, expected);
            return new(term, roll, survey, pupils, bound, isFew, !_peers.IsEmpty, concerns, expected, chance, chance < settings.UnderReportingChance);
        }

        internal Evidence EvidenceOf(Both now, DateOnly today) => new()
        {
            Count = now.IsOfSurvey ? now.Pupils : now.Concerns,
            Threshold = Round(now.IsOfSurvey ? now.Bound * settings.UnderReportingRecordedPercent / 100 : now.Expected, 1),
            WindowFrom = now.Term.From,
            WindowTo = today,
            Measures =
            [
                new("onRoll", now.Roll),
                .. now.Survey is not { } survey ? [] : (Measure[])
                [
                    new("invited", survey.Invited), new("answered", survey.Answered), new("experienced", survey.Experienced), new("toldAdult", survey.ToldAdult),
                    new("experiencedLow", Round(Chance.WilsonLow(survey.Experienced, survey.Answered), 4)), new("toldAdultLow", Round(Chance.WilsonLow(survey.ToldAdult, survey.Experienced), 4)),
                    new("surveyLowerBound", Round(now.Bound, 1)), new("recordedPupils", now.Pupils),
                ],
                .. !now.HasPeers ? [] : (Measure[])
                [
                    new("recordedConcerns", now.Concerns), new("expectedConcerns", Round(now.Expected, 1)), new("chance", Round(now.Chance, 5)),
                    new("peerConcerns", PeerFigures.Between(_peers.Concerns, now.Term.From, today)), new("peerPupils", _peers.Pupils),
                ],
            ],
            Items =
            [
                .. now.Survey is { } asked ? [new EvidenceItem { Date = SchoolTime.DateOf(asked.RecordedAt ?? asked.ReceivedAt), Id = asked.Term, Category = $"{asked.Audience}-survey" }] : (EvidenceItem[])[],
                .. _peers.Items(now.Term.From, today),
            ],
        };

        private ImmutableArray<DateOnly> PupilsOf(Term term)
        {
            if (!_pupils.TryGetValue(term, out var dates)) _pupils[term] = dates = at.Statistics.FirstOfEachPupil(term.From, term.To, ChildOnChildFacts.IsChildOnChild);
            return dates;
        }

        // Terms of two years may share a name: a survey is of the one that had begun when it was recorded, else of the first to come.
        private static Term? TermOf(SchoolTerms terms, Survey survey, DateOnly on)
        {
            var named = terms.All.Where(term => term.Name == survey.Term).ToList();
            return named.LastOrDefault(term => term.From <= on) ?? named.FirstOrDefault();
        }

        private static double BoundOf(Survey survey, int roll) =>
            roll * Chance.WilsonLow(survey.Experienced, survey.Answered) * Chance.WilsonLow(survey.ToldAdult, survey.Experienced);

        private static decimal Round(double value, int digits) => Math.Round((decimal)value, digits);
    }
}
