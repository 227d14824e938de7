using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Storage;

/// <summary>
/// The one writer of a silo: a group is what arrived while the last one was being committed, so a quiet silo commits
/// at once and a busy one shares its commits. What waits is bounded in rows, bytes and time.
/// </summary>
internal sealed partial class GroupCommit : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Channel<PendingWrite> _queue = Channel.CreateUnbounded<PendingWrite>(new() { SingleReader = true });
    private readonly IGroupWriter _writer;
    private readonly Unsettled _unsettled;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SchoolStore> _log;
    private readonly Task _running;
    private Group _current = new([], []);
    private PendingWrite? _heldOver;
    private Exception? _failure;
    private int _waiting;
    private long _waitingBytes;
    private long _commits;

    public GroupCommit(IGroupWriter writer, Unsettled unsettled, StoreOptions options, TimeProvider time, ILogger<SchoolStore> log)
    {
        (_writer, _unsettled, _options, _time, _log) = (writer, unsettled, options, time, log);
        _running = Task.Run(Run);
    }

    public int Waiting => Volatile.Read(ref _waiting);

    public long Commits => Volatile.Read(ref _commits);

    /// <exception cref="StorageBehindException">Too much waits already.</exception>
    public void Enqueue(PendingWrite write)
    {
        var rows = Interlocked.Increment(ref _waiting);
        var bytes = Interlocked.Add(ref _waitingBytes, write.Bytes);
        var fits = rows <= _options.QueueRows && bytes <= _options.QueueBytes;
        if (fits && _queue.Writer.TryWrite(write))
            return;
        Forget(write);
        throw new StorageBehindException(fits ? "The store is closing." : "Too many writes wait for the store.");
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running;
        await _writer.DisposeAsync();
    }

    private async Task Run()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync())
            {
                while ((_current = TakeGroup()).Count > 0)
                    await Settle(_current);
            }
        }
        catch (Exception broken)
        {
            // A defect of ours: nobody may wait for a writer that is gone, and the next write must hear of it at once.
            LogBroken(broken);
            _queue.Writer.TryComplete(broken);
            RefuseAll(broken);
            throw;
        }
    }

    private void RefuseAll(Exception broken)
    {
        var left = _current.All.ToList();
        if (_heldOver is not null)
            left.Add(_heldOver);
        while (_queue.Reader.TryRead(out var write))
            left.Add(write);
        foreach (var write in left.Where(write => !write.IsFinished))
            Finish(write, () => write.Refuse(Behind(broken)));
    }

    private Group TakeGroup()
    {
        var group = new Group([], []);
        var schools = new HashSet<SchoolId>();
        var bytes = 0L;
        while (group.Count < _options.GroupRows && (_heldOver is not null || _queue.Reader.TryRead(out _heldOver)))
        {
            var write = _heldOver;
            if (!IsWorthTrying(write))
            {
                _heldOver = null;
                continue;
            }

            bytes += write.Bytes;
            // A second outcome of a school builds on the first, so it waits for the next group, and all behind it.
            if ((group.Count > 0 && bytes > _options.GroupBytes) || (write is PendingOutcome && !schools.Add(write.School)))
                return group;
            _heldOver = null;
            group.Add(write);
        }

        return group;
    }

    private bool IsWorthTrying(PendingWrite write)
    {
        if (write.Cancellation.IsCancellationRequested)
            Finish(write, write.Cancel);
        else if (_failure is not null && IsTooOld(write))
            Finish(write, () => write.Refuse(Behind(_failure)));
        return !write.IsFinished;
    }

    private async Task Settle(Group group)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await Attempt(group);
            }
            catch (Exception refusal) when (_writer.IsRefusal(refusal))
            {
                await SettleOneByOne(group, refusal);
                return;
            }
            catch (Exception failure)
            {
                // Nothing is lost: each write of the group is tried again below, or refused to its caller.
                Note(failure);
            }

            group = Group.Of(group.All.Where(write => !write.IsFinished && IsWorthTrying(write)));
            if (group.Count == 0)
                return;
            await Task.Delay(pause, _time);
        }
    }

    /// <summary>One write that breaks a rule of the store must not take the others of its group with it.</summary>
    private async Task SettleOneByOne(Group group, Exception refusal)
    {
        var writes = group.All.Where(write => !write.IsFinished).ToList();
        if (writes is [var only])
        {
            Finish(only, () => only.Refuse(new OutcomeRefusedException(only.School, "the store refuses it.", refusal)));
            return;
        }

        foreach (var write in writes)
            await Settle(Group.Of([write]));
    }

    private async Task Attempt(Group group)
    {
        foreach (var write in group.All)
            write.Attempts++;
        var stored = await _writer.Write(group, CancellationToken.None);
        Interlocked.Increment(ref _commits);
        if (Interlocked.Exchange(ref _failure, null) is not null)
            LogRecovered(Waiting);
        foreach (var write in stored)
            Finish(write, write.Stored);
        foreach (var write in group.All.Where(write => !write.IsFinished))
        {
            if (await _unsettled.Decide(write) is { } decision)
                Finish(write, decision);
        }
    }

    private void Finish(PendingWrite write, Action tell)
    {
        write.IsFinished = true;
        Forget(write);
        tell();
    }

    private void Forget(PendingWrite write)
    {
        Interlocked.Decrement(ref _waiting);
        Interlocked.Add(ref _waitingBytes, -write.Bytes);
    }

    private bool IsTooOld(PendingWrite write) => _time.GetElapsedTime(write.Since) > _options.Patience;

    private void Note(Exception failure)
    {
        if (Interlocked.Exchange(ref _failure, failure) is null)
            LogFailing(failure, Waiting);
    }

    private static StorageBehindException Behind(Exception failure) => new("The store does not answer.", failure);

    [LoggerMessage(LogLevel.Critical, "The store's writer has stopped")]
    private partial void LogBroken(Exception broken);

    [LoggerMessage(LogLevel.Error, "The store does not take writes; {Waiting} wait")]
    private partial void LogFailing(Exception failure, int waiting);

    [LoggerMessage(LogLevel.Information, "The store takes writes again; {Waiting} wait")]
    private partial void LogRecovered(int waiting);
}
