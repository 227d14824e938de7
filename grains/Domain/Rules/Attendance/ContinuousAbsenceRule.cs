using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-05: ten school days of unauthorised absence without a break, which the local authority must be told of.</summary>
internal sealed class ContinuousAbsenceRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-05"),
        Version = 1,
        Title = "Ten days of continuous unauthorised absence",
        Sentence = $"The last {settings.ContinuousSessions} possible sessions in a row (ten school days) are all unauthorised absence: an attendance return to the local authority is due.",
        Basis = "School Attendance (Pupil Registration) (England) Regulations 2024 (SI 2024/208): attendance return after 10 continuous school days of G, N, O or U. Compulsory school age only.",
        Kind = RuleBasis.Law,
        Severity = Severity.High,
        IsBoosted = true,
        InForceFrom = AttendanceCodes.NewCodesFrom,
        ClearedBy = "The pupil attends a session. An authorised session ends the row but does not clear the alert.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || at.Marks.Unauthorised < settings.ContinuousSessions;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, run) = (at.Steps, new EpisodeFold(at.Days), 0);
        for (var step = 0; step < steps.Count; step++)
        {
            var category = steps[step];
            run = category switch
            {
                MarkCategory.Unauthorised => run + 1,
                MarkCategory.NoMark or MarkCategory.NotPossible => run,
                _ => 0,
            };
            var raises = run >= settings.ContinuousSessions && at.IsOfCompulsoryAge(steps.DateOf(step)) == true;
            episodes.Take(steps, step, raises, clears: AttendanceCodes.IsAttended(category));
        }

        var verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.High), EvidenceAt(steps, episodes.RaisedStep)))
            : Silence(at, run);
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private Verdict Silence(PupilAt at, int run) =>
        CompulsoryAge.Silence(at) ?? at.Quiet($"{run} of {settings.ContinuousSessions} possible sessions in a row are unauthorised absence");

    private Evidence EvidenceAt(AttendanceSteps steps, int raisedStep)
    {
        var run = new List<int>();
        for (var step = raisedStep; step >= 0 && steps[step] is MarkCategory.Unauthorised or MarkCategory.NoMark or MarkCategory.NotPossible; step--)
        {
            if (steps[step] is MarkCategory.Unauthorised) run.Add(step);
        }

        run.Reverse();
        return new()
        {
            Count = run.Count,
            Threshold = settings.ContinuousSessions,
            WindowFrom = steps.DateOf(run[0]),
            WindowTo = steps.DateOf(raisedStep),
            Items = [.. run.Select(steps.ItemAt)],
        };
    }
}
