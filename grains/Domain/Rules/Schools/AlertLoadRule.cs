using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-12: we ourselves ask more of the safeguarding leads than they can do.</summary>
/// <remarks>What was already true at the first import paged nobody and does not count as a load; nor does this rule's own alert.</remarks>
internal sealed class AlertLoadRule(RuleSettings settings) : SchoolRule
{
    private static readonly RuleId Own = new("SCH-12");

    internal override RuleDescription Description { get; } = new()
    {
        Id = Own,
        Version = 1,
        Title = "More alerts than people can take",
        Sentence = $"Over {settings.AlertLoadSchoolDays} school days there are more than {settings.AlertLoadPerLead} alerts of high severity or above a day for each safeguarding lead and deputy, or such alerts wait more than {settings.AlertLoadAcknowledged.TotalMinutes:0} minutes of school hours, in the median, until somebody takes them on, or fewer than {settings.AlertLoadUsefulPercent} % of {settings.AlertLoadLeastClosed} or more that people closed were worth the look.",
        Basis = "Our own design: an alarm on our own noise.",
        Kind = RuleBasis.Design,
        Severity = Severity.Medium,
        ClearedBy = "None of it is so any longer.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Board.LastUpdate, at.Register.Training, at.Register.Calendar];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    private RuleOutcome Outcome(SchoolAt at)
    {
        if (!at.Register.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        var leads = Math.Max(1, at.Register.Training.Values.Count(TrainingGroups.IsLead));
        var most = settings.AlertLoadPerLead * settings.AlertLoadSchoolDays * leads;
        var load = LoadOf(at);
        bool IsTooMuch(DateOnly date) => load.MovedTo(date).Raised > most || load.Median > settings.AlertLoadAcknowledged || IsNoise(load);

        var (episodes, due) = DateWalk.Of(at.Days, at.Today, load.Changes, raises: IsTooMuch, clears: date => !IsTooMuch(date));
        if (episodes.IsOpen)
        {
            var then = LoadOf(at).MovedTo(episodes.RaisedOn);
            return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.Medium, EvidenceOf(at, then, leads, most, episodes.RaisedOn))), due);
        }

        var now = load.MovedTo(at.Today);
        var worth = now.Closed > 0 ? $"; {now.Useful} of {now.Closed} that people closed were worth the look" : "";
        var acknowledged = now.Median is { } median ? $", acknowledged after {median.TotalMinutes:0} minutes in the median" : "";
        return RuleOutcome.Of(episodes, new Quiet($"{now.Raised} alerts of high severity or above in {settings.AlertLoadSchoolDays} school days for {leads} leads and deputies{acknowledged}{worth}"), due);
    }

    private bool IsNoise(AlertLoad load) => load.Closed >= settings.AlertLoadLeastClosed && load.Useful * 100 < settings.AlertLoadUsefulPercent * load.Closed;

    private AlertLoad LoadOf(SchoolAt at)
    {
        var all = at.Board.Open.Concat(at.Board.Past).Where(each => each.Key.Rule != Own).ToList();
        var alerts = all.Where(each => each.Raised.Severity >= Severity.High && each.Raised.Cause is not Cause.Baseline);
        var closed = all.Select(each => each.Last).Where(each => each.Kind is TransitionKind.Closed);
        return new(alerts, closed, new SchoolHours(at.Days, settings.SchoolHoursFrom, settings.SchoolHoursTo), settings.AlertLoadSchoolDays);
    }

    private Evidence EvidenceOf(SchoolAt at, AlertLoad load, int leads, int most, DateOnly on) => new()
    {
        Count = load.Raised,
        Threshold = most,
        WindowFrom = at.Days.Last(settings.AlertLoadSchoolDays, on) is [var first, ..] ? first : on,
        WindowTo = on,
        Measures =
        [
            new("leads", leads),
            .. load.Median is { } median ? [new Measure("medianMinutes", (decimal)Math.Round(median.TotalMinutes, 1))] : (Measure[])[],
            .. load.Closed > 0 ? [new Measure("closed", load.Closed), new Measure("useful", load.Useful)] : (Measure[])[],
        ],
    };
}
