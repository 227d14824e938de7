using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR.Client;
using RiskMonitor.Contracts;

namespace RiskMonitor.Web.Tests.Hubs;

/// <summary>An open screen: what a .NET client hears from the hub over a real socket.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly HubConnection connection;

    private Screen(Caller caller)
    {
        connection = new HubConnectionBuilder().WithUrl(new Uri(caller.Address, "/hubs/board"), options => options.Cookies = caller.Cookies).Build();
        connection.On<BoardUpdate>(BoardMessages.Update, Updates.Enqueue);
        connection.On<BoardHeartbeat>(BoardMessages.Heartbeat, Heartbeats.Enqueue);
        connection.On<string>(BoardMessages.Revoked, Revoked.Enqueue);
        connection.Closed += _ =>
        {
            IsClosed = true;
            return Task.CompletedTask;
        };
    }

    public ConcurrentQueue<BoardUpdate> Updates { get; } = new();

    public ConcurrentQueue<BoardHeartbeat> Heartbeats { get; } = new();

    public ConcurrentQueue<string> Revoked { get; } = new();

    public bool IsClosed { get; private set; }

    public IEnumerable<AlertCard> Cards => Updates.Select(update => update.Alert).OfType<AlertCard>();

    public static async Task<Screen> Open(Caller caller)
    {
        var screen = new Screen(caller);
        await screen.connection.StartAsync();
        return screen;
    }

    public Task<SubscribeAnswer> Subscribe(string school, long lastUpdate = 0) => connection.InvokeAsync<SubscribeAnswer>("Subscribe", school, lastUpdate);

    public Task Unsubscribe(string school) => connection.InvokeAsync("Unsubscribe", school);

    /// <summary>The first card that fits.</summary>
    public async Task<AlertCard> Card(Func<AlertCard, bool> fits, string what)
    {
        await Eventually.True(() => Cards.Any(fits), what);
        return Cards.First(fits);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
