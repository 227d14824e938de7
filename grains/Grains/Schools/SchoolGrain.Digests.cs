using System.Collections.Immutable;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>What digests hold of the board.</content>
public sealed partial class SchoolGrain
{
    public Task<SchoolNews> News(ImmutableArray<DigestScope> scopes)
    {
        var alerts = board.Open.Concat(board.Past).ToList();
        var name = school.Trust is { } trust ? TrustName.Of(trust) : memory.Register.Record?.Name ?? school.Value;
        return Task.FromResult(new SchoolNews(name, board.LastUpdate, [.. scopes.Select(scope => new DigestItems(DigestNews.Of(alerts, scope, AlertFactsOf)))]));
    }
}
