using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RiskMonitor.StandIns.Hosting;

namespace RiskMonitor.StandIns.Notifications;

/// <summary>A call that came, with what it is signed with.</summary>
public sealed record Notification(string Path, string? ContentType, string? Timestamp, string? Signature, string? Delivery, byte[] Body);

/// <summary>Takes webhooks and Teams cards over real HTTP on 127.0.0.1, or refuses them, or says nothing.</summary>
public sealed class NotificationServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<Notification> taken = new();
    private LoopbackHost? host;

    public Uri Address => host?.Address ?? throw new InvalidOperationException("It was not started.");

    /// <summary>What every call is answered with.</summary>
    public int Status { get; set; } = StatusCodes.Status202Accepted;

    /// <summary>Says nothing for as long as the caller waits.</summary>
    public bool IsSlow { get; set; }

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; set; }

    public IReadOnlyList<Notification> Taken => [.. taken];

    public static async Task<NotificationServer> StartAsync(CancellationToken cancellation)
    {
        var server = new NotificationServer();
        server.host = await LoopbackHost.StartAsync(0, application => application.MapPost("/{**path}", server.Take), cancellation).ConfigureAwait(false);
        return server;
    }

    /// <summary>Nobody listens any more.</summary>
    public Task GoDown() => host!.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync().ConfigureAwait(false);
    }

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        string? Header(string name) => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
        taken.Enqueue(new Notification(
            http.Request.Path, http.Request.ContentType, Header("X-RiskMonitor-Timestamp"), Header("X-RiskMonitor-Signature"), Header("X-RiskMonitor-Delivery"), body.ToArray()));
        if (IsSlow)
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        http.Response.StatusCode = Status;
        if (Location is not null)
            http.Response.Headers.Location = Location;
    }
}
