using Microsoft.AspNetCore.SignalR;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;

namespace RiskMonitor.Api.Board;

/// <summary>
/// Looks twice a second whether whoever watches a board still may: HTTP asks with each request, an open screen would never ask again.
/// A board that may no longer be seen is taken off the screen; a screen that may now see more or less starts anew.
/// </summary>
internal sealed class GrantWatch(
    LiveConnections connections, BoardRelay relay, StaffRegister register, IHubContext<BoardHub> hub, TimeProvider time, ILogger<GrantWatch> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Look();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // While the cluster cannot say what is granted it cannot say what changed either: nothing reaches the screens.
                Log.NoGrants(log, exception);
            }
        }
    }

    private async Task Look()
    {
        var watchers = relay.Watchers.ToLookup(watcher => watcher.Connection);
        // By session, not by person: of two sessions of somebody one may be over, and their claims may differ.
        foreach (var session in connections.All.Where(open => watchers.Contains(open.ConnectionId)).GroupBy(open => (open.User?.FindFirst(StaffRegister.IdClaim)?.Value, open.User?.FindFirst(Sessions.BeganClaim)?.Value)))
        {
            var staff = await register.Find(session.First().User!);
            foreach (var open in session)
            {
                foreach (var (school, connection, sight) in watchers[open.ConnectionId])
                    await Check(open, connection, school, sight, Policy.Decide(staff?.Grants ?? [], Act.SeeBoard, new SchoolId(school)));
            }
        }
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
