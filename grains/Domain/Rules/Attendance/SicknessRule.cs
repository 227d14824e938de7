using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-06: fifteen school days of illness in a school year or in one go, which the local authority must be told of; with a warning before.</summary>
internal sealed class SicknessRule(RuleSettings settings) : PupilRule
{
    private static readonly byte Illness = AttendanceCodes.PlaceOf("I");

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-06"),
        Version = 1,
        Title = "Sickness return",
        Sentence = $"The pupil has {settings.SicknessWarningSessions} or more sessions of illness (I) this school year or without a break; at {settings.SicknessSessions}, fifteen school days, a sickness return to the local authority is due.",
        Basis = "School Attendance (Pupil Registration) (England) Regulations 2024 (SI 2024/208): sickness return at 15 school days. The warning is our own design. Compulsory school age only.",
        Kind = RuleBasis.Law,
        Severity = Severity.Low,
        InForceFrom = AttendanceCodes.NewCodesFrom,
        ClearedBy = "A new school year begins.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || at.Marks.Places.AsSpan().Count(Illness) < settings.SicknessWarningSessions;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, tally) = (at.Steps, new EpisodeFold(at.Days), new Tally());
        for (var step = 0; step < steps.Count; step++)
        {
            var isNewYear = tally.Take(steps, step);
            var raises = tally.Count >= settings.SicknessWarningSessions && at.IsOfCompulsoryAge(steps.DateOf(step)) == true;
            episodes.Take(steps, step, raises, clears: isNewYear);
        }

        var isDue = tally.Count >= settings.SicknessSessions;
        var verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, isDue ? Severity.Medium : Severity.Low, EvidenceAt(steps, isDue ? steps.Count - 1 : episodes.RaisedStep, isDue)))
            : CompulsoryAge.Silence(at) ?? at.Quiet($"{tally.InYear} sessions of illness this school year, {tally.InRun} without a break; {settings.SicknessWarningSessions} would be a warning");
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private Evidence EvidenceAt(AttendanceSteps steps, int step, bool isDue)
    {
        var tally = new Tally();
        for (var each = 0; each <= step; each++) tally.Take(steps, each);
        var first = tally.InYear >= tally.InRun ? tally.YearStart : tally.RunStart;
        return new()
        {
            Count = tally.Count,
            Threshold = isDue ? settings.SicknessSessions : settings.SicknessWarningSessions,
            WindowFrom = steps.DateOf(first),
            WindowTo = steps.DateOf(step),
            Measures = [new("schoolYear", tally.InYear), new("withoutBreak", tally.InRun)],
            Items = [.. Enumerable.Range(first, step - first + 1).Where(each => steps.PlaceAt(each) == Illness).Select(steps.ItemAt)],
        };
    }

    /// <summary>Sessions of illness this school year, and in the row that goes on, which a new year does not break.</summary>
    private sealed class Tally
    {
        private int _nextYear;

        internal int YearStart { get; private set; }

        internal int RunStart { get; private set; }

        internal int InYear { get; private set; }

        internal int InRun { get; private set; }

        internal int Count => Math.Max(InYear, InRun);

        /// <summary>True at the first session of a school year.</summary>
        internal bool Take(AttendanceSteps steps, int step)
        {
            var isNewYear = step >= _nextYear;
            if (isNewYear) (_nextYear, YearStart, InYear) = (steps.FirstAfter(SchoolYear.Of(steps.DateOf(step)).To), step, 0);
            if (steps.PlaceAt(step) == Illness)
            {
                if (InRun == 0) RunStart = step;
                (InYear, InRun) = (InYear + 1, InRun + 1);
            }
            else if (steps[step] is not (MarkCategory.NoMark or MarkCategory.NotPossible))
            {
                InRun = 0;
            }

            return isNewYear;
        }
    }
}
