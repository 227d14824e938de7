using System.Data.Common;
using Npgsql;
using RiskMonitor.Grains.Storage.Postgres;
using RiskMonitor.Grains.Storage.Sqlite;

namespace RiskMonitor.Grains.Storage;

/// <summary>Opens the database that the options name, and knows which engine it is.</summary>
public static class StoreSource
{
    /// <summary>What the ADO.NET providers of Orleans call the engine. Their name for SQLite loads Microsoft.Data.Sqlite.</summary>
    public static string OrleansInvariantOf(DbDataSource source) => source is NpgsqlDataSource ? "Npgsql" : "System.Data.SQLite";

    /// <summary>Give the same source to the store, the migrations and Orleans: on SQLite it holds the writers' gate.</summary>
    public static DbDataSource Open(StoreOptions options)
    {
        if (!options.IsPostgres)
            return new SqliteDataSource(options.FileOrDefault);
        var seconds = (int)Math.Ceiling(options.StatementTimeout.TotalSeconds);
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            CommandTimeout = seconds,
            Timeout = seconds,
            // A few statements run millions of times.
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            // The details of an error repeat the values of the row.
            IncludeErrorDetail = false,
        };
        return new NpgsqlDataSourceBuilder(connection.ConnectionString).Build();
    }

    internal static IGroupWriter WriterOf(DbDataSource source) => source switch
    {
        NpgsqlDataSource postgres => new PostgresGroupWriter(postgres),
        SqliteDataSource sqlite => new SqliteGroupWriter(sqlite),
        _ => throw new ArgumentException($"No store can be kept in a {source.GetType().Name}.", nameof(source)),
    };
}
