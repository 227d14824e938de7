using System.Collections.Immutable;

namespace RiskMonitor.Domain.Alerts;

/// <summary>All episodes of one rule and subject. Outlives its past alerts, so an episode number is never given twice.</summary>
/// <param name="OpenSince">The update that raised the open episode; 0 when none is open.</param>
/// <param name="PastEnds">The updates that ended the past episodes still kept, oldest first.</param>
/// <param name="Closed">How a person ended the last episode, when a person did: the same evidence does not raise another.</param>
internal sealed record AlertTrack(RuleId Rule, string? Facet, int LastEpisode, long OpenSince, ImmutableArray<long> PastEnds, Transition? Closed = null)
{
    public static Comparison<AlertTrack> ByRule { get; } = (one, other) =>
        one.Rule == other.Rule ? string.CompareOrdinal(one.Facet, other.Facet) : one.Rule.CompareTo(other.Rule);

    public static AlertTrack New(RuleId rule, string? facet) => new(rule, facet, 0, 0, []);

    public bool IsOf(RuleId rule, string? facet) => Rule == rule && string.Equals(Facet, facet, StringComparison.Ordinal);
}
