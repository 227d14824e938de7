using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using RiskMonitor.Grains.Digests;

namespace RiskMonitor.Silo.Digests;

/// <summary>Calls webhooks, signed, and Teams. Redirects are not followed, and nothing of the answer is kept but its number.</summary>
public sealed class ChannelCourier(IHttpClientFactory clients, ChannelBook channels, IOptions<NotificationOptions> options, IOptions<MailOptions> mail, TimeProvider time) : ICourier
{
    public const string Client = "notifications";

    public bool Carries(string channel) => channel is "webhook" or "teams";

    public async Task<Delivery> Deliver(DigestRow digest, CancellationToken cancellation)
    {
        if (channels.Find(digest.Recipient) is not { } channel)
            return new("The channel is not configured any more.", IsFinal: true);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Value.Patience);
        try
        {
            using var request = await Request(digest, channel, limit.Token);
            using var client = clients.CreateClient(Client);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Of(response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new("The channel took too long to answer; it may have taken the message. It is sent again under the same id.", IsUnreachable: true);
        }
        catch (HttpRequestException broken)
        {
            return new(
                $"The channel could not be reached: {broken.HttpRequestError}.",
                IsUnreachable: true,
                IsUntried: broken.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
        }
    }

    private async Task<HttpRequestMessage> Request(DigestRow digest, ChannelOptions channel, CancellationToken cancellation)
    {
        var dashboard = options.Value.PublicAddress ?? mail.Value.PublicAddress ?? throw new InvalidOperationException("Notifications:PublicAddress is not set.");
        var body = channel.Kind is ChannelKind.Teams ? ChannelBody.Teams(digest, dashboard) : ChannelBody.Webhook(digest, dashboard);
        var request = new HttpRequestMessage(HttpMethod.Post, channel.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(WebhookSignature.DeliveryHeader, digest.Id);
        if (channel.Kind is ChannelKind.Webhook)
        {
            var now = time.GetUtcNow();
            request.Headers.Add(WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Of(await Secret(channel, cancellation), now, body));
        }

        return request;
    }

    private static async Task<string> Secret(ChannelOptions channel, CancellationToken cancellation) =>
        string.IsNullOrEmpty(channel.SecretFile) ? channel.Secret! : (await File.ReadAllTextAsync(channel.SecretFile, cancellation)).Trim();

    private static Delivery Of(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => Delivery.Done,
        >= 300 and < 400 => new(string.Create(CultureInfo.InvariantCulture, $"The channel sends us elsewhere ({(int)status}); redirects are not followed."), IsFinal: true),
        408 or 429 or >= 500 => new(string.Create(CultureInfo.InvariantCulture, $"The channel cannot take it now ({(int)status}).")),
        _ => new(string.Create(CultureInfo.InvariantCulture, $"The channel refused it ({(int)status})."), IsFinal: true),
    };
}
