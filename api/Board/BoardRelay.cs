using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Board;

/// <summary>
/// One observer for this whole host: it listens to every school that somebody here watches, and passes each change on to the hub's groups,
/// masked by what its members may see. What it misses (a school that moved, a silo that died) it notices by the numbers and fetches.
/// </summary>
internal sealed class BoardRelay(IHubContext<BoardHub> hub, IGrainFactory grains, Cards cards, SchoolClock clock, LiveConnections connections, TimeProvider time, ILogger<BoardRelay> log)
    : BackgroundService, IBoardObserver
{
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(5);

    /// <summary>A school that answers later than this has no heartbeat now; the next one asks again.</summary>
    private static readonly TimeSpan SchoolPatience = TimeSpan.FromSeconds(4);

    /// <summary>A screen that reads more slowly than this is not waited for: it gets its messages, in order, when it reads on.</summary>
    private static readonly TimeSpan ScreenPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, WatchedSchool> watched = new();
    private IBoardObserver? self;

    public async Task Join(string school, Sight sight, string connection)
    {
        var (watch, before) = Enter(school, connection, sight);
        if (before is { } other && !other.Equals(sight))
            await hub.Groups.RemoveFromGroupAsync(connection, BoardGroups.Of(school, other));
        await hub.Groups.AddToGroupAsync(connection, BoardGroups.Of(school, sight));
        if (!watch.IsListening)
            await Listen(watch);
    }

    /// <summary>A screen that has joined is given this board.</summary>
    public void Given(string school, Sight sight, BoardView board)
    {
        if (ShownAlerts.Concerns(sight) && watched.TryGetValue(school, out var watch))
            watch.Shown.Give(sight, board);
    }

    /// <summary>Who watches what, as it was decided when they came.</summary>
    public IEnumerable<(string School, string Connection, Sight Sight)> Watchers =>
        watched.Values.SelectMany(watch => watch.Connections.Select(entry => (watch.School, entry.Key, entry.Value)));

    public void Leave(string connection)
    {
        foreach (var watch in watched.Values)
            watch.Connections.TryRemove(connection, out _);
    }

    public async Task Leave(string connection, string school)
    {
        if (watched.TryGetValue(school, out var watch) && watch.Connections.TryRemove(connection, out var sight))
            await hub.Groups.RemoveFromGroupAsync(connection, BoardGroups.Of(school, sight));
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
            await Compare(watch);
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
    private (WatchedSchool Watch, Sight? Before) Enter(string school, string connection, Sight sight)
    {
        lock (watched)
        {
            var watch = watched.GetOrAdd(school, static name => new WatchedSchool(name));
            Sight? before = watch.Connections.TryGetValue(connection, out var earlier) ? earlier : null;
            watch.Connections[connection] = sight;
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
            foreach (var sight in watch.Connections.Values.Distinct())
            {
                foreach (var update in cards.Updates(watch.School, last, upTo, [.. alerts.Where(alert => alert.Update <= upTo)], sight))
                    await Send(watch, sight, BoardMessages.Update, update);

                // Each is told of, also behind the first that is no longer shown: what is shown is remembered by it.
                if (ShownAlerts.Concerns(sight) && alerts.Where(alert => alert.Update > last && alert.Update <= upTo).Select(alert => watch.Shown.Tell(sight, alert)).ToList().Contains(true))
                    StartAnew(watch, sight);
            }

            watch.Last = upTo;
        }
        finally
        {
            watch.Gate.Release();
        }
    }

    // What changed about pupils and not about alerts.
    private async Task Compare(WatchedSchool watch)
    {
        var sights = watch.Connections.Values.Where(ShownAlerts.Concerns).Distinct().ToList();
        var board = sights.Count == 0 ? null : await grains.GetGrain<ISchoolGrain>(watch.School).Board().WaitAsync(SchoolPatience, time);
        await watch.Gate.WaitAsync();
        try
        {
            watch.Shown.Keep(sights);
            // A board that has gone on meanwhile is compared with the next beat.
            foreach (var sight in sights.Where(_ => board?.Update == watch.Last))
            {
                if (watch.Shown.Compare(sight, board!))
                    StartAnew(watch, sight);
            }
        }
        finally
        {
            watch.Gate.Release();
        }
    }

    private void StartAnew(WatchedSchool watch, Sight sight)
    {
        foreach (var connection in watch.Connections.Where(each => each.Value.Equals(sight)).Select(each => each.Key))
            connections.AbortConnection(connection);
    }

    private async Task ToAll<T>(WatchedSchool watch, string message, Func<Sight, T> body)
    {
        foreach (var sight in watch.Connections.Values.Distinct())
            await Send(watch, sight, message, body(sight));
    }

    private async Task Send(WatchedSchool watch, Sight sight, string message, object? body)
    {
        var sent = hub.Clients.Group(BoardGroups.Of(watch.School, sight)).SendAsync(message, body);
        if (await Task.WhenAny(sent, Task.Delay(ScreenPatience, time)) == sent)
            await sent;
        else
            Log.SlowScreen(log, watch.School);
    }

    /// <summary>A school that somebody on this host watches.</summary>
    private sealed class WatchedSchool(string school)
    {
        public string School { get; } = school;

        public ConcurrentDictionary<string, Sight> Connections { get; } = new();

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public ShownAlerts Shown { get; } = new();

        /// <summary>The last number passed on; null until the school has answered for the first time.</summary>
        public long? Last { get; set; }

        public bool IsListening { get; set; }

        /// <summary>The heartbeat under way, or the last one.</summary>
        public Task Beating { get; set; } = Task.CompletedTask;
    }
}
