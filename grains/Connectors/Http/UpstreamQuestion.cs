using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;

namespace RiskMonitor.Connectors.Http;

/// <summary>One request to a source.</summary>
internal sealed record UpstreamQuestion(Uri Address, AuthenticationHeaderValue Authorization)
{
    public string Accept { get; init; } = "application/json";

    /// <summary>Asks for what has changed since, by the source's clock; null asks for everything.</summary>
    public DateTimeOffset? ModifiedSince { get; init; }

    /// <summary>What is posted; null asks with GET.</summary>
    public ImmutableDictionary<string, string>? Form { get; init; }

    /// <summary>Statuses that mean something to the caller, beside 200, 400, 403 and 404; any other ends the sweep.</summary>
    public ImmutableArray<HttpStatusCode> Understood { get; init; } = [];

    /// <summary>How the asker sits out a wait that is too long for a request; null: it does not.</summary>
    public PauseOf? Pause { get; init; }

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Form is null ? HttpMethod.Get : HttpMethod.Post, Address);
        request.Headers.Authorization = Authorization;
        request.Headers.Accept.ParseAdd(Accept);
        request.Headers.IfModifiedSince = ModifiedSince;
        if (Form is not null)
            request.Content = new FormUrlEncodedContent(Form);
        return request;
    }
}
