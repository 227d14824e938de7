using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Grains.Storage;

/// <summary>
/// The durable truth of all schools of this silo: journal, transitions, outbox, audit. One per silo, safe to call from anywhere.
/// Writes of different schools share commits. Bodies are sealed here: callers see and give plain bytes.
/// </summary>
/// <remarks>
/// A cancelled or refused write may still have been made: the same call again finds out and does not double it.
/// </remarks>
public sealed class SchoolStore
{
    /// <summary>Writes waiting for a commit, for back-pressure.</summary>
    public int Waiting => 0;

    /// <summary>Makes the caller the only one who may write for the school, and tells where the school stands.</summary>
    public Task<SchoolLease> TakeOver(SchoolId school, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Puts a batch in the journal; returns when it is on disk.</summary>
    /// <exception cref="StaleOwnerException"/>
    /// <exception cref="StorageBehindException"/>
    /// <exception cref="EntryRefusedException"/>
    public Task<AppendResult> Append(SchoolLease lease, JournalEntry entry, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The entries after <paramref name="after"/> up to and including <paramref name="upTo"/>, in order.</summary>
    public IAsyncEnumerable<JournalEntry> Read(SchoolId school, long after, long upTo, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Stores an outcome whole, in one transaction; returns when it is on disk.</summary>
    /// <exception cref="StaleOwnerException"/>
    /// <exception cref="StorageBehindException"/>
    /// <exception cref="OutcomeRefusedException"/>
    public Task Commit(SchoolLease lease, Outcome outcome, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The board's updates after a number, in order.</summary>
    public Task<IReadOnlyList<Transition>> Transitions(SchoolId school, long afterUpdate, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>What is due and not sent, the longest due first.</summary>
    public Task<IReadOnlyList<OutboxRow>> Outbox(DateTimeOffset asOf, int limit, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Records that a row was sent; again is no harm.</summary>
    public Task MarkSent(OutboxKey key, DateTimeOffset at, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Appends to the audit trail. When this throws, what was to be read must not be served.</summary>
    public Task Audit(AuditRow row, CancellationToken cancellation) => throw new NotImplementedException();
}
