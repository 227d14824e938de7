using System.Collections.Immutable;
using RiskMonitor.Connectors;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Feeds;

/// <summary>One source of one school, as configured.</summary>
public sealed record FeedBinding
{
    public required SchoolId School { get; init; }

    /// <summary>mis or concerns: what it feeds, whatever product it comes from.</summary>
    public required string Feed { get; init; }

    /// <summary>The connector: wonde, assembly or safeguarding-source.</summary>
    public required string Source { get; init; }

    public required Uri Address { get; init; }

    /// <summary>Empty where a grant brings the first token too.</summary>
    public required string Token { get; init; }

    /// <summary>How the token is renewed; null where it does not run out.</summary>
    public GrantSettings? Grant { get; init; }

    public required string UpstreamSchool { get; init; }

    /// <summary>How far a sweep reads back behind its watermark: late commits and back-dated edits are caught by reading them twice.</summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a source may need until a committed row is visible; the watermark stays that far behind its clock, and behind ours.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What the source signs with when it rings because something has changed; null: it has no doorbell.</summary>
    public string? DoorbellSecret { get; init; }

    /// <summary>Streams that are not read in every sweep. A sweep in which they are not due is complete without them.</summary>
    public ImmutableDictionary<string, StreamInterval> Intervals { get; init; } = ImmutableDictionary<string, StreamInterval>.Empty;

    /// <summary>When to poll, as a cron expression in London time, with seconds; second 0 is some second of that minute, another for each school.</summary>
    public required string Schedule { get; init; }
}

/// <summary>All feeds this installation polls. Filled once, before the silo starts.</summary>
public sealed class FeedDirectory(IEnumerable<FeedBinding> bindings)
{
    public ImmutableArray<FeedBinding> All { get; } = [.. bindings];

    public ImmutableArray<SchoolId> Schools => [.. All.Select(binding => binding.School).Distinct()];

    public FeedBinding? Find(SchoolId school, string feed) => All.FirstOrDefault(binding => binding.School == school && binding.Feed == feed);

    public ImmutableArray<string> FeedsOf(SchoolId school) => [.. All.Where(binding => binding.School == school).Select(binding => binding.Feed)];
}
