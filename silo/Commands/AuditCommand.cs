using System.Data.Common;
using Microsoft.Extensions.Options;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Auditing;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Commands;

/// <summary><c>audit verify</c>: the whole audit trail against its chains and signed checkpoints, also while the service runs. Reads, writes nothing.</summary>
internal static class AuditCommand
{
    private const string Usage = """
        Usage: audit verify [--checkpoints FOLDER …] [--public-key BASE64]
               audit public-key
        verify: 0 when the trail of the configured store (Storage:File, or ConnectionStrings:RiskMonitor) is whole, 1 when it is not.
        Without --checkpoints it reads Storage:AuditFolder; without --public-key it takes the key that signs.
        public-key: what whoever checks without the signing key needs.
        """;

    // As sysexits.h names them, so that a script can tell a wrong call from a trail that is not whole.
    private const int NotWhole = 1;
    private const int WrongUsage = 64;
    private const int Unavailable = 69;

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        if (Read(args) is not { } asked)
        {
            await errors.WriteLineAsync(Usage);
            return WrongUsage;
        }

        using var host = CommandHost.Build();
        try
        {
            var options = host.Services.GetRequiredService<IOptions<StoreOptions>>().Value;
            if (!asked.Verifies)
            {
                await output.WriteLineAsync(options.AuditKeyOrDefault().Public.Text);
                return 0;
            }

            var key = asked.Key ?? options.AuditKeyOrDefault().Public;
            var folders = asked.Folders.Count > 0 ? asked.Folders : [options.AuditFolderOrDefault];
            var check = new AuditCheck(host.Services.GetRequiredService<DbDataSource>(), options.Tenant, folders, key);
            return await Tell(await check.Run((done, of) => errors.WriteLine($"{done} of {of} rows"), cancellation), output);
        }
        catch (Exception trouble) when (trouble is OptionsValidationException or DbException or IOException or FormatException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The trail cannot be checked: {trouble.Message}");
            return Unavailable;
        }
    }

    private static async Task<int> Tell(AuditVerdict verdict, TextWriter output)
    {
        foreach (var fault in verdict.Faults)
            await output.WriteLineAsync($"{fault.Kind} chain {fault.Chain}: {fault.Words}");
        if (verdict.FaultCount > verdict.Faults.Length)
            await output.WriteLineAsync($"… and {verdict.FaultCount - verdict.Faults.Length} more.");
        if (verdict.Before > 0)
            await output.WriteLineAsync($"{verdict.Before} rows are older than the chains: of them nothing can be proved.");
        await output.WriteLineAsync($"{verdict.Rows} rows in {verdict.Chains} chains, {verdict.Checkpoints} signed checkpoints: {(verdict.IsWhole ? "the trail is whole." : $"{verdict.FaultCount} faults. The trail is NOT whole.")}");
        return verdict.IsWhole ? 0 : NotWhole;
    }

    private static Asked? Read(string[] args)
    {
        if (args is ["public-key"])
            return new Asked(false, [], null);
        if (args is not ["verify", ..] || args.Length % 2 == 0)
            return null;
        var asked = new Asked(true, [], null);
        for (var next = 1; next < args.Length; next += 2)
        {
            if (args[next] == "--checkpoints")
                asked.Folders.Add(args[next + 1]);
            else if (args[next] == "--public-key" && KeyOf(args[next + 1]) is { } key)
                asked = asked with { Key = key };
            else
                return null;
        }

        return asked;
    }

    private static AuditPublicKey? KeyOf(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == 32 ? new AuditPublicKey(bytes[..length]) : null;
    }

    private sealed record Asked(bool Verifies, List<string> Folders, AuditPublicKey? Key);
}
