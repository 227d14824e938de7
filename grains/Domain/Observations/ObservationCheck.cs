namespace RiskMonitor.Domain.Observations;

/// <summary>A field whose value cannot be, with the reason in plain words; it repeats nothing of the value.</summary>
public readonly record struct Implausible(string Field, string Reason);

/// <summary>Whether an observation's values are possible, whoever made it: a sender's line or one of our own connectors.</summary>
public static class ObservationCheck
{
    /// <summary>How far ahead of its receipt something may have happened or been recorded: clocks differ, time machines do not exist.</summary>
    public static readonly TimeSpan FutureTolerance = TimeSpan.FromDays(1);

    /// <returns>The first thing wrong, or null.</returns>
    public static Implausible? Of(Observation observation) => throw new NotImplementedException(observation.Type);
}
