namespace RiskMonitor.Grains.Storage.Sqlite;

/// <summary>The statements of a group, compiled for one connection.</summary>
internal sealed class SqliteStatements(GatedConnection connection) : IDisposable
{
    public SqliteStatement AppendEntry { get; } = new(
        connection, SqliteSql.AppendEntry, "$position", "$received_at", "$kind", "$batch_key", "$body", "$school", "$fence");

    public SqliteStatement AdvanceSchool { get; } = new(
        connection, SqliteSql.AdvanceSchool, "$position", "$received_at", "$school");

    public SqliteStatement CommitSchool { get; } = new(
        connection, SqliteSql.CommitSchool, "$processed", "$last_update", "$school", "$fence", "$first_update");

    public SqliteStatement InsertTransition { get; } = new(
        connection, SqliteSql.InsertTransition, "$school", "$update_number", "$subject", "$rule", "$episode", "$sequence", "$at", "$body");

    public SqliteStatement InsertMessage { get; } = new(
        connection, SqliteSql.InsertMessage, "$school", "$update_number", "$channel", "$due_at", "$body");

    public void Dispose()
    {
        AppendEntry.Dispose();
        AdvanceSchool.Dispose();
        CommitSchool.Dispose();
        InsertTransition.Dispose();
        InsertMessage.Dispose();
    }
}
