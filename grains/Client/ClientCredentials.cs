using System.Net;
using System.Net.Http.Headers;

namespace RiskMonitor.Client;

/// <summary>Puts this program's token into each request, and another once when it was refused.</summary>
internal sealed class ClientCredentials(ProgramTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var used = await tokens.Token(null, cancellationToken);
        var answer = await Send(request, used, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
            return answer;
        answer.Dispose();
        return await Send(request, await tokens.Token(used, cancellationToken), cancellationToken);
    }

    private Task<HttpResponseMessage> Send(HttpRequestMessage request, string token, CancellationToken cancellation)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return base.SendAsync(request, cancellation);
    }
}
