namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-04w: seven to nine unauthorised sessions within ten school weeks, and rising: time to help before the law asks more.</summary>
internal sealed class PenaltyWarningRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-04w"),
        Version = 1,
        Title = "Nearing the penalty notice threshold",
        Sentence = $"The pupil has {settings.PenaltyWarningSessions} to {settings.PenaltySessions - 1} unauthorised sessions within {settings.PenaltySchoolWeeks} school weeks, and the number has just risen.",
        Basis = "Our own design, to support first; the threshold it warns of is the national framework's 10 sessions in 10 school weeks. Compulsory school age only.",
        Kind = RuleBasis.Design,
        Severity = Severity.Low,
        ClearedBy = $"Fewer than {settings.PenaltyWarningSessions} count, or {settings.PenaltySessions} are reached and ATT-04 takes over.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || at.Marks.Unauthorised < settings.PenaltyWarningSessions;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, penalty, episodes) = (at.Steps, at.Penalty, new EpisodeFold(at.Days));
        for (var step = 0; step < steps.Count; step++)
        {
            var count = penalty.Count(step);
            var isNear = count >= settings.PenaltyWarningSessions && count < settings.PenaltySessions;
            episodes.Take(steps, step, raises: isNear && count > penalty.Count(step - 1) && at.IsOfCompulsoryAge(steps.DateOf(step)) == true, clears: !isNear);
        }

        var verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, Severity.Low, penalty.EvidenceAt(episodes.RaisedStep, settings.PenaltyWarningSessions)))
            : Silence(at, penalty.Last);
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private Verdict Silence(PupilAt at, int count) => CompulsoryAge.Silence(at) ?? (count >= settings.PenaltySessions
        ? at.Quiet($"{count} unauthorised sessions: the threshold itself is reached, see ATT-04")
        : at.Quiet($"{count} of {settings.PenaltyWarningSessions} unauthorised sessions in {settings.PenaltySchoolWeeks} school weeks, or not rising"));
}
