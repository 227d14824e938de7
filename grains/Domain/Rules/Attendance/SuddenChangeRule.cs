using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-10: much more absence than is normal for this pupil, in several spells, within ten school days.</summary>
internal sealed class SuddenChangeRule(RuleSettings settings) : PupilRule
{
    // What is assumed of a pupil of whom little is known: one spell in thirty school days (catalogue, ATT-10).
    private const int AssumedSpells = 1;
    private const int AssumedDays = 30;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-10"),
        Version = 1,
        Title = "Sudden change in attendance",
        Sentence = $"In the last {settings.SuddenDays} school days the pupil missed {settings.SuddenSessions} or more sessions in {settings.SuddenSpells} or more spells, which has a chance below {settings.SuddenProbability * 100:0.###} % by the {settings.SuddenNormalDays} school days before.",
        Basis = "Evidence: persistent absence begins with repeated short spells (FFT Education Datalab); the comparison with the pupil's own normal and its numbers are our own design.",
        Kind = RuleBasis.Evidence | RuleBasis.Design,
        Severity = Severity.Medium,
        IsBoosted = true,
        ClearedBy = $"{settings.SuddenClear} or fewer sessions are missed in {settings.SuddenDays} school days.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.Unknown is not null || at.Marks.Absent < Math.Max(settings.SuddenSessions, settings.SuddenSpells) || !HasSpellsCloseTogether(at);

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, spells, episodes) = (at.Steps, at.Spells, new EpisodeFold(at.Days, settings.SuddenCoolDownDays));
        for (var step = 0; step < steps.Count; step++)
        {
            var first = AttendanceSteps.FirstOfDays(step, settings.SuddenDays);
            var absent = spells.AbsentBetween(first, step);
            var raises = !episodes.IsOpen && absent >= settings.SuddenSessions && spells.StartedBetween(first, step) >= settings.SuddenSpells && PictureAt(at, step).IsChange(settings);
            episodes.Take(steps, step, raises, clears: absent <= settings.SuddenClear);
        }

        var verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.Medium), EvidenceAt(at, episodes.RaisedStep)))
            : Silence(at);
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    /// <summary>Whether enough spells ever started within the days looked at: few pupils have that, and it is quickly seen.</summary>
    private bool HasSpellsCloseTogether(PupilAt at)
    {
        var (spells, steps) = (at.Spells.All, at.Steps);
        for (var last = settings.SuddenSpells - 1; last < spells.Length; last++)
        {
            if (AttendanceSteps.FirstOfDays(spells[last].Start, settings.SuddenDays) <= spells[last - settings.SuddenSpells + 1].Start) return true;
        }

        return false;
    }

    private Picture PictureAt(PupilAt at, int step)
    {
        var (steps, spells) = (at.Steps, at.Spells);
        var first = AttendanceSteps.FirstOfDays(step, settings.SuddenDays);
        var normal = AttendanceSteps.FirstOfDays(step, settings.SuddenDays + settings.SuddenNormalDays);
        var marked = 0;
        for (var day = normal; day < first; day += 2) marked += steps[day] is MarkCategory.NoMark && steps[day + 1] is MarkCategory.NoMark ? 0 : 1;
        return new(spells.AbsentBetween(first, step), spells.StartedBetween(first, step), spells.StartedBetween(normal, first - 1), marked, settings.SuddenDays);
    }

    private Verdict Silence(PupilAt at)
    {
        var picture = at.Steps.Count == 0 ? default : PictureAt(at, at.Steps.Count - 1);
        return picture.NormalDays < settings.SuddenMinimumDays
            ? at.CannotTell($"{picture.NormalDays} school days with a mark before the last {settings.SuddenDays}; {settings.SuddenMinimumDays} are needed to tell")
            : at.Quiet($"{picture.Absent} sessions missed in {picture.Spells} spells in {settings.SuddenDays} school days; {picture.NormalSpells} spells in the {settings.SuddenNormalDays} before");
    }

    private Evidence EvidenceAt(PupilAt at, int step)
    {
        var (steps, picture, first) = (at.Steps, PictureAt(at, step), AttendanceSteps.FirstOfDays(step, settings.SuddenDays));
        var starts = at.Spells.Between(first, step).ToArray().Select(spell => spell.Start).ToHashSet();
        return new()
        {
            Count = picture.Spells,
            Threshold = settings.SuddenSpells,
            WindowFrom = steps.DateOf(first),
            WindowTo = steps.DateOf(step),
            Measures =
            [
                new("absent", picture.Absent), new("days", settings.SuddenDays), new("normalSpells", picture.NormalSpells), new("normalDays", picture.NormalDays),
                new("expectedSpells", Math.Round((decimal)picture.Expected, 3)), new("probability", Math.Round((decimal)picture.Probability, 5)),
            ],
            Items = [.. Enumerable.Range(first, step - first + 1).Where(each => AttendanceCodes.IsAbsent(steps[each])).Select(each => steps.ItemAt(each) with { Category = starts.Contains(each) ? "spell-start" : null })],
        };
    }

    /// <summary>The last days beside what is normal for the pupil.</summary>
    private readonly record struct Picture(int Absent, int Spells, int NormalSpells, int NormalDays, int Days)
    {
        /// <summary>How many spells would start in the last days if nothing had changed.</summary>
        internal double Expected => (double)(NormalSpells + AssumedSpells) / (NormalDays + AssumedDays) * Days;

        internal double Probability => Chance.PoissonTail(Spells, Expected);

        internal bool IsChange(RuleSettings settings) => NormalDays >= settings.SuddenMinimumDays && Probability < settings.SuddenProbability;
    }
}
