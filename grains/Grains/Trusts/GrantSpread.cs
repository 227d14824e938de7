using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Trusts;

/// <summary>What a stored grant means today: a role over each school it covers.</summary>
public static class GrantSpread
{
    /// <param name="membersOf">The schools of a trust, as they are now.</param>
    public static async Task<IEnumerable<Grant>> Of(GrantRecord record, Func<TrustId, Task<ImmutableArray<TrustMember>>> membersOf)
    {
        if (Policy.RoleNamed(record.Role) is not { } role)
            return [];
        // What cannot be read narrows to nothing: never to everything.
        var pupils = record.Years is { } text ? GrantedPupils.Parse(text) : new GrantedPupils(YearGroups.All, null);
        if (pupils is null || record.Areas is { } areas && Areas.Parse(areas) is null)
            return [];
        // Whoever answers for a whole school does not answer for one pupil.
        if (pupils.Value.Case is not null && !Policy.Narrowable.Contains(role))
            return [];
        var narrowed = new Grant(role, default) { Years = pupils.Value.Years, Case = pupils.Value.Case, Areas = record.Areas is { } seen ? Areas.Parse(seen) : null };
        return record.Scope.Split(':') switch
        {
            ["school", var school] when IdText.IsSchool(school) => [narrowed with { School = new SchoolId(school) }],
            // A case mark is one school's.
            ["trust", var trust] when IdText.IsTrust(trust) && narrowed.Case is null =>
                await membersOf(new TrustId(trust)) is { IsEmpty: false } members
                    ? [.. members.Select(member => Shared(narrowed, member)), .. OwnBoard(role, new TrustId(trust)).Select(board => narrowed with { School = board })]
                    : [],
            _ => [],
        };
    }

    // What those who lead a trust see of a school is what the school shares with them.
    private static Grant Shared(Grant grant, TrustMember member) => grant with
    {
        School = member.School,
        Areas = grant.Role is Role.TrustLead && member.Shares is { } shares ? Areas.Parse(shares) ?? Areas.None : grant.Areas,
    };

    // What crosses its schools is for those who lead the trust, comes from whatever sends for it as a whole, and is audited with the rest.
    private static IEnumerable<SchoolId> OwnBoard(Role role, TrustId trust) =>
        role is Role.TrustLead or Role.IntegrationClient or Role.DataProtectionOfficer ? [SchoolId.OfTrust(trust)] : [];
}
