using Microsoft.Data.Sqlite;

namespace RiskMonitor.Grains.Storage.Sqlite;

/// <summary>Writes groups to SQLite: one connection, one transaction and one flush to disk a group.</summary>
internal sealed class SqliteGroupWriter(SqliteDataSource source) : IGroupWriter
{
    private const int ConstraintBroken = 19;

    private GatedConnection? _connection;
    private SqliteStatements? _statements;

    public async Task<HashSet<PendingWrite>> Write(Group group, CancellationToken cancellation)
    {
        var connection = await Connect(cancellation);
        await connection.EnterGate(cancellation);
        try
        {
            return WriteNow(connection, group);
        }
        finally
        {
            connection.LeaveGate();
        }
    }

    public bool IsRefusal(Exception failure) => failure is SqliteException { SqliteErrorCode: ConstraintBroken };

    public async ValueTask DisposeAsync()
    {
        _statements?.Dispose();
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    private HashSet<PendingWrite> WriteNow(GatedConnection connection, Group group)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var stored = new HashSet<PendingWrite>(ReferenceEqualityComparer.Instance);
        foreach (var entry in group.Entries)
        {
            if (Append(entry, transaction))
                stored.Add(entry);
        }

        foreach (var outcome in group.Outcomes)
        {
            if (Commit(outcome, transaction))
                stored.Add(outcome);
        }

        transaction.Commit();
        return stored;
    }

    private bool Append(PendingEntry entry, SqliteTransaction transaction)
    {
        if (_statements!.AppendEntry.Run(transaction, entry.Position, entry.ReceivedAt, (int)entry.Kind, entry.Key, entry.Body, entry.School.Value, entry.Fence) == 0)
            return false;
        _statements!.AdvanceSchool.Run(transaction, entry.Position, entry.ReceivedAt, entry.School.Value);
        return true;
    }

    private bool Commit(PendingOutcome pending, SqliteTransaction transaction)
    {
        var (school, outcome) = (pending.School.Value, pending.Outcome);
        if (_statements!.CommitSchool.Run(transaction, outcome.Processed, outcome.LastUpdate, school, pending.Fence, outcome.FirstUpdate) == 0)
            return false;
        foreach (var row in outcome.Transitions)
            _statements!.InsertTransition.Run(transaction, school, row.Update, row.Subject, row.Rule, row.Episode, row.Sequence, row.At, row.Body);
        foreach (var row in outcome.Messages)
            _statements!.InsertMessage.Run(transaction, school, row.Update, row.Channel, row.DueAt, row.Body);
        return true;
    }

    private async Task<GatedConnection> Connect(CancellationToken cancellation)
    {
        if (_connection is null)
        {
            _connection = (GatedConnection)await source.OpenConnectionAsync(cancellation);
            _statements = new SqliteStatements(_connection);
        }

        return _connection;
    }
}
