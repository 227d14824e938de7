using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace RiskMonitor.Client;

/// <summary>The token that this program has: kept until shortly before it runs out.</summary>
internal sealed class ProgramTokens(IHttpClientFactory factory, IOptions<RiskMonitorClientOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The HTTP client that asks for tokens.</summary>
    public const string ClientName = "RiskMonitor.Client.Tokens";

    // A request takes a while to arrive, and two clocks never agree.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    // A provider that does not say how long a token lasts is asked each minute.
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim asking = new(1, 1);
    private Held? held;

    /// <param name="refused">A token that is worth nothing any more; null: none is known to be.</param>
    public async Task<string> Token(string? refused, CancellationToken cancellation)
    {
        await asking.WaitAsync(cancellation);
        try
        {
            if (held is not { } now || now.Token == refused || time.GetUtcNow() >= now.Until)
                held = now = await Ask(cancellation);
            return now.Token;
        }
        finally
        {
            asking.Release();
        }
    }

    public void Dispose() => asking.Dispose();

    private async Task<Held> Ask(CancellationToken cancellation)
    {
        var how = options.Value;
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = how.ClientId, ["client_secret"] = how.ClientSecret };
        if (how.Scope is { Length: > 0 } scope)
            form["scope"] = scope;
        using var body = new FormUrlEncodedContent(form);
        using var http = factory.CreateClient(ClientName);
        using var answer = await http.PostAsync(how.TokenAddress, body, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new RiskMonitorException(answer.StatusCode, "The identity provider gave no token.", null);
        var token = await answer.Content.ReadFromJsonAsync(TokenJson.Default.TokenAnswer, cancellation);
        return token is { AccessToken.Length: > 0 }
            ? new Held(token.AccessToken, time.GetUtcNow() + (token.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) - Margin : Unsaid))
            : throw new RiskMonitorException(answer.StatusCode, "The identity provider's answer holds no access_token.", null);
    }

    private sealed record Held(string Token, DateTimeOffset Until);
}

internal sealed record TokenAnswer([property: JsonPropertyName("access_token")] string? AccessToken, [property: JsonPropertyName("expires_in")] int? ExpiresIn);

[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
