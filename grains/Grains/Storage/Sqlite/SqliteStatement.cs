using Microsoft.Data.Sqlite;

namespace RiskMonitor.Grains.Storage.Sqlite;

/// <summary>A statement that is compiled once and run with new values.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand _command;

    public SqliteStatement(GatedConnection connection, string sql, params ReadOnlySpan<string> names)
    {
        _command = new SqliteCommand(sql, connection);
        foreach (var name in names)
            _command.Parameters.Add(new SqliteParameter { ParameterName = name });
    }

    public int Run(SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        _command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;

        return _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}
