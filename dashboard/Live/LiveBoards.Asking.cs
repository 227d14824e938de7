using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Live;

public sealed partial class LiveBoards
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    /// <summary>Asks for every board that wants an answer, one question a school at a time.</summary>
    private void AskWhereWanted()
    {
        if (_connection is not { State: HubConnectionState.Connected } connection || _running is not { } running)
        {
            return;
        }

        foreach (var board in store.Boards.Values.Where(board => board.WantsAnswer && _asking.Add(board.School)))
        {
            _ = Ask(connection, board.School, board.LastUpdate, running.Token);
        }
    }

    private async Task Ask(HubConnection connection, string school, long lastUpdate, CancellationToken stopped)
    {
        try
        {
            using var limit = new CancellationTokenSource(AnswerLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopped);
            var answer = await connection.InvokeAsync<SubscribeAnswer>("Subscribe", school, lastUpdate, either.Token);
            var now = Now;
            store.Change(school, board => board.Hear(answer, now));
        }
        catch (HubException)
        {
            // The server could not answer or would not. What is shown is not live; a refusal for good comes as "revoked".
            var now = Now;
            store.Change(school, board => board.Lose(now));
            await Task.Delay(AskAgain, time, CancellationToken.None);
        }
        catch (Exception failure) when (failure is OperationCanceledException or InvalidOperationException or IOException or TimeoutException)
        {
            // The line went while asking. The board still wants its answer, so the next tick asks again.
        }
        finally
        {
            _asking.Remove(school);
        }
    }
}
