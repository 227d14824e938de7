using System.Data.Common;
using System.Net.Sockets;
using Dapper;

namespace RiskMonitor.Grains.Storage;

/// <summary>Single statements, with every way in which a database can be out of reach told as one.</summary>
internal static class Reached
{
    public static async Task<List<T>> Query<T>(DbDataSource source, string sql, object parameters, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellation))).AsList();
        }
        catch (Exception failure) when (IsUnreachable(failure))
        {
            throw Behind(failure);
        }
    }

    public static async Task Execute(DbDataSource source, string sql, object parameters, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellation));
        }
        catch (Exception failure) when (IsUnreachable(failure))
        {
            throw Behind(failure);
        }
    }

    public static bool IsUnreachable(Exception failure) => failure is DbException or SocketException or TimeoutException or IOException;

    public static StorageBehindException Behind(Exception failure) => new("The store does not answer.", failure);
}
