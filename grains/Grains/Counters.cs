using System.Diagnostics.Metrics;

namespace RiskMonitor.Grains;

/// <summary>What the silo counts for operators. No tag ever names a pupil.</summary>
public static class Counters
{
    public const string Name = "RiskMonitor.Grains";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Observations = Meter.CreateCounter<long>("riskmonitor.observations", "{observation}", "Observations acknowledged");
    private static readonly Counter<long> Transitions = Meter.CreateCounter<long>("riskmonitor.transitions", "{transition}", "Alert transitions stored");
    private static readonly Histogram<double> Evaluated = Meter.CreateHistogram<double>("riskmonitor.ingest_to_stored", "ms", "From acknowledged to outcome stored");

    public static void Ingested(int observations) => Observations.Add(observations);

    public static void Stored(int transitions, TimeSpan since)
    {
        Transitions.Add(transitions);
        Evaluated.Record(since.TotalMilliseconds);
    }
}
