using Hangfire.PostgreSql;
using Npgsql;
using RiskMonitor.Silo.Hosting;

namespace RiskMonitor.Silo.Jobs;

/// <summary>Hangfire's own tables, made or brought up to date by the first silo that starts; the others wait for it.</summary>
public static class JobSchema
{
    public const string Name = "hangfire";

    // Any number will do, as long as every silo takes the same.
    private const long LockNumber = 7_261_044_919;

    public static async Task Apply(IConfiguration configuration, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(JobsHosting.ConnectionOf(configuration)
            ?? throw new InvalidOperationException($"ConnectionStrings:{SiloHosting.ConnectionName} is not set."));
        await using var holder = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await holder.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({LockNumber})", holder, transaction) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        PostgreSqlObjectsInstaller.Install(connection, Name);
        await transaction.CommitAsync(cancellation);
    }
}
