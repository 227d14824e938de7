using System.Collections.Immutable;
using RiskMonitor.Domain.BackTesting;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Grains.Schools;

/// <content>Trying changed rules over what the school remembers, beside its work.</content>
public sealed partial class SchoolGrain
{
    /// <remarks>Chronologies are values: the turn only takes hold of them, and the walk over a year of every pupil runs on other threads.</remarks>
    public async Task<BackTestOutcome> BackTest(ImmutableSortedDictionary<string, string> changes, DateOnly from, CancellationToken cancellation)
    {
        var (settings, troubles) = RuleThresholds.Apply(rules.Settings, changes);
        if (settings is null)
            throw new ArgumentException(string.Join("; ", troubles.Select(trouble => $"{trouble.Key} {trouble.Value}")), nameof(changes));
        var history = new SchoolHistory(memory.Register, memory.Statistics, [.. memory.Pupils.Values.Select(entry => entry.Chronology)]);
        var (inForce, asOf) = (rules, clock.Now);
        return await Task.Run(() => Domain.BackTesting.BackTest.Run(history, inForce, new RuleBook(settings), from, asOf, cancellation: cancellation), cancellation);
    }
}
