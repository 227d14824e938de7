using System.Runtime.InteropServices;
using Npgsql;

namespace RiskMonitor.Bench.Measure;

/// <summary>What a number was measured on. A result without this is not a result.</summary>
internal static class Machine
{
    private static readonly string[] Settings =
        ["server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "wal_level", "shared_buffers", "max_wal_size", "commit_delay"];

    public static async Task<string[]> Describe(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT name || '=' || current_setting(name) FROM unnest($1) AS name", connection);
        command.Parameters.AddWithValue(Settings);
        var settings = new List<string>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            settings.Add(rows.GetString(0));
        return
        [
            $"machine: {Environment.ProcessorCount} cores, {Processor()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}",
            $"runtime: {RuntimeInformation.FrameworkDescription}, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC, gen 0 size {Environment.GetEnvironmentVariable("DOTNET_GCgen0size") ?? "default"}",
            $"PostgreSQL: {string.Join(", ", settings)}",
        ];
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
}
