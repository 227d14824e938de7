using System.Collections.Immutable;
using RiskMonitor.Bench.Workload;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Bench.Noise;

/// <summary>A pupil of the null world: habits that are drawn once and never change.</summary>
internal sealed record NoisePupil(StudentId Student, int Number, int YearGroup, ImmutableArray<PupilStatus> Statuses)
{
    /// <summary>Chance at a session that a spell of absence begins.</summary>
    public required double SpellHazard { get; init; }

    /// <summary>Chance at an attended session to be late.</summary>
    public required double Lateness { get; init; }

    /// <summary>Negative incidents, concerns and suspensions a school year.</summary>
    public required double Incidents { get; init; }

    public required double Concerns { get; init; }

    public required double Suspensions { get; init; }

    public bool IsVulnerable => !Statuses.IsEmpty;

    private const double MeanSpell = 4.87;

    /// <summary>Parameters of domain.md 6.3 and 6.4; incidents, which nobody publishes, are our own guess and say so.</summary>
    public static NoisePupil Draw(ulong seed, int number, bool secondary)
    {
        var dice = new Dice(seed, 101, (ulong)number);
        var rate = secondary
            ? dice.Roll() < 0.036 ? 0.50 + (0.45 * dice.Roll()) : dice.Beta(1.25, 20.5)
            : dice.Roll() < 0.008 ? 0.50 + (0.45 * dice.Roll()) : dice.Beta(1.5, 30);
        var conduct = Tail(ref dice, 0.35);
        return new NoisePupil(new StudentId($"p{number:D5}"), number, secondary ? 7 + (number % 5) : 1 + (number % 6), DrawStatus(dice.Roll()))
        {
            SpellHazard = Math.Min(0.9, rate / ((1 - rate) * MeanSpell)),
            Lateness = (secondary ? 0.025 : 0.012) * Tail(ref dice, 0.8),
            Incidents = Math.Min(60, (secondary ? 3.0 : 0.8) * conduct),
            Suspensions = Math.Min(4, (secondary ? 0.226 : 0.023) * conduct),
            Concerns = Math.Min(40, (secondary ? 1.8 : 0.8) * Tail(ref dice, 0.25)),
        };
    }

    // A gamma of mean 1 and this shape (below one): the mixture that makes Poisson counts negative binomial.
    private static double Tail(ref Dice dice, double shape)
    {
        var above = dice.Gamma(shape + 1) * Math.Pow(1 - dice.Roll(), 1 / shape);
        return above / shape;
    }

    private static ImmutableArray<PupilStatus> DrawStatus(double roll)
    {
        var from = new DateOnly(2025, 1, 6);
        return roll switch
        {
            < 0.004 => [new(StatusKind.CP, from, null)],
            < 0.011 => [new(StatusKind.CLA, from, null)],
            < 0.040 => [new(StatusKind.CIN, from, null)],
            < 0.060 => [new(StatusKind.FamilyHelp, from, null)],
            _ => [],
        };
    }
}
