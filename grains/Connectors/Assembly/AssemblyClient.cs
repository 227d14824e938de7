using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using RiskMonitor.Connectors.Http;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>Asks the Assembly Platform: with the school's token, renewed once when it is refused, and in a version that the platform speaks.</summary>
internal sealed class AssemblyClient(UpstreamClient client)
{
    // Version 1 first: its lists say how long they are and whether they go on.
    private static readonly string[] Versions = ["1", "1.1"];

    private readonly AssemblyTokens _tokens = new(client);

    // Of each address; forgetting it costs a request.
    private readonly ConcurrentDictionary<string, string> _spoken = new(StringComparer.Ordinal);

    /// <summary>304 and 401 (of a scope) too have a meaning to the caller.</summary>
    /// <exception cref="UpstreamException">No answer that can be understood.</exception>
    public async Task<UpstreamAnswer> Ask(UpstreamBinding binding, string pathAndQuery, DateTimeOffset? since, CancellationToken cancellation)
    {
        var address = UpstreamAddress.Below(binding, pathAndQuery);
        var isFresh = AssemblyTokens.Current(binding) is null;
        var token = AssemblyTokens.Current(binding) ?? await _tokens.Renew(binding, cancellation).ConfigureAwait(false);
        var answer = await Spoken(address, token, since, binding.Pause, cancellation).ConfigureAwait(false);
        if (!IsTokenRefused(answer))
            return answer;
        answer.Dispose();
        if (!isFresh)
        {
            token = await _tokens.Renew(binding, cancellation).ConfigureAwait(false);
            answer = await Spoken(address, token, since, binding.Pause, cancellation).ConfigureAwait(false);
            if (!IsTokenRefused(answer))
                return answer;
            answer.Dispose();
        }

        throw new UpstreamException("The source does not accept a token that it has just given us (401).");
    }

    /// <summary>The school has not granted this, or no longer.</summary>
    public static bool IsScopeRefused(UpstreamAnswer answer) =>
        answer.Status is HttpStatusCode.Forbidden || (answer.Status is HttpStatusCode.Unauthorized && answer.Text("error") == "insufficient_scope");

    private static bool IsTokenRefused(UpstreamAnswer answer) => answer.Status is HttpStatusCode.Unauthorized && !IsScopeRefused(answer);

    private async Task<UpstreamAnswer> Spoken(Uri address, string token, DateTimeOffset? since, PauseOf? pause, CancellationToken cancellation)
    {
        var first = _spoken.GetValueOrDefault(address.Authority, Versions[0]);
        foreach (var version in Versions.OrderBy(version => version != first))
        {
            var answer = await client.Ask(
                new UpstreamQuestion(address, new AuthenticationHeaderValue("Bearer", token))
                {
                    Accept = $"application/vnd.assembly+json; version={version}",
                    ModifiedSince = since,
                    Pause = pause,
                    Understood = [HttpStatusCode.NotModified, HttpStatusCode.Unauthorized, HttpStatusCode.NotAcceptable],
                },
                cancellation).ConfigureAwait(false);
            if (answer.Status is not HttpStatusCode.NotAcceptable)
            {
                _spoken[address.Authority] = version;
                return answer;
            }

            answer.Dispose();
        }

        throw new UpstreamException("The source speaks neither version 1 nor version 1.1 of its interface (406).");
    }
}
