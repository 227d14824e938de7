using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Storage;

/// <summary>A write that waits for a commit.</summary>
internal abstract class PendingWrite(SchoolLease lease, long bytes, CancellationToken cancellation)
{
    public SchoolId School { get; } = lease.School;

    public long Fence { get; } = lease.Fence;

    public long Bytes { get; } = bytes;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>A time stamp of the clock, for how long it has waited.</summary>
    public required long Since { get; init; }

    /// <summary>How often it was given to the database: after the first time a copy of it may be there already.</summary>
    public int Attempts { get; set; }

    /// <summary>Its caller has been told.</summary>
    public bool IsFinished { get; set; }

    public abstract void Stored();

    public abstract void Refuse(Exception reason);

    public abstract void Cancel();
}

/// <summary>A sealed journal entry that waits.</summary>
internal sealed class PendingEntry(SchoolLease lease, JournalEntry entry, byte[] key, byte[] body, CancellationToken cancellation)
    : PendingWrite(lease, body.Length, cancellation)
{
    private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Position { get; } = entry.Position;

    public long ReceivedAt { get; } = entry.ReceivedAt.UtcTicks;

    public EntryKind Kind { get; } = entry.Kind;

    public byte[] Key { get; } = key;

    public byte[] Body { get; } = body;

    public Task<AppendResult> Done => _done.Task;

    public override void Stored() => Settle(new(Position, AlreadyAppended: false));

    public void Settle(AppendResult result) => _done.TrySetResult(result);

    public override void Refuse(Exception reason) => _done.TrySetException(reason);

    public override void Cancel() => _done.TrySetCanceled(Cancellation);
}

/// <summary>A sealed outcome that waits.</summary>
internal sealed class PendingOutcome(SchoolLease lease, SealedOutcome outcome, CancellationToken cancellation)
    : PendingWrite(lease, outcome.Bytes, cancellation)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SealedOutcome Outcome { get; } = outcome;

    public Task Done => _done.Task;

    public override void Stored() => _done.TrySetResult();

    public override void Refuse(Exception reason) => _done.TrySetException(reason);

    public override void Cancel() => _done.TrySetCanceled(Cancellation);
}

/// <summary>What goes to disk in one commit. At most one outcome a school.</summary>
internal sealed record Group(List<PendingEntry> Entries, List<PendingOutcome> Outcomes)
{
    public int Count => Entries.Count + Outcomes.Count;

    public IEnumerable<PendingWrite> All => Entries.Concat<PendingWrite>(Outcomes);

    public void Add(PendingWrite write)
    {
        if (write is PendingEntry entry)
            Entries.Add(entry);
        else if (write is PendingOutcome outcome)
            Outcomes.Add(outcome);
    }

    public static Group Of(IEnumerable<PendingWrite> writes)
    {
        var all = writes.ToList();
        return new([.. all.OfType<PendingEntry>()], [.. all.OfType<PendingOutcome>()]);
    }
}
