using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RiskMonitor.Domain;
using RiskMonitor.Grains;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Commands;

/// <summary><c>keys rotate</c>, <c>keys shred</c>, <c>keys rewrap</c>: what is done to keys, audited first.</summary>
internal static class KeysCommand
{
    private const string Usage = """
        Usage: keys rotate [--school SCHOOL] [--continue] [--service-is-stopped]
               keys rewrap NEW-MASTER-KEY-FILE        (stop the service first)
               keys shred SCHOOL --destroy SCHOOL     (there is no way back; 1 when something is left in the database's files)
        rotate: a new key for one school or for all, and every row and state sealed anew; beside the running service it waits a minute until all silos know the key.
        --continue goes on with a change that was stopped half way.
        """;

    private const string Elsewhere = """
        What this command cannot reach still holds the keys, wrapped with the master key: backups, snapshots of the disk, PostgreSQL's write-ahead log
        until its segments are used again, its archive, and replicas that have not caught up. To make all of it useless:
          1. Stop the service, run `keys rewrap NEW-MASTER-KEY-FILE`, start it with the new master key.
          2. Make a backup and see that it can be restored with the new key.
          3. Destroy the old master key, every copy of it. No backup from before then opens any more, of any school.
        Who cannot do without those backups destroys the shredded school's in some other way, or waits until the last of them is past its time, and then does this.
        """;

    // As sysexits.h names them; a shredding that left something behind is no success.
    private const int WrongUsage = 64;
    private const int Unavailable = 69;
    private const int Unfinished = 1;

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        if (!IsKnown(args))
        {
            await errors.WriteLineAsync(Usage);
            return WrongUsage;
        }

        using var host = CommandHost.Build();
        try
        {
            var services = host.Services;
            var keys = new KeyChange(services.GetRequiredService<DbDataSource>(), services.GetRequiredService<MasterKey>(), services.GetRequiredService<IOptions<StoreOptions>>().Value, TimeProvider.System, services.GetRequiredService<SealedStates>());
            var store = services.GetRequiredService<SchoolStore>();
            if (args is ["shred", var gone, ..])
                return await Shred(new SchoolId(gone), keys, store, output, cancellation);
            await (args switch
            {
                ["rewrap", var file] => Rewrap(file, keys, store, output, cancellation),
                _ => Rotate(args, keys, store, output, errors, cancellation),
            });
            return 0;
        }
        catch (Exception trouble) when (trouble is OptionsValidationException or DbException or IOException or FormatException or CryptographicException
            or SealBrokenException or StorageBehindException or SchoolShreddedException or InvalidOperationException)
        {
            await errors.WriteLineAsync($"Stopped: {trouble.Message}");
            return Unavailable;
        }
    }

    private static bool IsKnown(string[] args) => args switch
    {
        ["shred", var school, "--destroy", var again] => school == again && IdText.IsValid(school),
        ["rewrap", var file] => File.Exists(file),
        ["rotate", "--school", var school, .. var rest] => IdText.IsValid(school) && rest.All(IsSwitch),
        ["rotate", .. var rest] => rest.All(IsSwitch),
        _ => false,
    };

    private static bool IsSwitch(string arg) => arg is "--continue" or "--service-is-stopped";

    private static async Task Rotate(string[] args, KeyChange keys, SchoolStore store, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        SchoolId[] schools = args is [_, "--school", var one, ..] ? [new SchoolId(one)] : [.. (await store.Schools(cancellation)).Select(each => each.School)];
        var wait = args.Contains("--service-is-stopped") ? TimeSpan.Zero : SchoolKeys.KnownFor * 2;
        foreach (var school in schools)
        {
            await store.Audit(Row("keys.rotate", school), cancellation);
            await errors.WriteLineAsync($"{school}: waiting {wait.TotalSeconds:0} s until every silo knows the new key");
            var rows = await keys.Rotate(school, args.Contains("--continue"), wait, (table, done) => errors.WriteLine($"{school} {table}: {done} rows"), cancellation);
            await output.WriteLineAsync($"{school}: {rows} rows sealed anew.");
        }
    }

    private static async Task Rewrap(string file, KeyChange keys, SchoolStore store, TextWriter output, CancellationToken cancellation)
    {
        await store.Audit(Row("keys.rewrap", null), cancellation);
        await output.WriteLineAsync($"{await keys.Rewrap(MasterKey.FromFile(file), cancellation)} keys are wrapped with the new master key. Start the service with it.");
    }

    private static async Task<int> Shred(SchoolId school, KeyChange keys, SchoolStore store, TextWriter output, CancellationToken cancellation)
    {
        // Under the trust's own key: what is sealed for the school cannot be read afterwards.
        await store.Audit(Row("keys.shred", null) with { About = school.Value }, cancellation);
        var left = await keys.Shred(school, cancellation);
        await output.WriteLineAsync($"The keys of {school} are destroyed: within a minute no running silo opens anything of it.");
        await output.WriteLineAsync(left is null ? "No wrapped key of it stands in the tables or files of the database any more." : $"NOT FINISHED: {left}");
        await output.WriteLineAsync(Elsewhere);
        return left is null ? 0 : Unfinished;
    }

    private static AuditRow Row(string what, SchoolId? school) => new(TimeProvider.System.GetUtcNow(), $"console:{Environment.UserName}", what, school, null, null);
}
