namespace RiskMonitor.Connectors;

/// <summary>What an installation was given to renew one school's tokens with (OAuth).</summary>
public sealed record GrantSettings(Uri TokenAddress, string ClientId, string ClientSecret, string RefreshToken);

/// <summary>
/// One feed's way to renew its token. The token it renews with changes with each use, so what it has become is kept, and kept before it is used.
/// </summary>
public sealed class UpstreamGrant(GrantSettings settings, string? kept, Func<string, Task> keep)
{
    public GrantSettings Settings { get; } = settings;

    /// <summary>What the connector kept when it last renewed; null at first. A secret: it is sealed with the feed.</summary>
    public string? Kept { get; private set; } = kept;

    public async Task Keep(string text)
    {
        await keep(text).ConfigureAwait(false);
        Kept = text;
    }
}
