using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RiskMonitor.Connectors.Http;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// One school's token, and how it is renewed when it has run out. The refresh token changes with each use: what it has become is kept with the feed,
/// until somebody connects the school again and configures another.
/// </summary>
internal sealed class AssemblyTokens(UpstreamClient client)
{
    /// <summary>The token to ask with; null when there is none yet.</summary>
    public static string? Current(UpstreamBinding binding) =>
        Kept(binding.Grant)?.Access is { Length: > 0 } access ? access : binding.Token.Length > 0 ? binding.Token : null;

    /// <exception cref="UpstreamException">The token cannot be renewed; the message says what an operator must do.</exception>
    public async Task<string> Renew(UpstreamBinding binding, CancellationToken cancellation)
    {
        if (binding.Grant is not { } grant)
            throw new UpstreamException("The source does not accept our token (401), and no RefreshToken is configured to renew it with.");
        var refresh = Kept(grant)?.Refresh ?? grant.Settings.RefreshToken;
        using var answer = await client.Ask(Question(grant.Settings, refresh) with { Pause = binding.Pause }, cancellation).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden)
            throw new UpstreamException($"The source does not renew our token ({(int)answer.Status}): the school must be connected again and its new RefreshToken configured.");
        if (!answer.IsSuccess || answer.Text("access_token") is not { Length: > 0 } access)
            throw new UpstreamException($"The source did not answer with a token ({(int)answer.Status}).");
        // The refresh token is spent, so that the next one must be kept; one school's token is never used for another, in no later sweep either.
        var isOurs = School(answer) is not { } school || school == binding.UpstreamSchool;
        var kept = new KeptTokens(isOurs ? access : "", answer.Text("refresh_token") is { Length: > 0 } next ? next : refresh, Mark(grant.Settings));
        await grant.Keep(JsonSerializer.Serialize(kept)).ConfigureAwait(false);
        if (!isOurs)
            throw new UpstreamException("The token is for another school than UpstreamSchool says; nothing was read with it.");
        return access;
    }

    private static UpstreamQuestion Question(GrantSettings settings, string refresh)
    {
        var client = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.ClientId}:{settings.ClientSecret}"));
        return new UpstreamQuestion(UpstreamAddress.Safe(settings.TokenAddress), new AuthenticationHeaderValue("Basic", client))
        {
            Form = ImmutableDictionary<string, string>.Empty.Add("grant_type", "refresh_token").Add("refresh_token", refresh),
            Understood = [HttpStatusCode.Unauthorized],
        };
    }

    private static string? School(UpstreamAnswer answer) =>
        answer.HasObject && answer.Body.TryGetProperty("school_id", out var id) && id.ValueKind is JsonValueKind.Number or JsonValueKind.String ? id.ToString() : null;

    private static KeptTokens? Kept(UpstreamGrant? grant) =>
        grant?.Kept is { } text && JsonSerializer.Deserialize<KeptTokens>(text) is { } kept && kept.GrantedBy == Mark(grant.Settings) ? kept : null;

    // What was kept came from the token configured then: with another one in its place it is of no use.
    private static string Mark(GrantSettings settings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{settings.ClientId}\n{settings.RefreshToken}")));

    private sealed record KeptTokens(string Access, string Refresh, string GrantedBy);
}
