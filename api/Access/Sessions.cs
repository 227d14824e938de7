using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace RiskMonitor.Api.Access;

/// <summary>How long somebody is signed in, and how long ago they proved who they are.</summary>
internal sealed class Sessions(IOptions<SignInOptions> options, TimeProvider time)
{
    /// <summary>When the session began, in milliseconds since 1970.</summary>
    public const string BeganClaim = "session-began";

    /// <summary>When whoever it is last proved it to the provider, in seconds since 1970.</summary>
    public const string ProvedClaim = "auth_time";

    /// <summary>Which of somebody's sessions it is: random, and in the cookie alone until it is ended.</summary>
    public const string SessionClaim = "session";

    public const string Bearer = "bearer";

    /// <summary>A screen on a wall, which nobody signs in at again each morning: it stands as long as it is admitted.</summary>
    public const string Wall = "wall";

    // The year 10000, in seconds: further there is no instant.
    private const long EndOfTime = 253402300800;

    public Claim[] Begin(string? proved = null)
    {
        var now = time.GetUtcNow();
        return [new(SessionClaim, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))), new(BeganClaim, Text(now.ToUnixTimeMilliseconds())), new(ProvedClaim, proved ?? Text(now.ToUnixTimeSeconds()))];
    }

    /// <summary>Null: the session is over. A token of a program has an end of its own, which was looked at when it came.</summary>
    public DateTimeOffset? BeganAt(ClaimsPrincipal user)
    {
        if (IsProgram(user) || IsWall(user))
            return DateTimeOffset.MaxValue;
        return InstantOf(user, BeganClaim, 1000) is { } began && time.GetUtcNow() - began <= options.Value.Longest ? began : null;
    }

    /// <summary>Which session it is, and when it ends by itself at the latest. Null: it is no session of a person.</summary>
    public (string Id, DateTimeOffset Until)? Of(ClaimsPrincipal user) =>
        !IsProgram(user) && !IsWall(user) && user.FindFirstValue(SessionClaim) is { Length: > 0 } id && BeganAt(user) is { } began ? (id, began + options.Value.Longest) : null;

    /// <summary>Whether whoever it is proved it a moment ago. Who left their desk did not.</summary>
    public bool IsFresh(ClaimsPrincipal user) =>
        IsProgram(user) || (InstantOf(user, ProvedClaim, 1) is { } proved && time.GetUtcNow() - proved <= options.Value.Fresh);

    public static bool IsProgram(ClaimsPrincipal user) => user.Identity?.AuthenticationType == Bearer;

    public static bool IsWall(ClaimsPrincipal user) => user.Identity?.AuthenticationType == Wall;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? InstantOf(ClaimsPrincipal user, string claim, long aSecond) =>
        long.TryParse(user.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number / aSecond < EndOfTime
            ? DateTimeOffset.FromUnixTimeMilliseconds(number * (1000 / aSecond)) : null;
}
