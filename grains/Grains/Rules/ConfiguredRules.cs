using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Grains.Rules;

/// <summary>What this installation's configuration changes of the catalogue: for every school, for those of a trust, for one. The narrower wins.</summary>
public sealed record ConfiguredRules
{
    public static ConfiguredRules None { get; } = new();

    public RuleChanges Everywhere { get; init; } = RuleChanges.None;

    public ImmutableDictionary<SchoolId, RuleChanges> Trusts { get; init; } = ImmutableDictionary<SchoolId, RuleChanges>.Empty;

    public ImmutableDictionary<SchoolId, RuleChanges> Schools { get; init; } = ImmutableDictionary<SchoolId, RuleChanges>.Empty;

    /// <summary>The first London date on which what is configured applies; null: from the moment a school reads it.</summary>
    public DateOnly? InForceFrom { get; init; }

    public RuleChanges Of(SchoolId school) =>
        Everywhere.With(Trusts.GetValueOrDefault(school, RuleChanges.None)).With(Schools.GetValueOrDefault(school, RuleChanges.None));
}
