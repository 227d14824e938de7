using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace RiskMonitor.Api.Board;

/// <summary>Open hub connections of this host by member of staff, so that a grant taken back or a sign-out closes them at once.</summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<string, HubCallerContext> connections = new();

    public void Add(HubCallerContext context) => connections[context.ConnectionId] = context;

    public void Remove(string connection) => connections.TryRemove(connection, out _);

    public void Abort(string staff)
    {
        foreach (var context in connections.Values.Where(context => context.User?.FindFirst(Access.StaffRegister.IdClaim)?.Value == staff))
            context.Abort();
    }

    /// <summary>The client connects again and asks for everything as it now stands.</summary>
    public void AbortConnection(string connection)
    {
        if (connections.TryGetValue(connection, out var context))
            context.Abort();
    }

    public IEnumerable<HubCallerContext> All => connections.Values;
}
