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
    private int lost;

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
            var number = next;
            wall.On<BoardUpdate>(BoardMessages.Update, update => crowd.Seen(number, update));
            wall.Closed += crowd.Lost;
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

    /// <summary>How far they are: for whoever waited too long.</summary>
    public string Progress(string student) =>
        $"{(expected.TryGetValue(student, out var waiting) ? waiting.Count : 0)} of {walls.Count} walls have the alert of {student}; {lost} were disconnected";

    // A wall of people's connects again. These do not, so what they would have received would be waited for in vain.
    private Task Lost(Exception? exception)
    {
        Interlocked.Increment(ref lost);
        return Task.CompletedTask;
    }

    private void Seen(int wall, BoardUpdate update)
    {
        var now = Stopwatch.GetTimestamp();
        if (update.Alert is { Student: { } student } && expected.TryGetValue(student, out var waiting))
            waiting.Add(wall, now);
    }

    /// <summary>The first word of an alert on each wall; a later change of it is not waited for.</summary>
    private sealed class Expected(int walls)
    {
        private readonly ConcurrentDictionary<int, long> receipts = new();
        private int count;

        public TaskCompletionSource<long[]> Everybody { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count => count;

        public void Add(int wall, long at)
        {
            if (receipts.TryAdd(wall, at) && Interlocked.Increment(ref count) == walls)
                Everybody.TrySetResult([.. receipts.Values]);
        }
    }
}
