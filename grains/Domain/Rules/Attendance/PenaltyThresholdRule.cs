using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-04: ten unauthorised sessions within ten school weeks, at which a school must consider a penalty notice.</summary>
internal sealed class PenaltyThresholdRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-04"),
        Version = 1,
        Title = "Penalty notice threshold",
        Sentence = $"The pupil has {settings.PenaltySessions} or more unauthorised sessions (G, N, O or U) within {settings.PenaltySchoolWeeks} school weeks: a penalty notice must be considered.",
        Basis = "Education (Penalty Notices) (England) (Amendment) Regulations 2024 and the national framework of 19 August 2024: 10 sessions in a rolling 10 school weeks; a third notice in 3 years is not available. Compulsory school age only.",
        Kind = RuleBasis.Law,
        Severity = Severity.Medium,
        InForceFrom = AttendanceCodes.NewCodesFrom,
        ClearedBy = $"Fewer than {settings.PenaltySessions} count: sessions leave the ten weeks, a reason is accepted, or a notice uses them.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || at.Marks.Unauthorised < settings.PenaltySessions;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, penalty, episodes) = (at.Steps, at.Penalty, new EpisodeFold(at.Days));
        for (var step = 0; step < steps.Count; step++)
        {
            var isReached = penalty.Count(step) >= settings.PenaltySessions;
            episodes.Take(steps, step, raises: isReached && at.IsOfCompulsoryAge(steps.DateOf(step)) == true, clears: !isReached);
        }

        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, Silence(at, penalty.Last), at.NextMarkedDate());
        var notices = NoticesCounting(at.File.Notices, at.Today);
        var severity = notices >= settings.PenaltyMostNotices ? Severity.High : Severity.Medium;
        var evidence = penalty.EvidenceAt(episodes.RaisedStep, settings.PenaltySessions);
        if (notices > 0) evidence = evidence with { Measures = [new("noticesInThreeYears", notices)] };
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, severity, evidence)), Earlier(at.NextMarkedDate(), NextNoticeChange(at)));
    }

    private Verdict Silence(PupilAt at, int count) =>
        CompulsoryAge.Silence(at) ?? at.Quiet($"{count} of {settings.PenaltySessions} unauthorised sessions in {settings.PenaltySchoolWeeks} school weeks");

    private int NoticesCounting(IEnumerable<Notice> notices, DateOnly today) =>
        notices.Count(each => Counts(each) && each.IssuedOn <= today && today < each.IssuedOn.AddYears(settings.PenaltyYears));

    private bool Counts(Notice notice) => notice.Outcome is NoticeOutcome.Issued && notice.IssuedOn >= settings.PenaltyFrameworkFrom;

    private DateTimeOffset? NextNoticeChange(PupilAt at) =>
        at.File.Notices.Where(Counts).SelectMany(each => new[] { each.IssuedOn, each.IssuedOn.AddYears(settings.PenaltyYears) })
            .Where(date => date > at.Today).Order().Select(date => (DateTimeOffset?)SchoolTime.StartOf(date)).FirstOrDefault();
}
