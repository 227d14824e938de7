using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace RiskMonitor.Silo.Sql;

/// <summary>Brings a database to the newest step. Safe when several silos start at once: one applies, the others wait.</summary>
public static class Migrations
{
    // Any number will do, as long as every silo takes the same.
    private const long LockNumber = 7_261_044_918;

    private const string CreateHistory = """
        CREATE TABLE IF NOT EXISTS schema_step (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL)
        """;

    /// <exception cref="InvalidOperationException">A script was edited after it was applied, or the database is newer than this program.</exception>
    public static async Task Apply(DbDataSource source, CancellationToken cancellation)
    {
        var isPostgres = source is NpgsqlDataSource;
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await Exclusive(connection, isPostgres, cancellation);
        await connection.ExecuteAsync(new CommandDefinition(CreateHistory, transaction: transaction, cancellationToken: cancellation));
        var applied = (await connection.QueryAsync<Applied>(new CommandDefinition(
            "SELECT number AS Number, hash AS Hash FROM schema_step", transaction: transaction, cancellationToken: cancellation)))
            .ToDictionary(step => step.Number, step => step.Hash);
        var scripts = Script.All(isPostgres ? "postgresql" : "sqlite");
        Check(scripts, applied);
        foreach (var script in scripts.Where(script => !applied.ContainsKey(script.Number)))
        {
            await connection.ExecuteAsync(new CommandDefinition(script.Text, transaction: transaction, cancellationToken: cancellation));
            await connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO schema_step (number, name, hash) VALUES (@Number, @Name, @Hash)", script, transaction, cancellationToken: cancellation));
        }

        await transaction.CommitAsync(cancellation);
    }

    private static async Task<DbTransaction> Exclusive(DbConnection connection, bool isPostgres, CancellationToken cancellation)
    {
        // SQLite takes its write lock here (BEGIN IMMEDIATE); PostgreSQL's advisory lock goes with the transaction.
        var transaction = await connection.BeginTransactionAsync(cancellation);
        if (isPostgres)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"SELECT pg_advisory_xact_lock({LockNumber})", transaction: transaction, commandTimeout: 0, cancellationToken: cancellation));
        }

        return transaction;
    }

    private static void Check(IReadOnlyList<Script> scripts, Dictionary<int, string> applied)
    {
        foreach (var script in scripts)
        {
            if (applied.TryGetValue(script.Number, out var hash) && hash != script.Hash)
                throw new InvalidOperationException($"{script.Name} was edited after it was applied. Restore it and add a new script.");
        }

        if (applied.Keys.Except(scripts.Select(script => script.Number)).Any())
            throw new InvalidOperationException("The database is newer than this program: it has steps this program does not know.");
    }

    private sealed record Applied
    {
        public int Number { get; init; }

        public string Hash { get; init; } = "";
    }

    private sealed record Script(int Number, string Name, string Text)
    {
        // Line ends are the checkout's business.
        public string Hash { get; } = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));

        public static IReadOnlyList<Script> All(string engine)
        {
            var assembly = typeof(Migrations).Assembly;
            var prefix = $"{assembly.GetName().Name}.Sql.{engine}.";
            return [.. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(name => Read(assembly.GetManifestResourceStream(name)!, name[prefix.Length..]))
                .OrderBy(script => script.Number)];
        }

        private static Script Read(Stream resource, string name)
        {
            using var reader = new StreamReader(resource);
            return new(int.Parse(name.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture), name, reader.ReadToEnd());
        }
    }
}
