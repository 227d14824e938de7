using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Live;

/// <summary>
/// The one live connection of this screen. It outlives server restarts: it tries for ever, subscribes again on a gap,
/// on a heartbeat that is ahead, on silence and after every reconnect, and lets <see cref="BoardStore"/> decide what that means.
/// </summary>
public sealed partial class LiveBoards(BoardStore store, NavigationManager address, TimeProvider time, RetryForever retry) : IAsyncDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    /// <summary>An answer that takes longer is given up and asked for again.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _asking = new(StringComparer.Ordinal);
    private HubConnection? _connection;
    private CancellationTokenSource? _running;
    private ITimer? _ticks;

    public bool Running => _running is not null;

    /// <summary>Opens the schools' boards and keeps them live until <see cref="Stop"/>; more schools may follow later.</summary>
    public void Start(IEnumerable<string> schools)
    {
        store.Open(schools);
        if (_running is not null)
        {
            return;
        }

        _running = new CancellationTokenSource();
        _connection = Connect();
        _ticks = time.CreateTimer(_ => Tick(), null, TickEvery, TickEvery);
        _ = Begin(_connection, _running.Token);
    }

    public async Task Stop()
    {
        if (_running is null)
        {
            return;
        }

        await _running.CancelAsync();
        _running.Dispose();
        _running = null;
        _ticks?.Dispose();
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }

        store.Clear();
    }

    public async ValueTask DisposeAsync() => await Stop();

    private HubConnection Connect()
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(address.ToAbsoluteUri("hubs/board"))
            .WithAutomaticReconnect(new CountedRetry(retry, store))
            .AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default))
            .Build();
        // Heartbeats come every 5 s, so a dead line is known well before the browser would tell.
        connection.ServerTimeout = TimeSpan.FromSeconds(20);
        connection.On<BoardUpdate>(BoardMessages.Update, update => Hear(update.School, board => board.Hear(update, Now)));
        connection.On<BoardHeartbeat>(BoardMessages.Heartbeat, beat => Hear(beat.School, board => board.Hear(beat, Now)));
        connection.On<string>(BoardMessages.Revoked, school => store.Change(school, board => board.Revoke()));
        connection.Reconnecting += _ =>
        {
            Lose();
            return Task.CompletedTask;
        };
        connection.Reconnected += _ => Subscribed();
        connection.Closed += Closed;
        return connection;
    }

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The first connection: SignalR's own retry begins only after it.</summary>
    private async Task Begin(HubConnection connection, CancellationToken stopped)
    {
        for (var attempt = 0L; !stopped.IsCancellationRequested; attempt++)
        {
            try
            {
                await connection.StartAsync(stopped);
                await Subscribed();
                return;
            }
            catch (OperationCanceledException) when (stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it was (a proxy's page, a dead line, a server starting), nothing is lost: the banner says
                // that the screen is not live, and the next attempt brings everything.
                if (RetryForever.IsSignedOut(failure))
                {
                    store.SignOut();
                    return;
                }

                Lose();
                store.Attempting((int)Math.Min(attempt + 1, int.MaxValue));
                await Task.Delay(retry.Wait(attempt), time, CancellationToken.None);
            }
        }
    }

    private async Task Closed(Exception? why)
    {
        if (_running is not { IsCancellationRequested: false } running || _connection is not { } connection)
        {
            return;
        }

        Lose();
        if (RetryForever.IsSignedOut(why))
        {
            store.SignOut();
            return;
        }

        await Begin(connection, running.Token);
    }

    private void Lose()
    {
        var now = Now;
        store.ChangeAll(board => board.Lose(now));
    }

    private Task Subscribed()
    {
        store.Attempting(0);
        AskWhereWanted();
        return Task.CompletedTask;
    }

    private void Hear(string school, Func<Board.BoardModel, Board.BoardModel> change)
    {
        store.Change(school, change);
        AskWhereWanted();
    }

    private void Tick()
    {
        var now = Now;
        store.ChangeAll(board => board.Tick(now));
        AskWhereWanted();
    }
}
