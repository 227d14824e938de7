using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-05: no child-on-child concern at all for so long that, at the peers' rate, there would have been some.</summary>
internal sealed class ZeroReportsRule(RuleSettings settings) : SchoolRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-05"),
        Version = 1,
        Title = "No child-on-child concern recorded",
        Sentence = $"Since the last child-on-child concern, or since the school year began, the peers' rate would have led to {settings.ZeroReportsExpected.ToString(CultureInfo.InvariantCulture)} or more, and there is none.",
        Basis = "Keeping children safe in education, part 5: no reports do not mean that nothing happens. The number is our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        ClearedBy = "A child-on-child concern of the school's own; a new school year, which counts afresh.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) =>
        [at.Register.Calendar, at.Register.Record, at.Register.Figures, at.Register.Roll, at.Statistics.Concerns];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    private RuleOutcome Outcome(SchoolAt at)
    {
        var begun = at.Days.CountUpTo(at.Today);
        if (begun == 0) return RuleOutcome.CannotTell(at.Register.Calendar.IsKnown ? "the calendar has no school day yet" : "the school has sent no calendar");

        // Through the summer it is still the year of the last school day; the next one's first session begins the count afresh.
        var year = SchoolYear.Of(at.Days[begun - 1]);
        var firstDay = at.Days[at.Days.CountUpTo(year.From.AddDays(-1))];
        var peers = new PeerFigures(at);
        if (peers.IsEmpty) return RuleOutcome.CannotTell("there is no peer to compare with") with { LastClearedOn = firstDay };
        Silence On(DateOnly date) => SilenceOn(date, year, at.Days, peers);
        var dates = Enumerable.Range(0, at.Today.DayNumber - firstDay.DayNumber + 1).Select(firstDay.AddDays);
        var walk = DateWalk.Of(at.Days, at.Today, dates, date => On(date).Expected >= settings.ZeroReportsExpected, date => PeerFigures.Between(peers.Own, date, date) > 0);
        var now = On(at.Today);
        Verdict verdict = walk.Episodes.IsOpen
            ? new Fired(new Episode(walk.Episodes.RaisedOn, Severity.Medium, EvidenceOf(now, peers, at.Today)))
            : new Quiet(FormattableString.Invariant($"{now.Expected:0.0} child-on-child concerns expected at the peers' rate in {now.Days} school days without one; {settings.ZeroReportsExpected} are needed"));
        return new RuleOutcome(verdict, walk.Episodes.LastClearedOn ?? firstDay) { Past = walk.Episodes.Past };
    }

    private static Silence SilenceOn(DateOnly date, SchoolYear year, SchoolDays days, PeerFigures peers)
    {
        var last = peers.Own.LastOrDefault(own => own <= date && own >= year.From);
        var since = last == default ? year.From.AddDays(-1) : last;
        var (silent, pupilDays) = (days.CountBetween(since, date), peers.PupilDays(year.From, date));
        var concerns = PeerFigures.Between(peers.Concerns, year.From, date);
        return new(since.AddDays(1), silent, concerns, peers.RollOn(date), pupilDays == 0 ? 0 : (double)((long)concerns * peers.RollOn(date) * silent) / pupilDays);
    }

    private Evidence EvidenceOf(Silence now, PeerFigures peers, DateOnly today) => new()
    {
        Count = Math.Round((decimal)now.Expected, 1),
        Threshold = (decimal)settings.ZeroReportsExpected,
        WindowFrom = now.From,
        WindowTo = today,
        Measures =
        [
            new("recordedConcerns", 0), new("schoolDays", now.Days), new("onRoll", now.Roll),
            new("chance", Math.Round((decimal)Math.Exp(-now.Expected), 5)), new("peerConcerns", now.PeerConcerns), new("peerPupils", peers.Pupils),
        ],
        Items = [.. peers.Items(SchoolYear.Of(now.From).From, today)],
    };

    private readonly record struct Silence(DateOnly From, int Days, int PeerConcerns, int Roll, double Expected);
}
