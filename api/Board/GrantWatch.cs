using Microsoft.AspNetCore.SignalR;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;

namespace RiskMonitor.Api.Board;

/// <summary>
/// Looks twice a second whether whoever watches a board still may: HTTP asks with each request, an open screen would never ask again.
/// A board that may no longer be seen is taken off the screen; a screen that may now see more or less starts anew, and so does one of
/// which that cannot be said for some seconds.
/// </summary>
internal sealed class GrantWatch(
    LiveConnections connections, BoardRelay relay, StaffRegister register, IHubContext<BoardHub> hub, TimeProvider time, ILogger<GrantWatch> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // By session, not by person: of two sessions of somebody one may be over, and their claims may differ.
        var looks = new SessionLooks<(string? Id, string? Began)>(time);
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Look(looks);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // The next look, half a second later, begins from what is then open.
                Log.NoGrants(log, exception);
            }
        }
    }

    private void Look(SessionLooks<(string? Id, string? Began)> looks)
    {
        var watchers = relay.Watchers.ToLookup(watcher => watcher.Connection);
        var sessions = connections.All.Where(open => watchers.Contains(open.ConnectionId)).ToLookup(SessionOf);
        looks.Look(
            [.. sessions.Select(session => session.Key)], session => LookAt([.. sessions[session]], watchers), session => GiveUp(sessions[session]), exception => Log.NoGrants(log, exception));
    }

    private static (string? Id, string? Began) SessionOf(HubCallerContext open) => (open.User?.FindFirst(StaffRegister.IdClaim)?.Value, open.User?.FindFirst(Sessions.BeganClaim)?.Value);

    private async Task LookAt(IReadOnlyList<HubCallerContext> screens, ILookup<string, (string School, string Connection, Sight Sight)> watchers)
    {
        var staff = await register.Find(screens[0].User!);
        foreach (var open in screens)
        {
            foreach (var (school, connection, sight) in watchers[open.ConnectionId])
                await Check(open, connection, school, sight, Policy.Decide(staff?.Grants ?? [], Act.SeeBoard, new SchoolId(school)));
        }
    }

    // They come back when they can be asked of, and see nothing until then.
    private static void GiveUp(IEnumerable<HubCallerContext> screens)
    {
        foreach (var open in screens)
            open.Abort();
    }

    private async Task Check(HubCallerContext open, string connection, string school, Sight then, Decision now)
    {
        if (now.Allowed && now.Sight.Equals(then))
            return;
        await relay.Leave(connection, school);
        if (now.Allowed)
            open.Abort();
        else
            await hub.Clients.Client(connection).SendAsync(BoardMessages.Revoked, school);
    }
}
