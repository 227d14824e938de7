using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Http;

/// <summary>Asks a source with its token. Retries, limits and time-outs are in the client's handlers; what is left here is to say what went wrong.</summary>
internal sealed class UpstreamClient(IHttpClientFactory clients, IOptions<UpstreamOptions> options)
{
    public const string Name = "upstream";

    /// <summary>Asks with the binding's token.</summary>
    /// <exception cref="UpstreamException">No answer that can be understood.</exception>
    public Task<UpstreamAnswer> Get(UpstreamBinding binding, Uri address, CancellationToken cancellation) =>
        Ask(new UpstreamQuestion(address, new AuthenticationHeaderValue("Bearer", binding.Token)) { Pause = binding.Pause }, cancellation);

    /// <summary>
    /// The answer with its status: 400, 403, 404 and what the question names have a meaning to the caller, all other refusals end the sweep. A source that wants to be
    /// left alone for a while is, and is then asked the same again: a list that needs more requests than it allows in five minutes goes on where it was.
    /// </summary>
    /// <exception cref="UpstreamException">No answer that can be understood.</exception>
    public async Task<UpstreamAnswer> Ask(UpstreamQuestion question, CancellationToken cancellation)
    {
        for (var left = options.Value.LongestPause; ;)
        {
            var (answer, pause) = await Once(question, left, cancellation).ConfigureAwait(false);
            if (answer is not null)
                return answer;
            left -= pause.Wait;
            await question.Pause!(pause, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(UpstreamAnswer? Answer, SourcePause Pause)> Once(UpstreamQuestion question, TimeSpan longest, CancellationToken cancellation)
    {
        using var request = question.ToRequest();
        try
        {
            using var client = clients.CreateClient(Name);
            using var response = await client.SendAsync(request, cancellation).ConfigureAwait(false);
            if (question.Pause is not null && PauseOf(response, longest) is { } pause)
                return (null, pause);
            if (!question.Understood.Contains(response.StatusCode))
                Refuse(response);
            return (await Read(response, cancellation).ConfigureAwait(false), default);
        }
        catch (HttpRequestException large) when (large.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new UpstreamException("The source's answer is larger than we take in one (Upstream:LargestAnswerBytes).", large) { IsTooLarge = true };
        }
        catch (HttpRequestException broken)
        {
            throw new UpstreamException($"The source could not be reached: {broken.HttpRequestError}.", broken);
        }
        catch (ExecutionRejectedException late)
        {
            throw new UpstreamException(late is TimeoutRejectedException ? "The source took too long to answer." : "Too many requests of ours are waiting for the source.", late);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new UpstreamException("The source took too long to answer.", late);
        }
    }

    // A shorter wait was sat out by the request, again and again: a source that then still refuses does not mean what it says.
    private SourcePause? PauseOf(HttpResponseMessage response, TimeSpan longest) =>
        response.StatusCode == HttpStatusCode.TooManyRequests && UpstreamResilience.Wait(response) is { } wait && wait > options.Value.LongestWait && wait <= longest
            ? new SourcePause(wait, $"{Until(response)}; the sweep goes on then.")
            : null;

    private static void Refuse(HttpResponseMessage response)
    {
        var reason = response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => null,
            HttpStatusCode.Unauthorized => "The source does not accept our token (401).",
            HttpStatusCode.TooManyRequests => SlowDown(response),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => $"The source sends us elsewhere ({(int)response.StatusCode}); redirects are not followed.",
            _ => $"The source answered {(int)response.StatusCode}.",
        };
        if (reason is not null)
            throw new UpstreamException(reason);
    }

    private static string SlowDown(HttpResponseMessage response) => UpstreamResilience.Wait(response) is not null
        ? $"{Until(response)}, which is longer than one sweep waits."
        : $"{Until(response)}, again and again, and does not say until when.";

    // By the source's own clock, since its patience is; without one there is only its length to tell.
    private static string Until(HttpResponseMessage response) => "The source asks us to slow down (429)" + (UpstreamResilience.Wait(response), response.Headers.Date) switch
    {
        ({ } wait, { } now) => string.Create(CultureInfo.InvariantCulture, $" until {SchoolTime.InLondon(now + wait):d MMM HH:mm}"),
        ({ } wait, null) => string.Create(CultureInfo.InvariantCulture, $" for {Math.Ceiling(wait.TotalMinutes)} min"),
        _ => "",
    };

    private static async Task<string> Unreadable(HttpResponseMessage response, CancellationToken cancellation)
    {
        // The handlers have read the body to its end, so it can be looked at once more; nothing of it is repeated.
        // Its charset may be one that nobody knows; JSON is UTF-8.
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false)).AsSpan().TrimStart();
        return text.IsEmpty ? "The source answered 200 with nothing in it."
            : text[0] == '<' ? "The source answered with a web page (HTML) instead of data: its own error page, or something between us and it."
            : "The source's answer is not whole JSON: the page is truncated.";
    }

    private static async Task<UpstreamAnswer> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        var now = response.Headers.Date;
        try
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            return new UpstreamAnswer(response.StatusCode, await JsonDocument.ParseAsync(body, default, cancellation).ConfigureAwait(false), now);
        }
        catch (JsonException) when (response.StatusCode != HttpStatusCode.OK)
        {
            // A refusal needs no body: its status says all that we act upon.
            return new UpstreamAnswer(response.StatusCode, null, now);
        }
        catch (JsonException broken)
        {
            throw new UpstreamException(await Unreadable(response, cancellation).ConfigureAwait(false), broken);
        }
    }
}
