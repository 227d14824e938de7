using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-14: the register says present, but the pupil is missing from lessons.</summary>
internal sealed class MissedLessonsRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-14"),
        Version = 1,
        Title = "In school but missing from lessons",
        Sentence = $"Within {settings.MissingLessonsDays} school days the pupil missed {settings.MissingLessons} or more lessons without leave on days with a session marked present.",
        Basis = "Keeping children safe in education and Working together to improve school attendance: being missing for part of the school day can be a sign of harm. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        IsBoosted = true,
        ClearedBy = $"No such lesson in {settings.MissingLessonsClearDays} school days.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || at.File.Lessons.Length < settings.MissingLessons || at.File.Lessons.Count(IsMissed) < settings.MissingLessons;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, lessons) = (at.Steps, new EpisodeFold(at.Days), new Tally(at));
        for (var step = 0; step < steps.Count; step++)
        {
            lessons.Take(step);
            var raises = lessons.Missed(step, settings.MissingLessonsDays) >= settings.MissingLessons;
            episodes.Take(steps, step, raises, clears: lessons.Missed(step, settings.MissingLessonsClearDays) == 0);
        }

        Verdict verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.Medium), EvidenceAt(at, episodes.RaisedStep)))
            : at.Quiet($"{lessons.Missed(steps.Count - 1, settings.MissingLessonsDays)} of {settings.MissingLessons} lessons missed without leave in {settings.MissingLessonsDays} school days, on days marked present");
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private Evidence EvidenceAt(PupilAt at, int raisedStep)
    {
        var (steps, lessons) = (at.Steps, new Tally(at));
        for (var step = 0; step <= raisedStep; step++) lessons.Take(step);
        var from = steps.DateOf(AttendanceSteps.FirstOfDays(raisedStep, settings.MissingLessonsDays));
        var dates = lessons.CountedDates.ToHashSet();
        return new()
        {
            Count = lessons.Missed(raisedStep, settings.MissingLessonsDays),
            Threshold = settings.MissingLessons,
            WindowFrom = from,
            WindowTo = steps.DateOf(raisedStep),
            Items = [.. at.File.Lessons.Where(each => each.Date >= from && IsMissed(each) && dates.Contains(each.Date)).Select(each => new EvidenceItem { Date = each.Date, Code = each.Code, Id = each.Period, Category = "lesson" })],
        };
    }

    // Most lessons are attended, and need no look at the table of codes.
    private static bool IsMissed(LessonMark lesson) => lesson.Code is not (null or "/" or "\\") && AttendanceCodes.CategoryOf(lesson.Code, lesson.Date) is MarkCategory.Unauthorised;

    /// <summary>Lessons missed without leave by school day; a day's count once one of its sessions, so far, is marked present.</summary>
    private sealed class Tally
    {
        private readonly AttendanceSteps _steps;
        private readonly Dictionary<DateOnly, int> _missed;
        private readonly int[] _counted;

        internal Tally(PupilAt at)
        {
            _steps = at.Steps;
            _missed = at.File.Lessons.Where(IsMissed).GroupBy(each => each.Date).ToDictionary(day => day.Key, day => day.Count());
            _counted = new int[(_steps.Count + 1) / 2];
        }

        internal IEnumerable<DateOnly> CountedDates => Enumerable.Range(0, _counted.Length).Where(day => _counted[day] > 0).Select(day => _steps.DateOf(2 * day));

        internal void Take(int step)
        {
            if (_steps[step] is MarkCategory.Present) _counted[step / 2] = _missed.GetValueOrDefault(_steps.DateOf(step));
        }

        /// <summary>Lessons that count in the last school days that end with a step's.</summary>
        internal int Missed(int step, int days)
        {
            var missed = 0;
            for (var day = Math.Max(0, (step / 2) - days + 1); step >= 0 && day <= step / 2; day++) missed += _counted[day];
            return missed;
        }
    }
}
