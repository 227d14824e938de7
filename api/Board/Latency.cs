using System.Diagnostics.Metrics;

namespace RiskMonitor.Api.Board;

/// <summary>How long it takes from receipt to the walls.</summary>
internal static class Latency
{
    private static readonly Meter Meter = new("RiskMonitor.Api");
    private static readonly Histogram<double> IngestToPush = Meter.CreateHistogram<double>("riskmonitor.ingest_to_push", "ms", "From receipt in the school to the hub");

    public static void Pushed(TimeSpan since) => IngestToPush.Record(since.TotalMilliseconds);
}
