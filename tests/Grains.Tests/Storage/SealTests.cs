using System.Text;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sealing;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

public sealed class SealTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_stolen_database_names_no_pupil(Engine engine)
    {
        string[] tokens = ["pupil-kx77", "UPN-H801200001001", "Aurelia-Quimby", "left-crying", "staff-note-zz", "reveal-reason-qq", "key-kx77"];
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Append(lease, Entry(1, "key-kx77", $$"""{"student":"pupil-kx77","upn":"UPN-H801200001001","name":"Aurelia-Quimby"}"""), Now);
        var raised = Raised(1, "pupil-kx77", note: "left-crying, staff-note-zz");
        await test.Store.Commit(lease, Outcome(1, raised) with { Outbox = [Message(1, "Aurelia-Quimby")] }, Now);
        await test.Store.Audit(new AuditRow(Monday, "staff-7", "student.reveal", Oakfield, "pupil-kx77", "reveal-reason-qq"), Now);

        var dump = await test.Dump();

        Assert.Contains("oakfield", dump, StringComparison.Ordinal);
        Assert.Contains("staff-7", dump, StringComparison.Ordinal);
        // PostgreSQL dumps bytes as hex.
        Assert.All(tokens, token => Assert.DoesNotContain(token, dump, StringComparison.OrdinalIgnoreCase));
        Assert.All(tokens, token => Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(token)), dump, StringComparison.OrdinalIgnoreCase));
    }

    [Theory, BothEngines]
    public async Task A_body_moved_to_another_row_or_school_does_not_open(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        var elsewhere = await test.Store.TakeOver(new SchoolId("elmwood"), Now);
        await test.Store.Append(lease, Entry(1), Now);
        await test.Store.Append(lease, Entry(2), Now);
        await test.Store.Append(elsewhere, Entry(1), Now);
        await test.Store.Commit(lease, Outcome(1, Raised(1), Raised(2, "p002")), Now);

        await test.Execute("UPDATE journal SET body = (SELECT body FROM journal WHERE school = 'oakfield' AND position = 2) WHERE position = 1");
        await test.Execute("UPDATE transition SET body = (SELECT body FROM transition WHERE update_number = 2) WHERE update_number = 1");

        await Assert.ThrowsAsync<SealBrokenException>(() => test.Store.All(Oakfield));
        await Assert.ThrowsAsync<SealBrokenException>(() => test.Store.All(new SchoolId("elmwood")));
        await Assert.ThrowsAsync<SealBrokenException>(() => test.Store.Transitions(Oakfield, 0, Now));
    }

    [Theory, BothEngines]
    public async Task Another_master_key_or_tenant_opens_nothing(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Append(lease, Entry(1), Now);

        var otherKey = new SchoolKeys(test.Source, new MasterKey(new byte[MasterKey.Length]), test.Options.Tenant, TimeProvider.System);
        var otherTenant = new SchoolKeys(test.Source, new MasterKey([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), "another-trust", TimeProvider.System);

        await Assert.ThrowsAsync<SealBrokenException>(() => otherKey.Of(Oakfield, Now).AsTask());
        await Assert.ThrowsAsync<SealBrokenException>(() => otherTenant.Of(Oakfield, Now).AsTask());
    }

    [Theory, BothEngines]
    public async Task A_schools_keys_are_made_once_however_many_ask(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var rings = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => test.Keys.Of(Oakfield, Now).AsTask())));

        var sealedBytes = rings[0].Seal("journal", "1", "marks"u8);

        Assert.Equal(2, await test.Count("SELECT count(*) FROM school_key"));
        Assert.All(rings, ring => Assert.Equal("marks"u8.ToArray(), ring.Open("journal", "1", sealedBytes)));
        Assert.All(rings, ring => Assert.Equal(rings[0].Index("p001"), ring.Index("p001")));
    }

    [Fact]
    public async Task One_keyring_used_by_many_threads_seals_and_opens_right()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        var ring = await test.Keys.Of(Oakfield, Now);

        Parallel.For(0, 40_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, number =>
        {
            var (row, plain) = ($"{number}", Encoding.UTF8.GetBytes($"body {number} " + new string('x', number % 97)));
            Assert.Equal(plain, ring.Open("journal", row, ring.Seal("journal", row, plain)));
        });
    }

    [Fact]
    public async Task The_same_body_is_never_sealed_to_the_same_bytes()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        var ring = await test.Keys.Of(Oakfield, Now);

        var nonces = Enumerable.Range(0, 10_000).Select(_ => Convert.ToHexString(ring.Seal("journal", "1", "marks"u8).AsSpan(5, 12)));

        Assert.Equal(10_000, nonces.Distinct().Count());
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_is_noticed()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        var ring = await test.Keys.Of(Oakfield, Now);
        var sealedBytes = ring.Seal("journal", "1", "marks"u8);

        for (var at = 0; at < sealedBytes.Length; at++)
        {
            var changed = sealedBytes.ToArray();
            changed[at] ^= 1;
            Assert.Throws<SealBrokenException>(() => ring.Open("journal", "1", changed));
        }

        Assert.Throws<SealBrokenException>(() => ring.Open("journal", "1", sealedBytes.AsSpan(0, 20)));
    }

    [Fact]
    public void The_embedded_master_key_is_made_once_and_only_its_owner_can_read_it()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("rm-key-").FullName, "riskmonitor.db.key");

        MasterKey.FromFileOrNew(file);
        var first = File.ReadAllText(file);
        MasterKey.FromFileOrNew(file);

        Assert.Equal(first, File.ReadAllText(file));
        Assert.Equal(MasterKey.Length, Convert.FromBase64String(first).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
