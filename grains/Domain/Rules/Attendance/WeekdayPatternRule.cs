using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-11: the pupil's absences fall on one weekday far more often than absences usually do.</summary>
internal sealed class WeekdayPatternRule(RuleSettings settings) : PupilRule
{
    private const int DaysOfWeek = 7;

    // How absence is usually spread over Monday to Friday: most on Fridays, least on Wednesdays (FFT Education Datalab; catalogue, ATT-11).
    private static readonly double[] Usual = [0.21, 0.19, 0.185, 0.195, 0.22];

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-11"),
        Version = 1,
        Title = "Absent on the same weekday",
        Sentence = $"In the {settings.WeekdaySchoolWeeks} school weeks before this one, {settings.WeekdaySameDay} or more absent days, and {settings.WeekdayPercent} % or more of all, fall on one weekday, which has a chance below {settings.WeekdayProbability * 100:0.###} %.",
        Basis = "Evidence: how absence is spread over the week (FFT Education Datalab). The thresholds are our own design.",
        Kind = RuleBasis.Evidence | RuleBasis.Design,
        Severity = Severity.Low,
        ClearedBy = $"Less than {settings.WeekdayClearPercent} % of the absent days of {settings.WeekdaySchoolWeeks} school weeks fall on one weekday, or there are fewer than {settings.WeekdayAbsentDays}. Looked at once a school week.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || at.Marks.Absent < Math.Max(settings.WeekdayAbsentDays, settings.WeekdaySameDay);

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, grid) = (at.Steps, new EpisodeFold(at.Days, settings.WeekdayCoolDownDays), new Grid(settings.WeekdaySchoolWeeks));
        for (var step = 0; step < steps.Count; step++)
        {
            if (grid.Begins(at.Days.WeekOf(steps.Day(step)))) episodes.Take(steps, step, IsPattern(grid), IsOver(grid));
            if (AttendanceCodes.IsAbsent(steps[step])) grid.Add(steps.DateOf(step));
        }

        Verdict verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, Severity.Low, EvidenceAt(at, episodes.RaisedStep)))
            : at.Quiet($"{grid.Most} of {grid.Days} absent days in the {settings.WeekdaySchoolWeeks} school weeks before this one fall on the same weekday");
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private bool IsPattern(Grid grid) =>
        grid.Days >= settings.WeekdayAbsentDays && grid.Most >= settings.WeekdaySameDay && grid.Most * 100 >= grid.Days * settings.WeekdayPercent
        && grid.MostOn < Usual.Length && Chance.BinomialTail(grid.Most, grid.Days, Usual[grid.MostOn]) < settings.WeekdayProbability;

    private bool IsOver(Grid grid) => grid.Days < settings.WeekdayAbsentDays || grid.Most * 100 < grid.Days * settings.WeekdayClearPercent;

    private Evidence EvidenceAt(PupilAt at, int raisedStep)
    {
        var (steps, grid) = (at.Steps, new Grid(settings.WeekdaySchoolWeeks));
        for (var step = 0; step <= raisedStep; step++)
        {
            grid.Begins(at.Days.WeekOf(steps.Day(step)));
            if (AttendanceCodes.IsAbsent(steps[step])) grid.Add(steps.DateOf(step));
        }

        var first = steps.FirstOfWeeks(raisedStep, settings.WeekdaySchoolWeeks + 1);
        return new()
        {
            Count = grid.Most,
            Threshold = Math.Max(settings.WeekdaySameDay, grid.Days * settings.WeekdayPercent / 100m),
            WindowFrom = steps.DateOf(first),
            WindowTo = steps.DateOf(raisedStep - 1),
            Measures =
            [
                new("absentDays", grid.Days), new("weekday", grid.MostOn + 1), new("schoolWeeks", settings.WeekdaySchoolWeeks),
                new("probability", Math.Round((decimal)Chance.BinomialTail(grid.Most, grid.Days, Usual[grid.MostOn]), 5)),
            ],
            Items = [.. Enumerable.Range(first, raisedStep - first).Where(step => AttendanceCodes.IsAbsent(steps[step])).Select(steps.ItemAt)],
        };
    }

    /// <summary>Absent days by weekday, Monday first, in the school weeks before the running one.</summary>
    private sealed class Grid(int weeks)
    {
        // A bit for each weekday with an absence.
        private readonly Queue<(int Week, int Weekdays)> _before = new();
        private readonly int[] _sums = new int[DaysOfWeek];
        private int _running;
        private int _week = -1;

        internal int Days { get; private set; }

        internal int Most { get; private set; }

        /// <summary>The weekday with the most absent days, Monday 0; the earliest of equals.</summary>
        internal int MostOn { get; private set; }

        /// <summary>True at the first session of a school week: the week before it now counts, the oldest no longer does.</summary>
        internal bool Begins(int week)
        {
            if (week == _week) return false;
            if (_running != 0) Keep();
            while (_before.TryPeek(out var oldest) && oldest.Week < week - weeks) Count(_before.Dequeue().Weekdays, -1);
            (_week, _running, Most, MostOn) = (week, 0, 0, 0);
            for (var weekday = 0; weekday < DaysOfWeek; weekday++)
            {
                if (_sums[weekday] > Most) (Most, MostOn) = (_sums[weekday], weekday);
            }

            return true;
        }

        internal void Add(DateOnly date) => _running |= 1 << (((int)date.DayOfWeek + 6) % DaysOfWeek);

        private void Keep()
        {
            Count(_running, 1);
            _before.Enqueue((_week, _running));
        }

        private void Count(int weekdays, int by)
        {
            for (var weekday = 0; weekday < DaysOfWeek; weekday++)
            {
                if ((weekdays & (1 << weekday)) == 0) continue;
                _sums[weekday] += by;
                Days += by;
            }
        }
    }
}
