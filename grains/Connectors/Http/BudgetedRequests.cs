using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RiskMonitor.Connectors.Http;

/// <summary>
/// A request beyond its token's budget is not sent: it is answered here as the source would, with the time to wait. A source that names the wait
/// in the body of its refusal (<c>data.period</c>, in seconds) has it in the header from here on.
/// </summary>
internal sealed class BudgetedRequests(ITokenBudgets budgets, TimeProvider time) : DelegatingHandler
{
    // A pause between two requests is part of the request; a longer one is told, and whoever asked decides whether to wait.
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(5);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = TokenName.Of(request);
        while (await budgets.Take(token).ConfigureAwait(false) is { } wait)
        {
            if (wait <= ShortPause)
            {
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
                continue;
            }

            // With the hour, so that every sweep that does not begin meanwhile gives the same reason.
            return new HttpResponseMessage(HttpStatusCode.TooManyRequests)
            {
                RequestMessage = request,
                Headers = { RetryAfter = new RetryConditionHeaderValue(wait), Date = time.GetUtcNow() },
            };
        }

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            var (period, limit) = Named(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            if (response.Headers.RetryAfter is null && period is { } seconds)
                response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
            await budgets.Refused(token, UpstreamResilience.Wait(response), limit).ConfigureAwait(false);
        }

        return response;
    }

    private static (int? Period, int? Limit) Named(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } error && error.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                ? (Number(data, "period"), Number(data, "limit"))
                : (null, null);
        }
        catch (JsonException)
        {
            // A refusal needs no body: then nothing was named.
            return (null, null);
        }
    }

    private static int? Number(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : null;
}
