using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace RiskMonitor.Grains.Storage.Sqlite;

/// <summary>A command that waits for the writer's gate when it writes, and then does not block the caller's thread on the disk.</summary>
internal sealed class GatedCommand : SqliteCommand
{
    private bool Writes
    {
        get
        {
            var text = CommandText.AsSpan().TrimStart();
            return !text.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase)
                && !text.StartsWith("PRAGMA", StringComparison.OrdinalIgnoreCase);
        }
    }

    private GatedConnection Gate => (GatedConnection)Connection!;

    public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
    {
        if (Writes)
            Gate.EnterGate();
        return base.ExecuteReader(behavior);
    }

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Gated(ExecuteNonQuery, cancellationToken);

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => Gated(ExecuteScalar, cancellationToken);

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        Gated<DbDataReader>(() => base.ExecuteReader(behavior), cancellationToken);

    private async Task<T> Gated<T>(Func<T> execute, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!Writes)
            return execute();
        await Gate.EnterGate(cancellation);
        // A grain's thread must not wait for the disk.
        return await Task.Run(execute, cancellation);
    }
}
