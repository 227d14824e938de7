using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using RiskMonitor.Contracts;

namespace RiskMonitor.Bench.Walls;

/// <summary>Many walls of one school: real hub connections, each over its own WebSocket, each decoding what it gets.</summary>
internal sealed class WallCrowd : IAsyncDisposable
{
    private readonly List<HubConnection> walls = [];
    private readonly ConcurrentDictionary<string, Expected> expected = new();

    public static async Task<WallCrowd> Connect(Uri address, string school, int count)
    {
        var crowd = new WallCrowd();
        var cookies = new CookieContainer();
        using var signedIn = await DemoSender.As(address, "lead-secondary", cookies);
        for (var next = 0; next < count; next++)
        {
            var wall = new HubConnectionBuilder().WithUrl(new Uri(address, "/hubs/board"), options =>
            {
                options.Cookies = cookies;
                options.SkipNegotiation = true;
                options.Transports = HttpTransportType.WebSockets;
            }).Build();
            wall.On<BoardUpdate>(BoardMessages.Update, crowd.Seen);
            await wall.StartAsync();
            await wall.InvokeAsync<SubscribeAnswer>("Subscribe", school, 0L);
            crowd.walls.Add(wall);
        }

        return crowd;
    }

    /// <summary>When each wall has received an alert about this pupil, as time stamps of <see cref="Stopwatch"/>.</summary>
    public Task<long[]> Expect(string student) => expected.GetOrAdd(student, _ => new Expected(walls.Count)).Everybody.Task;

    public async ValueTask DisposeAsync()
    {
        foreach (var wall in walls)
            await wall.DisposeAsync();
    }

    private void Seen(BoardUpdate update)
    {
        var now = Stopwatch.GetTimestamp();
        if (update.Alert is { Student: { } student } && expected.TryGetValue(student, out var waiting))
            waiting.Add(now);
    }

    private sealed class Expected(int walls)
    {
        private readonly ConcurrentBag<long> receipts = [];

        public TaskCompletionSource<long[]> Everybody { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(long at)
        {
            receipts.Add(at);
            if (receipts.Count == walls)
                Everybody.TrySetResult([.. receipts]);
        }
    }
}
