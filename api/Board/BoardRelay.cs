using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Board;

/// <summary>
/// One observer for this whole host: it listens to every school that somebody here watches, and passes each change on to the hub's groups,
/// masked by clearance. What it misses (a school that moved, a silo that died) it notices by the numbers and fetches.
/// </summary>
internal sealed class BoardRelay(IHubContext<BoardHub> hub, IGrainFactory grains, Cards cards, SchoolClock clock, TimeProvider time, ILogger<BoardRelay> log)
    : BackgroundService, IBoardObserver
{
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(5);

    /// <summary>A school that answers later than this has no heartbeat now; the next one asks again.</summary>
    private static readonly TimeSpan SchoolPatience = TimeSpan.FromSeconds(4);

    /// <summary>A screen that reads more slowly than this is not waited for: it gets its messages, in order, when it reads on.</summary>
    private static readonly TimeSpan ScreenPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, WatchedSchool> watched = new();
    private IBoardObserver? self;

    public async Task Join(string school, Clearance clearance, string connection)
    {
        var (watch, before) = Enter(school, connection, clearance);
        if (before is { } other && other != clearance)
            await hub.Groups.RemoveFromGroupAsync(connection, BoardGroups.Of(school, other));
        await hub.Groups.AddToGroupAsync(connection, BoardGroups.Of(school, clearance));
        if (!watch.IsListening)
            await Listen(watch);
    }

    /// <summary>Who watches what, as it was decided when they came.</summary>
    public IEnumerable<(string School, string Connection, Clearance Clearance)> Watchers =>
        watched.Values.SelectMany(watch => watch.Connections.Select(entry => (watch.School, entry.Key, entry.Value)));

    public void Leave(string connection)
    {
        foreach (var watch in watched.Values)
            watch.Connections.TryRemove(connection, out _);
    }

    public async Task Leave(string connection, string school)
    {
        if (watched.TryGetValue(school, out var watch) && watch.Connections.TryRemove(connection, out var clearance))
            await hub.Groups.RemoveFromGroupAsync(connection, BoardGroups.Of(school, clearance));
    }

    /// <summary>A school tells what changed.</summary>
    public async Task Changed(BoardChanged change)
    {
        if (watched.TryGetValue(change.School.Value, out var watch))
        {
            await PassOn(watch, change.Update, change.Alerts, change.Freshness);
            Latency.Pushed((clock.Now - change.ReceivedAt) / clock.Speed);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(HeartbeatEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // A school that is slow to answer misses its own beats and nobody else's.
            foreach (var watch in watched.Values.Where(watch => watch.Beating.IsCompleted))
                watch.Beating = Beat(watch);
        }
    }

    // Renews the subscription, finds out what was missed, and says that all is well: a wall that hears nothing says "not live".
    private async Task Beat(WatchedSchool watch)
    {
        if (watch.Connections.IsEmpty)
        {
            await StopListening(watch);
            return;
        }

        try
        {
            await Listen(watch);
            var board = await grains.GetGrain<ISchoolGrain>(watch.School).Since(watch.Last ?? 0).WaitAsync(SchoolPatience, time);
            await PassOn(watch, board.Update, board.Alerts, board.Freshness);
            await ToAll(watch, BoardMessages.Heartbeat, _ => new BoardHeartbeat(watch.School, board.Update, cards.Of(board.Freshness)));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // No heartbeat goes out, so every wall says "not live" by itself: the outage is shown, not hidden.
            watch.IsListening = false;
            Log.NoBeat(log, watch.School, exception);
        }
    }

    // The first number is set behind the gate, or a change that comes with it would be passed on from the beginning of time.
    private async Task Listen(WatchedSchool watch)
    {
        self ??= grains.CreateObjectReference<IBoardObserver>(this);
        await watch.Gate.WaitAsync();
        try
        {
            var number = await grains.GetGrain<ISchoolGrain>(watch.School).Watch(self).WaitAsync(SchoolPatience, time);
            // After an outage the old number stands: what was missed meanwhile is fetched and passed on without a gap.
            watch.Last ??= number;
            watch.IsListening = true;
        }
        finally
        {
            watch.Gate.Release();
        }
    }

    private async Task StopListening(WatchedSchool watch)
    {
        if (self is null || !Retire(watch))
            return;
        try
        {
            await grains.GetGrain<ISchoolGrain>(watch.School).Unwatch(self);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The subscription ends by itself within a minute.
            Log.NoBeat(log, watch.School, exception);
        }
    }

    // A screen that comes while the last one's school is given up must not be left on a list that nobody reads.
    private (WatchedSchool Watch, Clearance? Before) Enter(string school, string connection, Clearance clearance)
    {
        lock (watched)
        {
            var watch = watched.GetOrAdd(school, static name => new WatchedSchool(name));
            Clearance? before = watch.Connections.TryGetValue(connection, out var earlier) ? earlier : null;
            watch.Connections[connection] = clearance;
            return (watch, before);
        }
    }

    private bool Retire(WatchedSchool watch)
    {
        lock (watched)
            return watch.Connections.IsEmpty && watched.TryRemove(watch.School, out _);
    }

    // One message at a time for each school, so that numbers go out in order.
    private async Task PassOn(WatchedSchool watch, long upTo, ImmutableArray<AlertView> alerts, Freshness freshness)
    {
        await watch.Gate.WaitAsync();
        try
        {
            if (watch.Last is not { } last || upTo <= last)
                return;
            if (alerts.Length < upTo - last)
                alerts = (await grains.GetGrain<ISchoolGrain>(watch.School).Since(last).WaitAsync(SchoolPatience, time)).Alerts;
            foreach (var clearance in BoardGroups.Clearances.Where(clearance => watch.Connections.Values.Contains(clearance)))
            {
                foreach (var update in cards.Updates(watch.School, last, upTo, [.. alerts.Where(alert => alert.Update <= upTo)], clearance))
                    await Send(watch, clearance, BoardMessages.Update, update);
            }

            watch.Last = upTo;
        }
        finally
        {
            watch.Gate.Release();
        }
    }

    private async Task ToAll<T>(WatchedSchool watch, string message, Func<Clearance, T> body)
    {
        foreach (var clearance in BoardGroups.Clearances.Where(clearance => watch.Connections.Values.Contains(clearance)))
            await Send(watch, clearance, message, body(clearance));
    }

    private async Task Send(WatchedSchool watch, Clearance clearance, string message, object? body)
    {
        var sent = hub.Clients.Group(BoardGroups.Of(watch.School, clearance)).SendAsync(message, body);
        if (await Task.WhenAny(sent, Task.Delay(ScreenPatience, time)) == sent)
            await sent;
        else
            Log.SlowScreen(log, watch.School);
    }

    /// <summary>A school that somebody on this host watches.</summary>
    private sealed class WatchedSchool(string school)
    {
        public string School { get; } = school;

        public ConcurrentDictionary<string, Clearance> Connections { get; } = new();

        public SemaphoreSlim Gate { get; } = new(1, 1);

        /// <summary>The last number passed on; null until the school has answered for the first time.</summary>
        public long? Last { get; set; }

        public bool IsListening { get; set; }

        /// <summary>The heartbeat under way, or the last one.</summary>
        public Task Beating { get; set; } = Task.CompletedTask;
    }
}
