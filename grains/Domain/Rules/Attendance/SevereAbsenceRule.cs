using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-03: half or more of the possible sessions missed, in the school year or in the last sixty of it.</summary>
internal sealed class SevereAbsenceRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-03"),
        Version = 1,
        Title = "Severe absence",
        Sentence = $"The pupil has missed {settings.SeverePercent} % or more of the possible sessions this school year, or {settings.SevereRollingAbsent} or more of the last {settings.SevereRollingSessions}.",
        Basis = "Department for Education definition of severe absence (50 % or more of possible sessions); its guidance links severe absence to neglect. The 60 sessions are our own design.",
        Kind = RuleBasis.Law | RuleBasis.Guidance,
        Severity = Severity.High,
        IsBoosted = true,
        ClearedBy = $"The year's absence falls below {settings.SevereClearPercent} % and fewer than {settings.SevereRollingClear} of the last {settings.SevereRollingSessions} possible sessions are missed; or a new school year begins.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.Unknown is not null || at.Marks.Absent * 100 < Math.Min(settings.SevereMinimumPossible * settings.SeverePercent, settings.SevereRollingAbsent * 100);

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, tally) = (at.Steps, new EpisodeFold(at.Days, settings.SevereCoolDownDays), new YearTally(settings.SevereRollingSessions));
        for (var step = 0; step < steps.Count; step++)
        {
            var isNewYear = tally.Take(steps, step);
            episodes.Take(steps, step, raises: IsSevere(tally), clears: isNewYear || IsOver(tally));
        }

        var verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.High), EvidenceAt(steps, episodes.RaisedStep)))
            : Silence(at, tally);
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private bool IsSevere(YearTally tally) =>
        tally.Possible >= settings.SevereMinimumPossible
        && (tally.Absent * 100 >= tally.Possible * settings.SeverePercent || (tally.IsRolling && tally.RollingAbsent >= settings.SevereRollingAbsent));

    private bool IsOver(YearTally tally) =>
        tally.Absent * 100 < tally.Possible * settings.SevereClearPercent && (!tally.IsRolling || tally.RollingAbsent < settings.SevereRollingClear);

    private Verdict Silence(PupilAt at, YearTally tally) => tally.Possible < settings.SevereMinimumPossible
        ? at.CannotTell($"{tally.Possible} possible sessions this school year; {settings.SevereMinimumPossible} are needed to tell")
        : at.Quiet($"{tally.Absent} of {tally.Possible} possible sessions missed this school year, {tally.RollingAbsent} of the last {settings.SevereRollingSessions}");

    private Evidence EvidenceAt(AttendanceSteps steps, int raisedStep)
    {
        var tally = new YearTally(settings.SevereRollingSessions);
        for (var step = 0; step <= raisedStep; step++) tally.Take(steps, step);
        var isYear = tally.Absent * 100 >= tally.Possible * settings.SeverePercent;
        return new()
        {
            Count = isYear ? tally.Absent : tally.RollingAbsent,
            Threshold = isYear ? tally.Possible * settings.SeverePercent / 100m : settings.SevereRollingAbsent,
            WindowFrom = isYear ? steps.DateOf(tally.YearStart) : steps.DateOf(tally.Rolling.First()),
            WindowTo = steps.DateOf(raisedStep),
            Measures =
            [
                new("possible", tally.Possible), new("absent", tally.Absent),
                new("rollingPossible", tally.RollingCount), new("rollingAbsent", tally.RollingAbsent),
            ],
            Items = [.. tally.Rolling.Where(step => AttendanceCodes.IsAbsent(steps[step])).Select(steps.ItemAt)],
        };
    }
}
