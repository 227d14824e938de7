using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>Refuses to start with storage that is not safe, and names the key to set.</summary>
internal sealed class StoreOptionsCheck(IHostEnvironment environment) : IValidateOptions<StoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreOptions options)
    {
        string[] failures = [.. Places(options), .. Audit(options), .. Limits(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Places(StoreOptions options)
    {
        var production = environment.IsProduction();
        if (production && !options.IsPostgres && string.IsNullOrWhiteSpace(options.File))
            yield return "ConnectionStrings:RiskMonitor (PostgreSQL) or Storage:File (SQLite) must be set in Production.";
        var hasFile = !string.IsNullOrWhiteSpace(options.MasterKeyFile);
        var hasText = !string.IsNullOrWhiteSpace(options.MasterKey);
        if (hasFile && hasText)
            yield return "Storage:MasterKeyFile and Storage:MasterKey: set one, not both.";
        if ((production || options.IsPostgres) && !hasFile && !hasText)
            yield return "Storage:MasterKeyFile or Storage:MasterKey must be set in Production and with PostgreSQL: 32 bytes as base64, kept outside the database.";
        if (hasText && !IsKey(options.MasterKey!))
            yield return "Storage:MasterKey must be 32 bytes as base64.";
        if (hasFile && production && !File.Exists(options.MasterKeyFile))
            yield return "Storage:MasterKeyFile does not exist.";
        if (!IdText.IsValid(options.Tenant))
            yield return "Storage:Tenant must be 1 to 64 letters, digits, '-', '_' or '.'.";
    }

    private IEnumerable<string> Audit(StoreOptions options)
    {
        var hasFile = !string.IsNullOrWhiteSpace(options.AuditKeyFile);
        var hasText = !string.IsNullOrWhiteSpace(options.AuditKey);
        if (hasFile && hasText)
            yield return "Storage:AuditKeyFile and Storage:AuditKey: set one, not both.";
        if (hasText && !IsKey(options.AuditKey!))
            yield return "Storage:AuditKey must be 32 bytes as base64.";
        if (hasFile && !File.Exists(options.AuditKeyFile))
            yield return "Storage:AuditKeyFile does not exist.";
        if (environment.IsProduction() && !hasFile && !hasText)
            yield return "Storage:AuditKeyFile or Storage:AuditKey must be set in Production: 32 bytes as base64, kept outside the database, and not the master key.";
        if (environment.IsProduction() && string.IsNullOrWhiteSpace(options.AuditFolder))
            yield return "Storage:AuditFolder must be set in Production: where signed checkpoints of the audit trail go, outside the database.";
        if (hasText && options.AuditKey == options.MasterKey)
            yield return "Storage:AuditKey and Storage:MasterKey must differ.";
        if (options.AuditCheckpointEvery < TimeSpan.FromSeconds(1) || options.AuditCheckpointEvery > TimeSpan.FromHours(1))
            yield return "Storage:AuditCheckpointEvery must be 1 s to 1 h.";
    }

    private static IEnumerable<string> Limits(StoreOptions options)
    {
        if (options.QueueRows is < 16 or > 1_000_000)
            yield return "Storage:QueueRows must be 16 to 1,000,000.";
        if (options.QueueBytes is < 1L << 20 or > 4L << 30)
            yield return "Storage:QueueBytes must be 1 MiB to 4 GiB.";
        if (options.GroupRows is < 1 or > 10_000)
            yield return "Storage:GroupRows must be 1 to 10,000.";
        if (options.GroupBytes is < 64L << 10 or > 256L << 20 || options.GroupBytes > options.QueueBytes)
            yield return "Storage:GroupBytes must be 64 KiB to 256 MiB and no more than Storage:QueueBytes.";
        if (options.Patience < TimeSpan.FromMilliseconds(100) || options.Patience > TimeSpan.FromMinutes(5))
            yield return "Storage:Patience must be 100 ms to 5 min.";
        if (options.StatementTimeout < TimeSpan.FromSeconds(1) || options.StatementTimeout > TimeSpan.FromMinutes(5))
            yield return "Storage:StatementTimeout must be 1 s to 5 min.";
    }

    private static bool IsKey(string base64)
    {
        Span<byte> key = stackalloc byte[MasterKey.Length + 3];
        return Convert.TryFromBase64String(base64.Trim(), key, out var length) && length == MasterKey.Length;
    }
}
