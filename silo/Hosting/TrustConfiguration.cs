using System.Collections.Immutable;
using RiskMonitor.Domain;

namespace RiskMonitor.Silo.Hosting;

/// <summary>Reads the sections <c>Trusts</c> (<c>Trusts:larkfield:0=oakfield</c>) and <c>Peers</c> (<c>Peers:oakfield:0=elmwood</c>).</summary>
public static class TrustConfiguration
{
    /// <summary>The schools of each trust.</summary>
    /// <exception cref="InvalidOperationException">An id cannot be one; the message names the key.</exception>
    public static ImmutableDictionary<TrustId, ImmutableArray<SchoolId>> Trusts(IConfiguration configuration) =>
        configuration.GetSection("Trusts").GetChildren().ToImmutableDictionary(
            trust => IdText.IsTrust(trust.Key) ? new TrustId(trust.Key) : throw Wrong(trust, $"must be named by the id of a trust: 1 to {IdText.MaximumLength - IdText.TrustPrefix.Length} letters, digits, '-', '_' or '.'"),
            Schools);

    /// <summary>The schools each school is compared with, for schools whose sources name none.</summary>
    /// <exception cref="InvalidOperationException">An id cannot be one; the message names the key.</exception>
    public static ImmutableDictionary<SchoolId, ImmutableArray<SchoolId>> Peers(IConfiguration configuration) =>
        configuration.GetSection("Peers").GetChildren().ToImmutableDictionary(
            school => IdText.IsSchool(school.Key) ? new SchoolId(school.Key) : throw Wrong(school, "must be named by the id of a school"),
            Schools);

    private static ImmutableArray<SchoolId> Schools(IConfigurationSection section) =>
        [.. section.GetChildren().Select(school => IdText.IsSchool(school.Value) ? new SchoolId(school.Value!) : throw Wrong(school, $"must be the id of a school: 1 to {IdText.MaximumLength} letters, digits, '-', '_' or '.', not beginning with '{IdText.TrustPrefix}'"))];

    private static InvalidOperationException Wrong(IConfigurationSection section, string what) => new($"{section.Path} {what}.");
}
