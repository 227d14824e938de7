using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.BackTesting;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>Trying changed rules over what the school remembers, beside its work.</content>
public sealed partial class SchoolGrain
{
    /// <remarks>Chronologies are values: the turn only takes hold of them, and the walk over a year of every pupil runs on other threads.</remarks>
    public async Task<SchoolBackTest> BackTest(RuleChanges changes, DateOnly from, CancellationToken cancellation)
    {
        if (published.Troubles(changes) is { IsEmpty: false } troubles)
            throw new ArgumentException(string.Join("; ", troubles.Select(trouble => $"{trouble.Key} {trouble.Value}")), nameof(changes));
        var history = new SchoolHistory(memory.Register, memory.Statistics, [.. memory.Pupils.Values.Select(entry => entry.Chronology)]);
        var (asOf, inForce, changed) = (clock.Now, published.Last, published.With(Next(changes, published.Last.InForceFrom)));
        var outcome = await Task.Run(
            () => Domain.BackTesting.BackTest.Run(history, changed.BookOf(inForce.Number), changed.BookOf(inForce.Number + 1), from, asOf, cancellation: cancellation),
            cancellation);
        return new SchoolBackTest(outcome, Identities(outcome));
    }

    private ImmutableDictionary<StudentId, MaskedIdentity> Identities(BackTestOutcome outcome) => outcome.Changes
        .Select(change => change.Student).OfType<StudentId>().Distinct()
        .Select(student => (student, memory.Of(student).Chronology.Pupil))
        .ToImmutableDictionary(each => each.student, each => new MaskedIdentity(each.Pupil?.Initials, each.Pupil?.YearGroup, each.Pupil?.Registration));
}
