namespace RiskMonitor.Bench.Workload;

/// <summary>
/// Two-state renewal of domain.md 6.3: spells with a long tail, started by a hazard that fits the pupil's own long-run rate.
/// Sessions are drawn in order, once each.
/// </summary>
internal sealed class Absences
{
    private const double MeanSpell = 4.87, LateShare = 0.02;

    private static readonly (byte Length, double Upto)[] Spells =
        [(1, .10), (2, .48), (3, .53), (4, .70), (5, .73), (6, .82), (8, .88), (10, .94), (14, .97), (20, 1.01)];

    private readonly Population population;
    private readonly float[] hazard;
    private readonly byte[] remaining;
    private readonly byte[] reason;

    public Absences(Population population)
    {
        this.population = population;
        hazard = new float[population.Pupils];
        remaining = new byte[population.Pupils];
        reason = new byte[population.Pupils];
        foreach (var school in population.Schools)
        {
            for (var pupil = school.FirstPupil; pupil < school.FirstPupil + school.Pupils; pupil++)
                hazard[pupil] = (float)Hazard(RateOf(school.Secondary, new Dice(population.Seed, 3, (ulong)pupil)));
        }
    }

    /// <summary>The mark of every pupil for the next session.</summary>
    public byte[] Next(int session)
    {
        var codes = new byte[population.Pupils];
        for (var pupil = 0; pupil < codes.Length; pupil++)
            codes[pupil] = NextOf(pupil, session);
        return codes;
    }

    private byte NextOf(int pupil, int session)
    {
        var dice = new Dice(population.Seed, 4, (ulong)pupil, (ulong)session);
        if (remaining[pupil] == 0)
        {
            if (dice.Roll() >= hazard[pupil])
                return dice.Roll() < LateShare ? Codes.Late : session % 2 == 0 ? Codes.PresentMorning : Codes.PresentAfternoon;
            var roll = dice.Roll();
            remaining[pupil] = Spells.First(spell => roll < spell.Upto).Length;
            reason[pupil] = Codes.DrawAbsence(dice.Roll());
        }

        remaining[pupil]--;
        return reason[pupil];
    }

    private static double RateOf(bool secondary, Dice dice) => secondary
        ? dice.Roll() < 0.036 ? 0.50 + (0.45 * dice.Roll()) : dice.Beta(1.25, 20.5)
        : dice.Roll() < 0.008 ? 0.50 + (0.45 * dice.Roll()) : dice.Beta(1.5, 30);

    private static double Hazard(double rate) => Math.Min(0.9, rate / ((1 - rate) * MeanSpell));
}
