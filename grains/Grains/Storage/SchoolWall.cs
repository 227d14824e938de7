using System.Data.Common;
using Dapper;
using Npgsql;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Storage;

/// <summary>
/// On PostgreSQL what is asked for a school runs under a role that owns nothing: the database itself keeps it to the rows of the schools
/// named here, also when a query forgets its filter. SQLite knows no roles: there the program's own filters stand alone.
/// </summary>
internal static class SchoolWall
{
    /// <summary>For the transaction it runs in, and gone with it. No school's id holds a comma.</summary>
    public const string Enter = "SELECT set_config('role', 'riskmonitor_school', true), set_config('riskmonitor.schools', @schools, true)";

    /// <summary>The same where parameters go by number.</summary>
    public const string EnterByNumber = "SELECT set_config('role', 'riskmonitor_school', true), set_config('riskmonitor.schools', $1, true)";

    public static Task<List<T>> Query<T>(DbDataSource source, SchoolId school, string sql, object parameters, CancellationToken cancellation) =>
        Query<T>(source, [school.Value], sql, parameters, cancellation);

    /// <exception cref="StorageBehindException">The database cannot be reached.</exception>
    public static Task<List<T>> Query<T>(DbDataSource source, IEnumerable<string> schools, string sql, object parameters, CancellationToken cancellation) =>
        Behind(source, schools, async (connection, transaction) =>
            (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellation))).AsList(), cancellation);

    /// <returns>How many rows were changed.</returns>
    /// <exception cref="StorageBehindException">The database cannot be reached.</exception>
    public static Task<int> Execute(DbDataSource source, SchoolId school, string sql, object parameters, CancellationToken cancellation) =>
        Behind(source, [school.Value], (connection, transaction) =>
            connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellation)), cancellation);

    /// <summary>Several statements for one school, all or none.</summary>
    /// <exception cref="StorageBehindException">The database cannot be reached.</exception>
    public static async Task<T> Behind<T>(
        DbDataSource source, IEnumerable<string> schools, Func<DbConnection, DbTransaction?, Task<T>> asked, CancellationToken cancellation, bool isWrite = false)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            if (source is not NpgsqlDataSource && !isWrite)
                return await asked(connection, null);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            if (source is NpgsqlDataSource)
                await connection.ExecuteAsync(new CommandDefinition(Enter, new { schools = string.Join(',', schools) }, transaction, cancellationToken: cancellation));
            var result = await asked(connection, transaction);
            await transaction.CommitAsync(cancellation);
            return result;
        }
        catch (Exception failure) when (Reached.IsUnreachable(failure))
        {
            throw Reached.Behind(failure);
        }
    }
}
