using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Microsoft.Extensions.Logging;

namespace RiskMonitor.Grains.Storage.Auditing;

/// <summary>
/// The chain of one writer. A batch is what arrived while the last one was being stored; whoever appends waits for their own batch, and nobody
/// else does: the journal has connections and commits of its own. That a chain begins, and how far it has come, is signed outside the database.
/// </summary>
internal sealed partial class AuditChain : IAsyncDisposable
{
    private const int MostRows = 64;
    private const int MostWaiting = 10_000;

    private readonly Channel<PendingLine> _queue = Channel.CreateBounded<PendingLine>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _chain = Guid.CreateVersion7().ToString("N");
    private readonly DbDataSource _source;
    private readonly Func<AuditKey> _key;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CheckpointFolder _folder;
    private readonly Task _writing;
    private readonly Task _signing;
    private Head? _head;
    private long _signed = -1;
    private bool _isFailing;

    public AuditChain(DbDataSource source, StoreOptions options, TimeProvider time, ILogger log)
    {
        (_source, _options, _time, _log) = (source, options, time, log);
        _key = options.AuditKeyOrDefault;
        _folder = new CheckpointFolder(options.AuditFolderOrDefault);
        _writing = Task.Run(Write);
        _signing = Task.Run(Sign);
    }

    /// <summary>Returns when the line is on disk.</summary>
    /// <exception cref="StorageBehindException">It is not, or nobody knows.</exception>
    public async Task Append(AuditLine line, CancellationToken cancellation)
    {
        var pending = new PendingLine(line);
        if (!_queue.Writer.TryWrite(pending))
            throw new StorageBehindException("Too many rows wait for the audit trail.");
        await pending.Done.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
        await _stopping.CancelAsync();
        await _signing;
        await SignHead();
        _stopping.Dispose();
        _gate.Dispose();
    }

    private async Task Write()
    {
        var batch = new List<PendingLine>(MostRows);
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MostRows && _queue.Reader.TryRead(out var line))
                batch.Add(line);
            await Settle(batch);
        }
    }

    private async Task Settle(List<PendingLine> batch)
    {
        await _gate.WaitAsync();
        try
        {
            var head = _head ?? await FindHead();
            // Until it is stored nobody knows where the chain ends: after a failure it is read again. Should a lost attempt still
            // arrive, the chain's numbers are unique and one of the two is refused.
            _head = null;
            var lines = batch.ConvertAll(pending => (head = head.Then(pending.Line with { Chain = _chain })).Line!);
            _head = head with { Number = await Insert(lines) };
            _isFailing = false;
            batch.ForEach(pending => pending.Done.TrySetResult());
        }
        catch (Exception failure)
        {
            // Nothing is lost: each caller is told, and shows nothing of what it would have shown.
            Note(failure);
            batch.ForEach(pending => pending.Done.TrySetException(new StorageBehindException("The audit trail does not take rows.", failure)));
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Head> FindHead()
    {
        var beginning = new Head(0, AuditLink.Beginning(_options.Tenant, _chain), null, null);
        // That there is a chain at all must be known outside before its first row: a chain that is gone as a whole is missed then.
        if (_signed < 0)
            Attest(beginning);
        await using var connection = await _source.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<AuditLine>(AuditSql.SelectHead, new { chain = _chain }) is { } last
            ? new Head(last.Sequence, last.Hash, last.Number, null) : beginning;
    }

    private async Task<long> Insert(List<AuditLine> lines)
    {
        var (sql, values) = AuditSql.Insert(lines);
        await using var connection = await _source.OpenConnectionAsync();
        return (await connection.QueryAsync<long>(sql, values)).Max();
    }

    private async Task Sign()
    {
        using var timer = new PeriodicTimer(_options.AuditCheckpointEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                await SignHead();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Closing: what was stored since is signed by who closes.
        }
    }

    private async Task SignHead()
    {
        await _gate.WaitAsync();
        try
        {
            if (_head is { } head && head.Sequence > _signed)
                Attest(head);
        }
        catch (Exception failure)
        {
            // Nothing is lost: the next one covers these rows too. Until then a cut tail would not be seen, and the log says so. Whatever it was
            // (a folder that is full, a key file that is half written), the signing must not end with it.
            LogNotSigned(failure);
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Attest(Head head)
    {
        _folder.Add(AuditCheckpoint.Signed(_options.Tenant, _chain, head.Sequence, head.Hash, _time.GetUtcNow(), _key(), head.Number));
        _signed = head.Sequence;
    }

    private void Note(Exception failure)
    {
        if (!_isFailing)
            LogFailing(failure);
        _isFailing = true;
    }

    [LoggerMessage(LogLevel.Critical, "The audit trail does not take rows: nothing that must be audited is shown")]
    private partial void LogFailing(Exception failure);

    [LoggerMessage(LogLevel.Error, "How far the audit trail has come cannot be signed")]
    private partial void LogNotSigned(Exception failure);

    /// <summary>Where a chain ends.</summary>
    /// <param name="Number">Of its last row; null: there is none, or it is about to be stored.</param>
    private sealed record Head(long Sequence, byte[] Hash, long? Number, AuditLine? Line)
    {
        public Head Then(AuditLine line)
        {
            var next = line with { Sequence = Sequence + 1 };
            var hash = AuditLink.After(Hash, next);
            return new Head(next.Sequence, hash, null, next with { Hash = hash });
        }
    }

    private sealed record PendingLine(AuditLine Line)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
