using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-01: a tenth or more of the school year's possible sessions missed.</summary>
internal sealed class PersistentAbsenceRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-01"),
        Version = 1,
        Title = "Persistent absence",
        Sentence = $"The pupil has missed {settings.PersistentPercent} % or more of the possible sessions this school year, of at least {settings.PersistentMinimumPossible}.",
        Basis = "Department for Education definition of persistent absence (10 % or more of the pupil's own possible sessions). The smallest number of sessions and the clear are our own design.",
        Kind = RuleBasis.Law,
        Severity = Severity.Low,
        ClearedBy = $"The year's absence falls below {settings.PersistentClearPermille / 10m:0.#} %, or a new school year begins.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.Unknown is not null || at.Marks.Absent * 100 < settings.PersistentMinimumPossible * settings.PersistentPercent;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, tally) = (at.Steps, new EpisodeFold(at.Days, settings.PersistentCoolDownDays), new YearTally());
        for (var step = 0; step < steps.Count; step++)
        {
            var isNewYear = tally.Take(steps, step);
            var raises = tally.Possible >= settings.PersistentMinimumPossible && tally.Absent * 100 >= tally.Possible * settings.PersistentPercent;
            episodes.Take(steps, step, raises, clears: isNewYear || tally.Absent * 1000 < tally.Possible * settings.PersistentClearPermille);
        }

        var verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, SeverityOf(steps, episodes.RaisedOn), EvidenceAt(at, episodes.RaisedStep)))
            : Silence(at, tally);
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    /// <summary>More urgent when it is new: in the school year before, the pupil was here and was not persistently absent.</summary>
    private Severity SeverityOf(AttendanceSteps steps, DateOnly raisedOn)
    {
        var before = new SchoolYear(SchoolYear.Of(raisedOn).StartsIn - 1);
        var tally = new YearTally();
        var after = Math.Min(steps.Count, steps.FirstAfter(before.To));
        for (var step = steps.FirstAfter(before.From.AddDays(-1)); step < after; step++) tally.Take(steps, step);

        var wasRegular = tally.Possible >= settings.PersistentMinimumPossible && tally.Absent * 100 < tally.Possible * settings.PersistentPercent;
        return wasRegular ? Severity.Medium : Severity.Low;
    }

    private Verdict Silence(PupilAt at, YearTally tally) => tally.Possible < settings.PersistentMinimumPossible
        ? at.CannotTell($"{tally.Possible} possible sessions this school year; {settings.PersistentMinimumPossible} are needed to tell")
        : at.Quiet($"{tally.Absent} of {tally.Possible} possible sessions missed this school year, or not yet {settings.PersistentCoolDownDays} school days since it was last over");

    private Evidence EvidenceAt(PupilAt at, int raisedStep)
    {
        var (steps, tally) = (at.Steps, new YearTally());
        for (var step = 0; step <= raisedStep; step++) tally.Take(steps, step);
        return new()
        {
            Count = tally.Absent,
            Threshold = tally.Possible * settings.PersistentPercent / 100m,
            WindowFrom = steps.DateOf(tally.YearStart),
            WindowTo = steps.DateOf(raisedStep),
            Measures =
            [
                new("possible", tally.Possible), new("absent", tally.Absent),
                new("spells", at.Spells.StartedBetween(tally.YearStart, raisedStep)), new("sessionsOnRoll", raisedStep - tally.YearStart + 1),
            ],
            Items = [.. Enumerable.Range(tally.YearStart, raisedStep - tally.YearStart + 1).Where(step => AttendanceCodes.IsAbsent(steps[step])).Select(steps.ItemAt)],
        };
    }
}
