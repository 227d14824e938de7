using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Trusts;

/// <summary>What a stored grant means today: a role over each school it covers.</summary>
public static class GrantSpread
{
    /// <param name="schoolsOf">The schools of a trust, as they are now.</param>
    public static async Task<IEnumerable<Grant>> Of(GrantRecord record, Func<TrustId, Task<System.Collections.Immutable.ImmutableArray<SchoolId>>> schoolsOf)
    {
        if (Policy.RoleNamed(record.Role) is not { } role)
            return [];
        return record.Scope.Split(':') switch
        {
            ["school", var school] when IdText.IsSchool(school) => [new Grant(role, new SchoolId(school))],
            ["trust", var trust] when IdText.IsTrust(trust) =>
                await schoolsOf(new TrustId(trust)) is { IsEmpty: false } schools ? schools.Concat(OwnBoard(role, new TrustId(trust))).Select(board => new Grant(role, board)) : [],
            _ => [],
        };
    }

    // What crosses its schools is for those who lead the trust, comes from whatever sends for it as a whole, and is audited with the rest.
    private static IEnumerable<SchoolId> OwnBoard(Role role, TrustId trust) =>
        role is Role.TrustLead or Role.IntegrationClient or Role.DataProtectionOfficer ? [SchoolId.OfTrust(trust)] : [];
}
