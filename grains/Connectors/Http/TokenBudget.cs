using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace RiskMonitor.Connectors.Http;

/// <summary>
/// The requests of one token in the last five minutes, whichever schools' feeds they were for. How many a source allows it says when it first refuses one;
/// until then it is what is configured. Each refusal halves the pace, which comes back step by step: see <see cref="RequestPace"/>.
/// </summary>
internal sealed class TokenBudget(TimeProvider time, int limit, int least, TimeSpan longestPause)
{
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    // A timer may ring a little before its time, and who asks again then has asked for nothing.
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _asked = [];
    private readonly RequestPace _pace = new(Window, least);
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
            if (_pace.Take(now) is { } wait)
                return wait + Early;
            _asked.Enqueue(now);
            return null;
        }
    }

    /// <summary>The source refused a request: the others of this token wait too, as long as it asked up to a bound, and are fewer from then on.</summary>
    public void Refused(TimeSpan? wait, int? named)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _limit = named ?? _limit;
            _pace.Halve(now, _limit > 0 ? _limit : Math.Max(PaceOfLastMinute(now), 2 * least));
            if (wait is { } pause)
                _resumes = now + (pause < longestPause - Early ? pause : longestPause - Early);
        }
    }

    private int PaceOfLastMinute(DateTimeOffset now) =>
        _asked.Count(at => now - at < TimeSpan.FromMinutes(1)) * (int)(Window / TimeSpan.FromMinutes(1));
}

/// <summary>The budgets of all tokens in use, by <see cref="TokenName"/>. Where several processes share tokens the host registers budgets that they share too.</summary>
public interface ITokenBudgets
{
    /// <summary>Null when a request may go out now, and then it has been counted; else how long to wait.</summary>
    Task<TimeSpan?> Take(string token);

    /// <param name="wait">How long the source asked us to wait; null when it did not say.</param>
    /// <param name="limit">How many requests it allows in five minutes; null when it did not say.</param>
    Task Refused(string token, TimeSpan? wait, int? limit);
}

/// <summary>By what a token is known to those who count its requests: where it goes, and a hash. It cannot be told from it.</summary>
internal static class TokenName
{
    private const int Length = 32;

    public static string Of(HttpRequestMessage request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.RequestUri!.Authority} {request.Headers.Authorization}")))[..Length];
}

/// <summary>The budgets of one process that shares its tokens with no other.</summary>
internal sealed class OwnTokenBudgets(IOptions<UpstreamOptions> options, TimeProvider time) : ITokenBudgets
{
    private readonly ConcurrentDictionary<string, TokenBudget> _budgets = new(StringComparer.Ordinal);

    public Task<TimeSpan?> Take(string token) => Task.FromResult(Of(token).Take());

    public Task Refused(string token, TimeSpan? wait, int? limit)
    {
        Of(token).Refused(wait, limit);
        return Task.CompletedTask;
    }

    private TokenBudget Of(string token) => _budgets.GetOrAdd(token, _ => new TokenBudget(time, options.Value.RequestsPerToken, options.Value.LeastPerToken, options.Value.LongestPause));
}
