using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Board;

/// <summary>The live board. It keeps nothing: who may see what is decided by <see cref="Policy"/>, what there is to see is the school's.</summary>
[Authorize]
internal sealed class BoardHub(StaffRegister register, IGrainFactory grains, Cards cards, BoardRelay relay, LiveConnections connections, AuditTrail trail) : Hub
{
    private const int MissedAtMost = 1000;

    public override Task OnConnectedAsync()
    {
        connections.Add(Context);
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        relay.Leave(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>Joins first, then answers with the board as it stands and what was missed, so that nothing falls between.</summary>
    /// <exception cref="HubException">No such board for this viewer.</exception>
    public async Task<SubscribeAnswer> Subscribe(string school, long lastUpdate)
    {
        var decision = await Ask(school);
        await relay.Join(school, decision.Sight, Context.ConnectionId);
        // A screen that went away while it joined would be on the list for ever.
        if (Context.ConnectionAborted.IsCancellationRequested)
            relay.Leave(Context.ConnectionId);
        var grain = grains.GetGrain<ISchoolGrain>(school);
        var board = await grain.Board();
        relay.Given(school, decision.Sight, board);
        var missed = lastUpdate > 0 && lastUpdate < board.Update && board.Update - lastUpdate <= MissedAtMost ? (await grain.Since(lastUpdate)).Alerts : [];
        return new SubscribeAnswer(
            cards.Of(board, decision.Sight),
            missed.IsEmpty ? [] : [.. cards.Updates(school, lastUpdate, board.Update, missed, decision.Sight)]);
    }

    public Task Unsubscribe(string school) => relay.Leave(Context.ConnectionId, school);

    private async Task<Decision> Ask(string school)
    {
        var staff = await register.Find(Context.User!);
        var decision = staff is null || !Domain.IdText.IsValid(school) ? null : Policy.Decide(staff.Grants, Act.SeeBoard, new Domain.SchoolId(school));
        if (decision is { Allowed: true })
        {
            await Write(staff!.Id, school);
            return decision;
        }

        await Clients.Caller.SendAsync(BoardMessages.Revoked, school);
        throw new HubException("There is nothing here that you may see.");
    }

    private async Task Write(string staff, string school)
    {
        try
        {
            await trail.Write(staff, "board.open", school);
        }
        catch (AuditBehindException)
        {
            throw new HubException("The audit trail cannot be written, so nothing is shown.");
        }
    }
}
