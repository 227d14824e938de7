using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR.Client;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Board;

/// <summary>A screen: what it hears from the hub, in the order in which it hears it.</summary>
internal sealed class LiveBoard : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<BoardUpdate> updates = new();
    private readonly ConcurrentQueue<BoardHeartbeat> heartbeats = new();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveBoard(HubConnection connection)
    {
        Connection = connection;
        connection.On<BoardUpdate>(BoardMessages.Update, updates.Enqueue);
        connection.On<BoardHeartbeat>(BoardMessages.Heartbeat, heartbeats.Enqueue);
        connection.On<string>(BoardMessages.Revoked, school => Revoked = school);
        connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public HubConnection Connection { get; }

    public IReadOnlyCollection<BoardUpdate> Updates => updates;

    public string? Revoked { get; private set; }

    public Task Closed => closed.Task.WaitAsync(Limit);

    public static async Task<LiveBoard> Open(RunningApi api, string persona)
    {
        var board = new LiveBoard(await api.Hub(persona));
        await board.Start();
        return board;
    }

    public static async Task<LiveBoard> OpenAs(RunningApi api, string cookie)
    {
        var board = new LiveBoard(api.HubWith(cookie));
        await board.Start();
        return board;
    }

    public Task Start() => Connection.StartAsync(TestContext.Current.CancellationToken);

    public Task Stop() => Connection.StopAsync(TestContext.Current.CancellationToken);

    public Task<SubscribeAnswer> Subscribe(string school, long last = 0) => Connection.InvokeAsync<SubscribeAnswer>("Subscribe", school, last, TestContext.Current.CancellationToken);

    public Task<BoardUpdate> Hears(Func<BoardUpdate, bool> what) => First(updates, what);

    public Task<BoardHeartbeat> Beats(Func<BoardHeartbeat, bool> what) => First(heartbeats, what);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static async Task<T> First<T>(ConcurrentQueue<T> heard, Func<T, bool> what)
        where T : class
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            if (heard.FirstOrDefault(what) is { } found)
                return found;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
