using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-02: not persistently absent yet, but so at the end of the school year if the last sixty sessions go on.</summary>
internal sealed class ProjectedAbsenceRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-02"),
        Version = 1,
        Title = "Heading for persistent absence",
        Sentence = $"The pupil has missed less than {settings.PersistentPercent} % of the possible sessions this school year, but would miss {settings.PersistentPercent} % or more of the whole year if the absence of the last {settings.ProjectedRollingSessions} goes on.",
        Basis = "Our own design, to support first; persistent absence is the Department for Education's 10 % of possible sessions.",
        Kind = RuleBasis.Design,
        Severity = Severity.Low,
        ClearedBy = $"The projection falls below {settings.ProjectedClearPercent} %, or a new school year begins.",
    };

    // Who has missed less than a tenth so far can only get there by missing more than a tenth of the last sixty.
    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.Unknown is not null || at.Marks.Absent * 100 <= settings.ProjectedRollingSessions * settings.PersistentPercent;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, tally) = (at.Steps, new EpisodeFold(at.Days, settings.ProjectedCoolDownDays), new YearTally(settings.ProjectedRollingSessions));
        var (daysOfYear, projection) = (0, default(Projection));
        for (var step = 0; step < steps.Count; step++)
        {
            var isNewYear = tally.Take(steps, step);
            if (isNewYear) daysOfYear = DaysOfYear(at, steps.DateOf(step));
            projection = new(tally, settings.ProjectedRollingSessions, Remaining(steps, step, daysOfYear));
            episodes.Take(steps, step, IsHeading(projection), clears: isNewYear || projection.IsBelow(settings.ProjectedClearPercent));
        }

        var verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, Severity.Low, EvidenceAt(at, episodes.RaisedStep)))
            : Silence(at, projection);
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    // Nothing remains after the last day on roll.
    private static int DaysOfYear(PupilAt at, DateOnly date)
    {
        var ends = SchoolYear.Of(date).To;
        return at.Days.CountUpTo(at.Roll?.Left is { } left && left < ends ? left : ends);
    }

    /// <summary>The sessions of the calendar after a step, to the last of its school year on roll.</summary>
    private static int Remaining(AttendanceSteps steps, int step, int daysOfYear) => (2 * (daysOfYear - steps.Day(step) - 1)) + 1 - (step % 2);

    private bool IsEnough(Projection projection) => projection.Possible >= Math.Max(settings.ProjectedMinimumPossible, settings.ProjectedRollingSessions);

    private bool IsHeading(Projection projection) =>
        IsEnough(projection) && projection.Absent * 100 < projection.Possible * settings.PersistentPercent && !projection.IsBelow(settings.PersistentPercent);

    private Verdict Silence(PupilAt at, Projection projection) => IsEnough(projection)
        ? at.Quiet($"{projection.Absent} of {projection.Possible} possible sessions missed this school year; {projection.AbsentInYear:0.#} of {projection.PossibleInYear} at its end, if the last {settings.ProjectedRollingSessions} go on")
        : at.CannotTell($"{projection.Possible} possible sessions this school year; {Math.Max(settings.ProjectedMinimumPossible, settings.ProjectedRollingSessions)} are needed to tell");

    private Evidence EvidenceAt(PupilAt at, int raisedStep)
    {
        var (steps, tally) = (at.Steps, new YearTally(settings.ProjectedRollingSessions));
        for (var step = 0; step <= raisedStep; step++) tally.Take(steps, step);
        var raisedOn = steps.DateOf(raisedStep);
        var projection = new Projection(tally, settings.ProjectedRollingSessions, Remaining(steps, raisedStep, DaysOfYear(at, raisedOn)));
        return new()
        {
            Count = Math.Round(projection.AbsentInYear, 1),
            Threshold = projection.PossibleInYear * settings.PersistentPercent / 100m,
            WindowFrom = steps.DateOf(tally.Rolling.First()),
            WindowTo = raisedOn,
            Measures =
            [
                new("possible", tally.Possible), new("absent", tally.Absent), new("rollingPossible", tally.RollingCount),
                new("rollingAbsent", tally.RollingAbsent), new("remaining", projection.Remaining), new("possibleInYear", projection.PossibleInYear),
            ],
            Items = [.. tally.Rolling.Where(step => AttendanceCodes.IsAbsent(steps[step])).Select(steps.ItemAt)],
        };
    }

    /// <summary>The school year so far, and as it would end.</summary>
    private readonly record struct Projection(int Possible, int Absent, int RollingAbsent, int Rolling, int Remaining)
    {
        internal Projection(YearTally tally, int rolling, int remaining)
            : this(tally.Possible, tally.Absent, tally.RollingAbsent, rolling, remaining)
        {
        }

        internal int PossibleInYear => Possible + Remaining;

        internal decimal AbsentInYear => Absent + ((decimal)RollingAbsent * Remaining / Rolling);

        internal bool IsBelow(int percent) => ((Absent * Rolling) + (RollingAbsent * Remaining)) * 100 < PossibleInYear * Rolling * percent;
    }
}
