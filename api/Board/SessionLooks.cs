using System.Collections.Concurrent;

namespace RiskMonitor.Api.Board;

/// <summary>
/// Asks again and again of each session by itself what it may see: one whose answer does not come, or fails, holds up no other's. Who cannot be
/// asked of for some seconds is given up: what is not known to be allowed is not.
/// </summary>
internal sealed class SessionLooks<TSession>(TimeProvider time)
    where TSession : notnull
{
    /// <summary>Without an answer for so long a session is given up. What a silo held that died is found elsewhere in less.</summary>
    public static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(10);

    private const int AtOnce = 64;

    /// <summary>An answer that takes longer is not waited for; the next look asks again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<TSession, AskedSession> asked = new();

    private SemaphoreSlim Gate { get; } = new(AtOnce, AtOnce);

    /// <summary>Begins a look at each that is not being looked at, and forgets those that are gone. Waits for nothing.</summary>
    /// <param name="look">Asks, and does what follows from the answer.</param>
    /// <param name="giveUp">Done at each look for as long as a session cannot be asked of.</param>
    /// <param name="tell">Told the first trouble of each spell of it.</param>
    public void Look(IReadOnlyCollection<TSession> sessions, Func<TSession, Task> look, Action<TSession> giveUp, Action<Exception> tell)
    {
        foreach (var gone in asked.Keys.Except(sessions).ToList())
            asked.TryRemove(gone, out _);
        foreach (var session in sessions)
        {
            var state = asked.GetOrAdd(session, _ => new AskedSession(time.GetUtcNow()));
            if (state.Looking.IsCompleted)
                state.Looking = LookAt(session, state, look, tell);
            if (time.GetUtcNow() - state.AnsweredAt >= GivesUpAfter)
                giveUp(session);
        }
    }

    private async Task LookAt(TSession session, AskedSession state, Func<TSession, Task> look, Action<Exception> tell)
    {
        await Gate.WaitAsync();
        try
        {
            await look(session).WaitAsync(Patience, time);
            (state.AnsweredAt, state.IsInTrouble) = (time.GetUtcNow(), false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Nothing is lost: the next look asks again, and without an answer the session is given up.
            if (!state.IsInTrouble)
                tell(exception);
            state.IsInTrouble = true;
        }
        finally
        {
            Gate.Release();
        }
    }

    private sealed class AskedSession(DateTimeOffset since)
    {
        /// <summary>When it was last known what it may see.</summary>
        public DateTimeOffset AnsweredAt { get; set; } = since;

        public bool IsInTrouble { get; set; }

        /// <summary>The look under way, or the last one.</summary>
        public Task Looking { get; set; } = Task.CompletedTask;
    }
}
