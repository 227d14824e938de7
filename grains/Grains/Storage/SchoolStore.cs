using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Extensions.Logging;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Grains.Storage.Auditing;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Storage;

/// <summary>
/// The durable truth of all schools of this silo: journal, transitions, outbox, audit. One per silo, safe to call from anywhere.
/// Writes of different schools share commits. Bodies are sealed here: callers see and give plain bytes.
/// </summary>
/// <remarks>
/// A cancelled or refused write may still have been made: the same call again finds out and does not double it.
/// Every call throws <see cref="StorageBehindException"/> when the database cannot be reached.
/// </remarks>
public sealed class SchoolStore : IAsyncDisposable
{
    private const int ReadPage = 256;

    private readonly DbDataSource _source;
    private readonly SchoolKeys _keys;
    private readonly TimeProvider _time;
    private readonly GroupCommit _commit;
    private readonly AuditChain _audit;

    /// <param name="source">The store's own, from <see cref="StoreSource.Open"/>; its tables must be there.</param>
    public SchoolStore(DbDataSource source, SchoolKeys keys, StoreOptions options, TimeProvider time, ILogger<SchoolStore> log)
        : this(source, StoreSource.WriterOf(source), keys, options, time, log)
    {
    }

    internal SchoolStore(
        DbDataSource source, IGroupWriter writer, SchoolKeys keys, StoreOptions options, TimeProvider time, ILogger<SchoolStore> log)
    {
        (_source, _keys, _time) = (source, keys, time);
        _commit = new(writer, new Unsettled(source, keys), options, time, log);
        _audit = new(source, options, time, log);
    }

    /// <summary>Writes waiting for a commit, for back-pressure.</summary>
    public int Waiting => _commit.Waiting;

    /// <summary>Commits made since the start, each of a group of writes.</summary>
    public long Commits => _commit.Commits;

    /// <summary>Makes the caller the only one who may write for the school, and tells where the school stands.</summary>
    public async Task<SchoolLease> TakeOver(SchoolId school, CancellationToken cancellation)
    {
        var rows = await SchoolWall.Query<SchoolRow>(_source, school, CommonSql.TakeOver, new { school = school.Value }, cancellation);
        return rows[0].ToLease(school);
    }

