using System.Security.Cryptography;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Assembly;

/// <summary>What a school's connection gives an application: a token to ask with, and one to renew it with, good for one use.</summary>
public sealed record AssemblyConnection(string AccessToken, string RefreshToken);

/// <summary>Who is connected, and how often each token has been used in the last five minutes.</summary>
internal sealed class AssemblyConnections(TimeProvider clock)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UpstreamSchool> _access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UpstreamSchool> _refresh = new(StringComparer.Ordinal);
    private readonly Dictionary<UpstreamSchool, Queue<DateTimeOffset>> _asked = [];

    public AssemblyConnection Connect(UpstreamSchool school)
    {
        lock (_gate)
        {
            var connection = new AssemblyConnection(RandomNumberGenerator.GetHexString(24, lowercase: true), RandomNumberGenerator.GetHexString(24, lowercase: true));
            _access[connection.AccessToken] = school;
            _refresh[connection.RefreshToken] = school;
            return connection;
        }
    }

    public void Expire(UpstreamSchool school)
    {
        lock (_gate)
            Forget(_access, school);
    }

    public void Disconnect(UpstreamSchool school)
    {
        lock (_gate)
        {
            Forget(_access, school);
            Forget(_refresh, school);
        }
    }

    public UpstreamSchool? Find(string authorization)
    {
        lock (_gate)
            return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? _access.GetValueOrDefault(authorization["Bearer ".Length..]) : null;
    }

    /// <summary>Spends a refresh token; null when it is not one, or has been spent.</summary>
    public (UpstreamSchool School, AssemblyConnection Connection)? Renew(string refreshToken)
    {
        lock (_gate)
        {
            if (!_refresh.Remove(refreshToken, out var school))
                return null;
            Forget(_access, school);
            return (school, Connect(school));
        }
    }

    /// <summary>Counts a request; beyond the limit, the seconds until the next is let in.</summary>
    public (int Count, int Period)? Refused(UpstreamSchool school, int limit)
    {
        lock (_gate)
        {
            if (!_asked.TryGetValue(school, out var asked))
                _asked[school] = asked = [];
            var now = clock.GetUtcNow();
            while (asked.TryPeek(out var oldest) && now - oldest >= Window)
                asked.Dequeue();
            asked.Enqueue(now);
            return asked.Count <= limit ? null : (asked.Count, (int)Math.Ceiling((asked.Peek() + Window - now).TotalSeconds));
        }
    }

    private static void Forget(Dictionary<string, UpstreamSchool> tokens, UpstreamSchool school)
    {
        foreach (var token in tokens.Where(token => token.Value == school).Select(token => token.Key).ToList())
            tokens.Remove(token);
    }
}
