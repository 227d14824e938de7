using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Digests;
using RiskMonitor.StandIns.Notifications;

namespace RiskMonitor.Grains.Tests.Digests;

/// <summary>Webhooks and Teams: the same outbox and the same words as mail, over real HTTP to a server that is down, slow, refuses, or sends elsewhere.</summary>
public sealed class ChannelTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Theory, BothEngines]
    public async Task A_webhook_is_signed_over_time_and_body_and_says_counts_only(Engine engine)
    {
        await using var server = await NotificationServer.StartAsync(TestContext.Current.CancellationToken);
        await using var host = await WithOneAlert(server, ChannelKind.Webhook, engine);

        await host.Send(Courier(host));
        await host.Send(Courier(host));

        var call = Assert.Single(server.Taken);
        var row = Assert.Single(await host.Rows());
        Assert.Equal((OutboxState.Sent, row.Id, "application/json"), (row.State, call.Delivery, call.ContentType));
        Assert.True(WebhookSignature.Verify(Secret, call.Timestamp, call.Signature, call.Body, host.Real.GetUtcNow()));
        using var body = JsonDocument.Parse(call.Body);
        Assert.Equal(["id", "kind", "createdAt", "reference", "link", "schools"], body.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal("""[{"school":"oakfield","name":"Oakfield Academy","counts":[{"severity":"critical","new":1,"worse":0,"asked":0}]}]""", body.RootElement.GetProperty("schools").GetRawText());
        Assert.Equal($"https://riskmonitor.example/?digest={row.Id}", body.RootElement.GetProperty("link").GetString());
    }

    [Fact]
    public void A_signature_holds_for_one_body_one_secret_and_five_minutes()
    {
        var (at, body) = (DigestHost.Monday, Encoding.UTF8.GetBytes("{}"));
        var (signature, stamp) = (WebhookSignature.Of(Secret, at, body), at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.True(WebhookSignature.Verify(Secret, stamp, signature, body, at.AddMinutes(5)));
        Assert.False(WebhookSignature.Verify(Secret, stamp, signature, body, at.AddMinutes(5).AddSeconds(1)));
        Assert.False(WebhookSignature.Verify(Secret, stamp, signature, body, at.AddMinutes(-6)));
        Assert.False(WebhookSignature.Verify(Secret, stamp, signature, "{ }"u8, at));
        Assert.False(WebhookSignature.Verify(Secret + "x", stamp, signature, body, at));
        Assert.False(WebhookSignature.Verify(Secret, (at.ToUnixTimeSeconds() + 60).ToString(System.Globalization.CultureInfo.InvariantCulture), signature, body, at));
        Assert.False(WebhookSignature.Verify(Secret, null, signature, body, at));
        // A value that was computed with another tool, so that receivers written after the documentation agree.
        Assert.Equal("v1=" + Expected, WebhookSignature.Of("secret", DateTimeOffset.FromUnixTimeSeconds(1700000000), "{}"u8));
    }

    [Fact]
    public async Task Teams_gets_an_adaptive_card_with_a_link_and_no_signature()
    {
        await using var server = await NotificationServer.StartAsync(TestContext.Current.CancellationToken);
        await using var host = await WithOneAlert(server, ChannelKind.Teams);

        await host.Send(Courier(host));

        var call = Assert.Single(server.Taken);
        Assert.Null(call.Signature);
        using var body = JsonDocument.Parse(call.Body);
        var attachment = body.RootElement.GetProperty("attachments")[0];
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        var card = attachment.GetProperty("content");
        Assert.Equal(("AdaptiveCard", "1.4", "Action.OpenUrl"), (card.GetProperty("type").GetString(), card.GetProperty("version").GetString(), card.GetProperty("actions")[0].GetProperty("type").GetString()));
        var texts = card.GetProperty("body").EnumerateArray().Select(block => block.GetProperty("text").GetString()).ToList();
        Assert.Equal(["RiskMonitor: 1 alert to look at now", "Oakfield Academy", "Critical ▲ 1 (1 new)"], texts.Take(3));
        Assert.DoesNotContain("p001", Encoding.UTF8.GetString(call.Body), StringComparison.Ordinal);
        Assert.DoesNotContain("SG-01", Encoding.UTF8.GetString(call.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, OutboxState.Waiting, "The channel cannot take it now (503).")]
    [InlineData(429, OutboxState.Waiting, "The channel cannot take it now (429).")]
    [InlineData(404, OutboxState.Dead, "The channel refused it (404).")]
    [InlineData(302, OutboxState.Dead, "The channel sends us elsewhere (302); redirects are not followed.")]
    public async Task A_refusal_is_tried_again_or_given_up_by_what_it_says(int status, OutboxState state, string words)
    {
        await using var elsewhere = await NotificationServer.StartAsync(TestContext.Current.CancellationToken);
        await using var server = await NotificationServer.StartAsync(TestContext.Current.CancellationToken);
        await using var host = await WithOneAlert(server, ChannelKind.Webhook);
        (server.Status, server.Location) = (status, new Uri(elsewhere.Address, "/stolen").AbsoluteUri);

        await host.Send(Courier(host));
        var row = Assert.Single(await host.Rows());
        (server.Status, server.Location) = (200, null);
        host.Real.Advance(TimeSpan.FromHours(1));
        await host.Send(Courier(host));

        Assert.Equal((state, words, 1), (row.State, row.LastError, row.Tries));
        Assert.Empty(elsewhere.Taken);
        Assert.Equal(state is OutboxState.Waiting ? 2 : 1, server.Taken.Count);
        Assert.Single(server.Taken.Select(call => call.Delivery).Distinct());
    }

    [Fact]
    public async Task A_channel_that_is_slow_or_down_is_tried_again_and_holds_up_no_other()
    {
        await using var slow = await NotificationServer.StartAsync(TestContext.Current.CancellationToken);
        await using var other = await NotificationServer.StartAsync(TestContext.Current.CancellationToken);
        await using var host = await WithOneAlert(slow, ChannelKind.Webhook);
        host.Notifications.Channels.Add(Channel("other", other, ChannelKind.Teams));
        await host.Write();
        await host.Disclosure("c2", "p002");
        await host.Write();
        slow.IsSlow = true;
        host.Notifications.Patience = TimeSpan.FromSeconds(5);

        await host.Send(Courier(host));
        var rows = await host.Rows();
        await slow.GoDown();
        host.Real.Advance(TimeSpan.FromHours(1));
        await host.Send(Courier(host));

        Assert.Single(slow.Taken);
        Assert.Single(other.Taken);
        Assert.Contains(rows, row => row.LastError?.StartsWith("The channel took too long", StringComparison.Ordinal) == true);
        Assert.Contains(await host.Rows(), row => row is { Recipient: "channel:office", State: OutboxState.Waiting } && row.LastError == "The channel could not be reached: ConnectionError.");
    }

    [Fact]
    public async Task A_channel_whose_secret_is_gone_has_been_tried_and_holds_up_no_other()
    {
        await using var server = await NotificationServer.StartAsync(TestContext.Current.CancellationToken);
        await using var other = await NotificationServer.StartAsync(TestContext.Current.CancellationToken);
        await using var host = await WithOneAlert(server, ChannelKind.Webhook);
        host.Notifications.Channels[0].SecretFile = Path.Combine(Path.GetTempPath(), "riskmonitor-there-is-no-such-secret");
        host.Notifications.Channels.Add(Channel("other", other, ChannelKind.Webhook));
        await host.Write();
        await host.Disclosure("c2", "p002");
        await host.Write();

        await host.Send(Courier(host));

        Assert.Empty(server.Taken);
        Assert.Single(other.Taken);
        var rows = (await host.Rows()).Where(row => row is { Recipient: "channel:office", State: OutboxState.Waiting }).ToList();
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal((1, "It broke off on our side (FileNotFoundException)."), (row.Tries, row.LastError)));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", false, true)]
    [InlineData("127.0.0.1", "hook.example", true, false)]
    [InlineData("::1", "hook.example", true, false)]
    [InlineData("169.254.169.254", "hook.example", true, false)]
    [InlineData("fe80::1", "hook.example", true, false)]
    [InlineData("10.1.2.3", "hook.example", false, false)]
    [InlineData("10.1.2.3", "hook.example", true, true)]
    [InlineData("::ffff:192.168.0.9", "hook.example", false, false)]
    [InlineData("fd00::1", "hook.example", false, false)]
    [InlineData("0.0.0.0", "hook.example", true, false)]
    [InlineData("20.190.1.1", "hook.example", false, true)]
    public void Nothing_is_sent_to_where_a_name_was_pointed_later(string address, string host, bool allowPrivate, bool isAllowed) =>
        Assert.Equal(isAllowed, OutboundConnections.IsAllowed(IPAddress.Parse(address), host, allowPrivate));

    [Theory]
    [InlineData("http://hook.example/x", "Address must be https")]
    [InlineData("https://other.example/x", "Address is at a host that Notifications:AllowedHosts does not name")]
    [InlineData("https://user:pw@hook.example/x", "Address must be https")]
    [InlineData("https://hook.example/x", null)]
    public void A_channel_that_must_not_be_stops_the_start_by_its_key(string address, string? fault)
    {
        var options = new NotificationOptions { AllowedHosts = { "hook.example" }, Channels = { new ChannelOptions { Name = "office", Address = new Uri(address), Secret = Secret, Schools = { "oakfield" } } } };

        var faults = options.Validate(new(options)).Select(each => each.ErrorMessage!).ToList();

        if (fault is null)
            Assert.Empty(faults);
        else
            Assert.StartsWith($"Notifications:Channels:0:{fault}", Assert.Single(faults), StringComparison.Ordinal);
    }

    private const string Expected = "b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163";

    private static ChannelOptions Channel(string name, NotificationServer server, ChannelKind kind) =>
        new() { Name = name, Kind = kind, Address = new Uri(server.Address, $"/{name}"), Secret = Secret, Schools = { "oakfield" } };

    private static async Task<DigestHost> WithOneAlert(NotificationServer server, ChannelKind kind, Engine engine = Engine.Sqlite)
    {
        var host = await DigestHost.Start(engine);
        host.Mail.Host = null;
        host.Notifications.Patience = TimeSpan.FromSeconds(30);
        host.Notifications.Channels.Add(Channel("office", server, kind));
        await host.Opened();
        await host.Write();
        await host.Disclosure("c1", "p001");
        await host.Write();
        return host;
    }

    private static ChannelCourier Courier(DigestHost host)
    {
        var services = new ServiceCollection();
        services.AddHttpClient(ChannelCourier.Client).ConfigurePrimaryHttpMessageHandler(() => OutboundConnections.Handler(allowPrivate: false));
        return new(
            services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>(), new ChannelBook(Options.Create(host.Notifications)), Options.Create(host.Notifications), Options.Create(host.Mail), host.Real);
    }
}
