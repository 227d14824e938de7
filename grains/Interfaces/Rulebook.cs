using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Interfaces;

/// <summary>A person changes a school's rules.</summary>
/// <param name="InForceFrom">The first London date on which it applies; null: at once.</param>
/// <param name="BasedOn">The last edition the person saw: with another one published since, nothing is published.</param>
/// <param name="Actor">An opaque staff id.</param>
/// <param name="CommandId">The same id twice is one edition.</param>
[GenerateSerializer, Immutable, Alias("PublishRulesRequest")]
public sealed record PublishRulesRequest(
    [property: Id(0)] RuleChanges Changes,
    [property: Id(1)] DateOnly? InForceFrom,
    [property: Id(2)] int BasedOn,
    [property: Id(3)] string Actor,
    [property: Id(4)] string Reason,
    [property: Id(5)] string CommandId);

/// <param name="Published">Null when it was refused.</param>
/// <param name="Overtaken">Somebody published an edition since the one it was based on.</param>
/// <param name="Troubles">What is wrong, by key.</param>
[GenerateSerializer, Immutable, Alias("PublishRulesAnswer")]
public sealed record PublishRulesAnswer(
    [property: Id(0)] RuleEdition? Published,
    [property: Id(1)] bool Overtaken,
    [property: Id(2)] ImmutableDictionary<string, string> Troubles);
