using System.Globalization;

namespace RiskMonitor.Bench.Measure;

/// <summary>One measured run of one contestant.</summary>
/// <param name="AgreesWithOracle">Null: there was no oracle to ask.</param>
internal sealed record Result(string Contestant, char Durability, int Repetition, long Marks, double Seconds, CpuTimes Cpu, long AllocatedBytes, bool? AgreesWithOracle)
{
    public const string Header = "contestant,durability,repetition,marks,seconds,marks_per_second,cpu_own_s,cpu_database_s,cpu_us_per_mark,bytes_per_mark,oracle";

    public double MarksPerSecond => Marks / Seconds;

    /// <summary>B2: user and system, database included.</summary>
    public double MicrosecondsPerMark => Cpu.Total * 1e6 / Marks;

    /// <summary>Allocated by this process, garbage or not; what the database allocates is not in it.</summary>
    public double BytesPerMark => (double)AllocatedBytes / Marks;

    public string Csv => string.Create(CultureInfo.InvariantCulture,
        $"{Contestant},{Durability},{Repetition},{Marks},{Seconds:F3},{MarksPerSecond:F0},{Cpu.Own:F2},{Cpu.Database:F2},{MicrosecondsPerMark:F2},{BytesPerMark:F0},{AgreesWithOracle?.ToString() ?? "not asked"}");
}
