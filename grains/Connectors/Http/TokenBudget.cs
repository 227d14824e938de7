using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace RiskMonitor.Connectors.Http;

/// <summary>
/// The requests of one token in the last five minutes, whichever schools' feeds they were for. How many a source allows it says when it first refuses one;
/// until then it is what is configured.
/// </summary>
/// <remarks>Of this process: several silos share a token without knowing of each other, and learn of it from the source's refusals.</remarks>
internal sealed class TokenBudget(TimeProvider time, int limit, TimeSpan longestPause)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    // A timer may ring a little before its time, and who asks again then has asked for nothing.
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _asked = [];
    private int _limit = limit;
    private DateTimeOffset _resumes;

    /// <summary>Null when a request may go out now, and then it has been counted; else how long to wait.</summary>
    public TimeSpan? Take()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_asked.TryPeek(out var oldest) && now - oldest >= Window)
                _asked.Dequeue();
            if (_resumes > now)
                return _resumes - now + Early;
            if (_limit > 0 && _asked.Count >= _limit)
                return _asked.Peek() + Window - now + Early;
            _asked.Enqueue(now);
            return null;
        }
    }

    /// <summary>The source refused a request: the others of this token wait too, but no longer than one feed would.</summary>
    public void Refused(TimeSpan? wait, int? named)
    {
        lock (_gate)
        {
            _limit = named ?? _limit;
            if (wait is { } pause)
                _resumes = time.GetUtcNow() + (pause < longestPause - Early ? pause : longestPause - Early);
        }
    }
}

/// <summary>The budgets of all tokens in use, by where they go. Tokens are kept as hashes.</summary>
internal sealed class TokenBudgets(IOptions<UpstreamOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TokenBudget> _budgets = new(StringComparer.Ordinal);

    public TokenBudget Of(HttpRequestMessage request)
    {
        var token = SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization?.ToString() ?? ""));
        return _budgets.GetOrAdd(
            $"{request.RequestUri!.Authority} {Convert.ToHexStringLower(token)}",
            _ => new TokenBudget(time, options.Value.RequestsPerToken, options.Value.LongestWait));
    }
}
