using Npgsql;

namespace RiskMonitor.Grains.Storage.Postgres;

/// <summary>Writes groups to PostgreSQL: one connection, one round trip and one commit a group.</summary>
internal sealed class PostgresGroupWriter(NpgsqlDataSource source) : IGroupWriter
{
    private NpgsqlConnection? _connection;

    public async Task<HashSet<PendingWrite>> Write(Group group, CancellationToken cancellation)
    {
        try
        {
            _connection ??= await source.OpenConnectionAsync(cancellation);
            // Without an explicit transaction the statements of a batch are one: all of it is committed, or nothing.
            await using var batch = new NpgsqlBatch(_connection);
            batch.BatchCommands.Add(Wall(group));
            if (group.Entries.Count > 0)
                batch.BatchCommands.Add(PostgresRows.Append(group.Entries));
            if (group.Outcomes.Count > 0)
                batch.BatchCommands.Add(PostgresRows.Commit(group.Outcomes));
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            await reader.NextResultAsync(cancellation);
            return await Stored(reader, group, cancellation);
        }
        catch (Exception failure) when (!IsRefusal(failure))
        {
            await Disconnect();
            throw;
        }
    }

    // Class 22 is data the server cannot take, class 23 a broken constraint. Everything else may pass.
    public bool IsRefusal(Exception failure) =>
        failure is PostgresException { SqlState: var state } && (state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await Disconnect();

    // What is set here ends with the batch's transaction.
    private static NpgsqlBatchCommand Wall(Group group)
    {
        var schools = group.Entries.Select(entry => entry.School.Value).Concat(group.Outcomes.Select(outcome => outcome.School.Value)).Distinct(StringComparer.Ordinal);
        return new NpgsqlBatchCommand(SchoolWall.EnterByNumber) { Parameters = { new NpgsqlParameter<string> { TypedValue = string.Join(',', schools) } } };
    }

    private static async Task<HashSet<PendingWrite>> Stored(NpgsqlDataReader reader, Group group, CancellationToken cancellation)
    {
        var stored = new HashSet<PendingWrite>(ReferenceEqualityComparer.Instance);
        if (group.Entries.Count > 0)
        {
            var entries = group.Entries.ToLookup(entry => (entry.School.Value, entry.Position));
            while (await reader.ReadAsync(cancellation))
            {
                var key = reader.GetFieldValue<byte[]>(2);
                // Of the same batch given twice, one was written; the other is looked up.
                if (entries[(reader.GetString(0), reader.GetInt64(1))].FirstOrDefault(entry => entry.Key.AsSpan().SequenceEqual(key)) is { } entry)
                    stored.Add(entry);
            }

            await reader.NextResultAsync(cancellation);
        }

        if (group.Outcomes.Count > 0)
        {
            var outcomes = group.Outcomes.ToDictionary(outcome => outcome.School.Value, StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellation))
                stored.Add(outcomes[reader.GetString(0)]);
        }

        return stored;
    }

    private async Task Disconnect()
    {
        var connection = _connection;
        _connection = null;
        if (connection is not null)
            await connection.DisposeAsync();
    }
}
