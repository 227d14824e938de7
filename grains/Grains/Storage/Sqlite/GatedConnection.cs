using System.Data;
using Microsoft.Data.Sqlite;

namespace RiskMonitor.Grains.Storage.Sqlite;

/// <summary>A connection that waits its turn before its first write and keeps it until it is closed or says it is done.</summary>
internal sealed class GatedConnection(string connectionString, SemaphoreSlim gate) : SqliteConnection(connectionString)
{
    private bool _holdsGate;

    public override void Open()
    {
        base.Open();
        // Of the connection, not of the file, and a pooled connection may come from anywhere: set each time (a few µs).
        using var command = new SqliteCommand("PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000", this);
        command.ExecuteNonQuery();
    }

    public override SqliteCommand CreateCommand() =>
        new GatedCommand { Connection = this, CommandTimeout = DefaultTimeout, Transaction = Transaction };

    public override SqliteTransaction BeginTransaction(IsolationLevel isolationLevel, bool deferred)
    {
        EnterGate();
        return base.BeginTransaction(isolationLevel, deferred);
    }

    public override void Close()
    {
        base.Close();
        LeaveGate();
    }

    public async Task EnterGate(CancellationToken cancellation)
    {
        if (_holdsGate)
            return;
        await gate.WaitAsync(cancellation);
        _holdsGate = true;
    }

    public void EnterGate()
    {
        if (_holdsGate)
            return;
        gate.Wait();
        _holdsGate = true;
    }

    public void LeaveGate()
    {
        if (!_holdsGate)
            return;
        _holdsGate = false;
        gate.Release();
    }
}
