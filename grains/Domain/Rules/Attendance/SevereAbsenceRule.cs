using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

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
        var (steps, episodes, tally) = (at.Steps, new EpisodeFold(at.Days, settings.SevereCoolDownDays), new Tally(settings));
        for (var step = 0; step < steps.Count; step++)
        {
            var date = steps.DateOf(step);
            var isNewYear = tally.Take(step, date, steps[step]);
            episodes.Take(step, date, raises: IsSevere(tally), clears: isNewYear || IsOver(tally));
        }

        var verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.High), EvidenceAt(steps, episodes.RaisedStep)))
            : Silence(tally);
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private bool IsSevere(Tally tally) =>
        tally.Possible >= settings.SevereMinimumPossible
        && (tally.Absent * 100 >= tally.Possible * settings.SeverePercent || (tally.IsRolling && tally.RollingAbsent >= settings.SevereRollingAbsent));

    private bool IsOver(Tally tally) =>
        tally.Absent * 100 < tally.Possible * settings.SevereClearPercent && (!tally.IsRolling || tally.RollingAbsent < settings.SevereRollingClear);

    private Verdict Silence(Tally tally) => tally.Possible < settings.SevereMinimumPossible
        ? new CannotTell($"{tally.Possible} possible sessions this school year; {settings.SevereMinimumPossible} are needed to tell")
        : new Quiet($"{tally.Absent} of {tally.Possible} possible sessions missed this school year, {tally.RollingAbsent} of the last {settings.SevereRollingSessions}");

    private Evidence EvidenceAt(AttendanceSteps steps, int raisedStep)
    {
        var tally = new Tally(settings);
        for (var step = 0; step <= raisedStep; step++) tally.Take(step, steps.DateOf(step), steps[step]);
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

    /// <summary>Possible and missed sessions of the school year so far, and of its last sixty, which are kept in a ring.</summary>
    private sealed class Tally(RuleSettings settings)
    {
        private readonly int[] _ring = new int[settings.SevereRollingSessions];
        private DateOnly _yearEnds;

        /// <summary>The steps of the last possible sessions of the year, oldest first.</summary>
        internal IEnumerable<int> Rolling => Enumerable.Range(Possible - RollingCount, RollingCount).Select(number => Math.Abs(_ring[number % _ring.Length]) - 1);

        internal int RollingCount => Math.Min(Possible, _ring.Length);

        internal int YearStart { get; private set; }

        internal int Possible { get; private set; }

        internal int Absent { get; private set; }

        internal int RollingAbsent { get; private set; }

        internal bool IsRolling => Possible >= _ring.Length;

        /// <summary>True at the first session of a later school year: everything starts afresh.</summary>
        internal bool Take(int step, DateOnly date, MarkCategory category)
        {
            var isNewYear = step > 0 && date > _yearEnds;
            if (step == 0 || isNewYear) (_yearEnds, YearStart, Possible, Absent, RollingAbsent) = (SchoolYear.Of(date).To, step, 0, 0, 0);
            if (category is MarkCategory.NoMark or MarkCategory.NotPossible) return isNewYear;
            var place = Possible % _ring.Length;
            if (IsRolling && _ring[place] < 0) RollingAbsent--;
            var isAbsent = AttendanceCodes.IsAbsent(category);
            if (isAbsent) (Absent, RollingAbsent) = (Absent + 1, RollingAbsent + 1);

            // Below zero: missed. Counted from one, as there is no negative nought.
            _ring[place] = isAbsent ? -(step + 1) : step + 1;
            Possible++;
            return isNewYear;
        }
    }
}
