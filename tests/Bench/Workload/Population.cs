using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Bench.Workload;

/// <summary>One school of the workload: a run of pupils, in classes of thirty.</summary>
internal sealed record BenchSchool(int Index, SchoolId Id, int FirstPupil, int Pupils, bool Secondary)
{
    public int Classes => (Pupils + Population.ClassSize - 1) / Population.ClassSize;
}

/// <summary>England in small: schools of log-normal size, primary and secondary mixed so that the mean is about 375 pupils.</summary>
internal sealed class Population
{
    public const int ClassSize = 30;
    private const double PrimaryMean = 280, SecondaryMean = 1_050, SecondaryShare = 0.123, Spread = 0.45;
    private const int Smallest = 20, Largest = 3_000;

    private readonly StudentId[] students;
    private readonly StatusKind?[] statuses;

    public Population(int pupils, ulong seed)
    {
        Seed = seed;
        Schools = [.. MakeSchools(pupils, seed)];
        students = new StudentId[pupils];
        statuses = new StatusKind?[pupils];
        SchoolOf = new int[pupils];
        foreach (var school in Schools)
        {
            for (var next = 0; next < school.Pupils; next++)
            {
                var pupil = school.FirstPupil + next;
                students[pupil] = new StudentId($"p{pupil:D7}");
                SchoolOf[pupil] = school.Index;
                statuses[pupil] = DrawStatus(new Dice(seed, 2, (ulong)pupil).Roll());
            }
        }
    }

    public ulong Seed { get; }

    public BenchSchool[] Schools { get; }

    public int[] SchoolOf { get; }

    public int Pupils => students.Length;

    public StudentId Student(int pupil) => students[pupil];

    /// <summary>A status that makes absence urgent; most pupils have none.</summary>
    public StatusKind? StatusOf(int pupil) => statuses[pupil];

    /// <summary>Shares of all children in England in 2025: child protection plan, looked after, in need; a few known to go missing.</summary>
    private static StatusKind? DrawStatus(double roll) => roll switch
    {
        < 0.004 => StatusKind.CP,
        < 0.011 => StatusKind.CLA,
        < 0.040 => StatusKind.CIN,
        < 0.041 => StatusKind.MissingRisk,
        _ => null,
    };

    private static IEnumerable<BenchSchool> MakeSchools(int pupils, ulong seed)
    {
        var first = 0;
        for (var index = 0; first < pupils; index++)
        {
            var dice = new Dice(seed, 1, (ulong)index);
            var secondary = dice.Roll() < SecondaryShare;
            var mean = secondary ? SecondaryMean : PrimaryMean;
            var size = Math.Clamp((int)(mean * Math.Exp((Spread * dice.Normal()) - (Spread * Spread / 2))), Smallest, Largest);
            size = Math.Min(size, pupils - first);
            yield return new BenchSchool(index, new SchoolId($"s{index:D5}"), first, size, secondary);
            first += size;
        }
    }
}