    /// <summary>Puts a batch in the journal; returns when it is on disk.</summary>
    /// <exception cref="StaleOwnerException">Another activation owns the school.</exception>
    /// <exception cref="StorageBehindException">Too much waits, or the database does not answer.</exception>
    /// <exception cref="EntryRefusedException">The position is taken, or the batch key was used for another body.</exception>
    public async Task<AppendResult> Append(SchoolLease lease, JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.Position < 1 || entry.BatchKey.Length is 0 or > JournalBody.LongestKey)
            throw new ArgumentException($"An entry has a position from 1 and a batch key of 1 to {JournalBody.LongestKey} characters.", nameof(entry));
        var ring = await Ring(lease.School, cancellation);
        var pending = new PendingEntry(lease, entry, ring.Index(entry.BatchKey), JournalBody.Seal(ring, entry), cancellation) { Since = _time.GetTimestamp() };
        _commit.Enqueue(pending);
        return await pending.Done.WaitAsync(cancellation);
    }

    /// <summary>The entries after <paramref name="after"/> up to and including <paramref name="upTo"/>, in order, a page at a time.</summary>
    public async IAsyncEnumerable<JournalEntry> Read(
        SchoolId school, long after, long upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var ring = await Ring(school, cancellation);
        while (after < upTo)
        {
            var rows = await SchoolWall.Query<EntryRow>(
                _source, school, CommonSql.SelectEntries, new { school = school.Value, after, upTo, limit = ReadPage }, cancellation);
            foreach (var row in rows)
                yield return JournalBody.Open(ring, row);
            if (rows.Count < ReadPage)
                yield break;
            after = rows[^1].Position;
        }
    }

    /// <summary>Every school that has a journal, with the position of its last entry. For commands that read; a running school knows its own.</summary>
    public async Task<IReadOnlyList<(SchoolId School, long LastPosition)>> Schools(CancellationToken cancellation) =>
        [.. (await Reached.Query<JournalEnd>(_source, CommonSql.SelectSchools, new { }, cancellation)).Select(row => (new SchoolId(row.School), row.LastPosition))];

    /// <summary>Stores an outcome whole, in one transaction; returns when it is on disk. The same outcome again is no harm.</summary>
    /// <exception cref="StaleOwnerException">Another activation owns the school.</exception>
    /// <exception cref="StorageBehindException">Too much waits, or the database does not answer.</exception>
    /// <exception cref="OutcomeRefusedException">It doubles a transition, leaves a gap in the numbers, or goes back in the journal.</exception>
    public async Task Commit(SchoolLease lease, Outcome outcome, CancellationToken cancellation)
    {
        var ring = await Ring(lease.School, cancellation);
        var pending = new PendingOutcome(lease, SealedOutcome.From(lease.School, outcome, ring), cancellation) { Since = _time.GetTimestamp() };
        _commit.Enqueue(pending);
        await pending.Done.WaitAsync(cancellation);
    }

    /// <summary>The board's updates after a number, in order.</summary>
    public async Task<IReadOnlyList<Transition>> Transitions(SchoolId school, long afterUpdate, CancellationToken cancellation)
    {
        var ring = await Ring(school, cancellation);
        var rows = await SchoolWall.Query<TransitionRow>(
            _source, school, CommonSql.SelectTransitions, new { school = school.Value, after = afterUpdate }, cancellation);
        return rows.ConvertAll(row => TransitionJson.Read(ring.Open("transition", SealedOutcome.RowOf(row.UpdateNumber), row.Body)));
    }

    /// <summary>What is due and not sent, of all schools, the longest due first.</summary>
    public async Task<IReadOnlyList<OutboxRow>> Outbox(DateTimeOffset asOf, int limit, CancellationToken cancellation)
    {
        var rows = await Reached.Query<MessageRow>(_source, CommonSql.SelectOutbox, new { asOf = asOf.UtcTicks, limit }, cancellation);
        var result = new List<OutboxRow>(rows.Count);
        foreach (var row in rows)
        {
            var key = new OutboxKey(new SchoolId(row.School), row.UpdateNumber, row.Channel);
            var ring = await Ring(key.School, cancellation);
            var body = ring.Open("outbox", SealedOutcome.OutboxRowOf(key.Update, key.Channel), row.Body);
            result.Add(new(key, new DateTimeOffset(row.DueAt, TimeSpan.Zero), body));
        }

        return result;
    }

    /// <summary>Records that a row was sent; again is no harm.</summary>
    public Task MarkSent(OutboxKey key, DateTimeOffset at, CancellationToken cancellation) => SchoolWall.Execute(
        _source, key.School, CommonSql.MarkSent, new { school = key.School.Value, update = key.Update, channel = key.Channel, at = at.UtcTicks }, cancellation);

    /// <summary>Appends to the audit trail. When this throws, what was to be read must not be served.</summary>
    public async Task Audit(AuditRow row, CancellationToken cancellation) =>
        await _audit.Append(AuditLine.Sealed(row, await AuditRing(row.School, cancellation)), cancellation);

    /// <summary>The audit trail after a line's number, in order, a page at a time.</summary>
    public async Task<IReadOnlyList<(long Number, AuditRow Row)>> AuditTrail(long after, int limit, CancellationToken cancellation)
    {
        var lines = await Reached.Query<AuditLine>(_source, AuditSql.SelectTrail, new { after, limit }, cancellation);
        var result = new List<(long, AuditRow)>(lines.Count);
        foreach (var line in lines)
            result.Add((line.Number, line.Open(await AuditRing(line.School, cancellation))));
        return result;
    }

    /// <summary>What matches in the audit trail, the newest first.</summary>
    public async Task<IReadOnlyList<FoundAudit>> FindAudit(AuditSearch search, CancellationToken cancellation)
    {
        List<byte[]>? subjects = search.Pupil is null ? null : [];
        foreach (var school in search.Pupil is null ? [] : search.Schools)
        {
            if (await AuditRingOrNone(school, cancellation) is { } ring)
                subjects!.Add(AuditLine.IndexOf(ring, search.Pupil!));
        }

        string[] scopes = [AuditLine.TrustScope, .. search.Schools.Select(school => school.Value)];
        var (sql, values) = AuditSql.Search(search, scopes, subjects);
        if (subjects is { Count: 0 })
            return [];
        var result = new List<FoundAudit>();
        foreach (var line in await SchoolWall.Query<AuditLine>(_source, scopes, sql, values, cancellation))
            result.Add(await AuditRingOrNone(line.School, cancellation) is { } ring ? new(line.Number, line.Open(ring), false) : new(line.Number, line.Outside(), true));
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await _commit.DisposeAsync();
        await _audit.DisposeAsync();
    }

    // Of a school whose keys are gone it can still be told who did what and when.
    private async ValueTask<SchoolKeyring?> AuditRingOrNone(SchoolId? school, CancellationToken cancellation)
    {
        try
        {
            return await AuditRing(school, cancellation);
        }
        catch (SchoolShreddedException)
        {
            return null;
        }
    }

    private async ValueTask<SchoolKeyring> AuditRing(SchoolId? school, CancellationToken cancellation)
    {
        try
        {
            return await _keys.OfAudit(school, cancellation);
        }
        catch (Exception failure) when (Reached.IsUnreachable(failure))
        {
            throw Reached.Behind(failure);
        }
    }

    private async ValueTask<SchoolKeyring> Ring(SchoolId? school, CancellationToken cancellation)
    {
        try
        {
            return await _keys.Of(school, cancellation);
        }
        catch (Exception failure) when (Reached.IsUnreachable(failure))
        {
            throw Reached.Behind(failure);
        }
    }
}
