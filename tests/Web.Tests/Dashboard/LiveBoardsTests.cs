using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using RiskMonitor.Dashboard.Live;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>The live client against a real hub over a real socket: it loses nothing and it outlives the server.</summary>
public sealed class LiveBoardsTests
{
    [Fact]
    public async Task A_change_arrives_and_a_missing_number_is_fetched()
    {
        await using var server = await Server.Start("http://127.0.0.1:0", new Board());
        await using var screen = new Desktop(server.Address);
        screen.Live.Start([Cards.School]);
        await screen.Until(board => board.Live);

        server.Board.Change(Cards.Of("ATT-04", "p1"));
        await server.Push();
        await screen.Until(board => board.LastUpdate == 1);
        server.Board.Change(Cards.Of("ATT-04", "p2"));
        server.Board.Change(Cards.Of("ATT-04", "p3"));
        await server.Push();

        await screen.Until(board => board.Alerts.Count == 3);
    }

    [Fact]
    public async Task A_screen_outlives_its_server_and_catches_up()
    {
        var board = new Board();
        var first = await Server.Start("http://127.0.0.1:0", board);
        await using var screen = new Desktop(first.Address);
        screen.Live.Start([Cards.School]);
        await screen.Until(shown => shown.Live);

        await first.DisposeAsync();
        await screen.Until(shown => shown.NotLiveSince is not null);
        await screen.Until(_ => screen.Store.Attempts > 1);
        board.Change(Cards.Of("SG-01", "p1", "critical"));
        await using var second = await Server.Start(first.Address, board);

        await screen.Until(shown => shown is { Live: true, LastUpdate: 1 });
        Assert.Equal(["SG-01/p1/-/1"], screen.Store.Boards[Cards.School].ChangedAway);
    }

    [Fact]
    public async Task A_heartbeat_that_is_ahead_brings_what_was_missed()
    {
        await using var server = await Server.Start("http://127.0.0.1:0", new Board());
        await using var screen = new Desktop(server.Address);
        screen.Live.Start([Cards.School]);
        await screen.Until(board => board.Live);

        server.Board.Change(Cards.Of("ATT-04", "p1"));
        await server.Beat();

        await screen.Until(board => board.LastUpdate == 1);
    }

    /// <summary>What the server holds; it survives the server.</summary>
    private sealed class Board
    {
        private readonly ConcurrentDictionary<string, AlertCard> _cards = new();

        public long Number { get; private set; }

        public BoardUpdate? Last { get; private set; }

        public SubscribeAnswer Answer => Cards.Answer(Number, [.. _cards.Values]);

        public void Change(AlertCard card)
        {
            Last = Cards.Update(++Number, card);
            _cards[card.Alert] = card with { Update = Number };
        }
    }

    private sealed class TestHub(Board board) : Hub
    {
        public async Task<SubscribeAnswer> Subscribe(string school, long lastUpdate)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, school);
            return lastUpdate <= board.Number ? board.Answer : throw new HubException("ahead of the board");
        }
    }

    private sealed class Server(WebApplication app, Board board) : IAsyncDisposable
    {
        public Board Board => board;

        public string Address { get; } = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        private IClientProxy Viewers => app.Services.GetRequiredService<IHubContext<TestHub>>().Clients.Group(Cards.School);

        public static async Task<Server> Start(string address, Board board)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls(address);
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(board);
            builder.Services.AddSignalR().AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
            var app = builder.Build();
            app.MapHub<TestHub>("/hubs/board");
            await app.StartAsync();
            return new Server(app, board);
        }

        public Task Push() => Viewers.SendAsync(BoardMessages.Update, board.Last);

        public Task Beat() => Viewers.SendAsync(BoardMessages.Heartbeat, Cards.Beat(board.Number));

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }

    private sealed class Desktop : IAsyncDisposable
    {
        public Desktop(string server) => Live = new LiveBoards(Store, new Address(server + "/"), TimeProvider.System, new RetryForever(() => 0.99));

        public BoardStore Store { get; } = new();

        public LiveBoards Live { get; }

        public async Task Until(Func<BoardModel, bool> condition)
        {
            var reached = new TaskCompletionSource();
            Store.Changed += Look;
            Look();
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Store.Changed -= Look;

            void Look()
            {
                if (Store.Boards.TryGetValue(Cards.School, out var board) && condition(board))
                {
                    reached.TrySetResult();
                }
            }
        }

        public ValueTask DisposeAsync() => Live.DisposeAsync();
    }

    private sealed class Address : NavigationManager
    {
        public Address(string address) => Initialize(address, address);
    }
}
