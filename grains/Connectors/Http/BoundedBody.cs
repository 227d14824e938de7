using Microsoft.Extensions.Options;

namespace RiskMonitor.Connectors.Http;

/// <summary>
/// Reads the whole body, up to a limit, as part of the attempt: a body that drips or breaks off is then a failed attempt like any other.
/// </summary>
internal sealed class BoundedBody(IOptions<UpstreamOptions> options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await response.Content.LoadIntoBufferAsync(options.Value.LargestAnswerBytes, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
