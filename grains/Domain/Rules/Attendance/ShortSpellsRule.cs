using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-12: many spells of absence within twelve school weeks, most of them short.</summary>
internal sealed class ShortSpellsRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-12"),
        Version = 1,
        Title = "Many short spells of absence",
        Sentence = $"Within {settings.ShortSpellsSchoolWeeks} school weeks {settings.ShortSpells} or more spells of absence started, and the median of their lengths is {settings.ShortSpellsMedian} sessions or fewer.",
        Basis = "Evidence: repeated short spells come before persistent absence (FFT Education Datalab). The numbers are our own design.",
        Kind = RuleBasis.Evidence,
        Severity = Severity.Low,
        ClearedBy = $"{settings.ShortSpellsClear} or fewer spells started within {settings.ShortSpellsSchoolWeeks} school weeks.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || at.Marks.Absent < settings.ShortSpells || !HasManySpells(at);

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, spells, episodes) = (at.Steps, at.Spells, new EpisodeFold(at.Days, settings.ShortSpellsCoolDownDays));
        for (var step = 0; step < steps.Count; step++)
        {
            var first = steps.FirstOfWeeks(step, settings.ShortSpellsSchoolWeeks);
            var started = spells.StartedBetween(first, step);
            var raises = !episodes.IsOpen && started >= settings.ShortSpells && TwiceMedian(spells, first, step) <= 2 * settings.ShortSpellsMedian;
            episodes.Take(steps, step, raises, clears: started <= settings.ShortSpellsClear);
        }

        Verdict verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, Severity.Low, EvidenceAt(at, episodes.RaisedStep)))
            : Silence(at);
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private bool HasManySpells(PupilAt at)
    {
        var (spells, steps) = (at.Spells.All, at.Steps);
        for (var last = settings.ShortSpells - 1; last < spells.Length; last++)
        {
            if (steps.FirstOfWeeks(spells[last].Start, settings.ShortSpellsSchoolWeeks) <= spells[last - settings.ShortSpells + 1].Start) return true;
        }

        return false;
    }

    /// <summary>Twice the median length so far of the spells that started from one step to another: an even number of them has two middle ones, and no fractions arise.</summary>
    private static int TwiceMedian(Spells spells, int first, int step)
    {
        var started = spells.Between(first, step);
        if (started.IsEmpty) return 0;
        var lengths = new int[started.Length];
        for (var each = 0; each < lengths.Length; each++) lengths[each] = spells.LengthAt(started[each], step);
        Array.Sort(lengths);
        return lengths[(lengths.Length - 1) / 2] + lengths[lengths.Length / 2];
    }

    private Quiet Silence(PupilAt at)
    {
        var last = at.Steps.Count - 1;
        var first = last < 0 ? 0 : at.Steps.FirstOfWeeks(last, settings.ShortSpellsSchoolWeeks);
        return at.Quiet($"{at.Spells.StartedBetween(first, last)} of {settings.ShortSpells} spells in {settings.ShortSpellsSchoolWeeks} school weeks, median {TwiceMedian(at.Spells, first, last) / 2m:0.#} sessions");
    }

    private Evidence EvidenceAt(PupilAt at, int step)
    {
        var (steps, spells) = (at.Steps, at.Spells);
        var first = steps.FirstOfWeeks(step, settings.ShortSpellsSchoolWeeks);
        var started = spells.Between(first, step).ToArray();
        return new()
        {
            Count = started.Length,
            Threshold = settings.ShortSpells,
            WindowFrom = steps.DateOf(first),
            WindowTo = steps.DateOf(step),
            Measures = [new("schoolWeeks", settings.ShortSpellsSchoolWeeks), new("medianSessions", TwiceMedian(spells, first, step) / 2m)],
            Items = [.. started.Select(spell => steps.ItemAt(spell.Start) with { Category = $"{spells.LengthAt(spell, step)} sessions" })],
        };
    }
}
