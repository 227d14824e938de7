using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Auditing;
using RiskMonitor.Interfaces;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>Whoever can write to the database cannot change what the audit trail says without being found out.</summary>
public sealed class AuditChainTests
{
    private const int Rows = 10;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_trail_that_nobody_touched_is_whole(Engine engine)
    {
        await using var test = await Written(engine);

        var verdict = await Check(test);

        Assert.True(verdict.IsWhole, Told(verdict));
        Assert.Equal((Rows, 1), (verdict.Rows, verdict.Chains));
        Assert.True(verdict.Checkpoints >= 2, "The beginning and the end are signed.");
    }

    [Theory, BothEngines]
    public Task A_flipped_byte_is_found(Engine engine) => Finds(
        engine, AuditFaultKind.Changed, 5, engine is Engine.Sqlite
            ? "UPDATE audit SET body = CAST(substr(body, 1, 20) || x'00' || substr(body, 22) AS BLOB) WHERE sequence = 5"
            : "UPDATE audit SET body = set_byte(body, 20, (get_byte(body, 20) + 1) % 256) WHERE sequence = 5");

    [Theory, BothEngines]
    public Task Another_person_in_a_row_is_found(Engine engine) => Finds(engine, AuditFaultKind.Changed, 3, "UPDATE audit SET who = 'somebody-else' WHERE sequence = 3");

    [Theory, BothEngines]
    public Task A_deleted_row_is_found(Engine engine) => Finds(engine, AuditFaultKind.Missing, 4, "DELETE FROM audit WHERE sequence = 4");

    [Theory, BothEngines]
    public Task A_deleted_first_row_is_found(Engine engine) => Finds(engine, AuditFaultKind.Missing, 1, "DELETE FROM audit WHERE sequence = 1");

    [Theory, BothEngines]
    public async Task Two_rows_in_each_others_place_are_found(Engine engine)
    {
        await using var test = await Written(engine);
        await Tamper(test, engine, "UPDATE audit SET sequence = 1000 WHERE sequence = 4");
        await Tamper(test, engine, "UPDATE audit SET sequence = 4 WHERE sequence = 7");
        await Tamper(test, engine, "UPDATE audit SET sequence = 7 WHERE sequence = 1000");

        var verdict = await Check(test);

        Assert.Equal([4L, 7L], verdict.Faults.Where(fault => fault.Kind is AuditFaultKind.Changed && fault.Sequence is 4 or 7).Select(fault => fault.Sequence));
    }

    [Theory, BothEngines]
    public async Task Rows_that_are_shown_in_another_order_than_they_were_written_in_are_found(Engine engine)
    {
        await using var test = await Written(engine);
        await Renumber(test, engine, "1000 WHERE number = 3", "3 WHERE number = 8", "8 WHERE number = 1000");

        var verdict = await Check(test);

        Assert.NotEmpty(verdict.Faults);
        Assert.All(verdict.Faults, fault => Assert.Equal(AuditFaultKind.Renumbered, fault.Kind));
        Assert.Contains(verdict.Faults, fault => fault.Sequence == 4);
    }

    [Theory, BothEngines]
    public async Task A_whole_chain_with_other_numbers_is_found_against_a_checkpoint(Engine engine)
    {
        await using var test = await Written(engine);
        await Renumber(test, engine, "number + 1000");

        var verdict = await Check(test);

        Assert.Equal((AuditFaultKind.Renumbered, (long)Rows), (Assert.Single(verdict.Faults).Kind, verdict.Faults[0].Sequence));
    }

    [Theory, BothEngines]
    public async Task Checkpoints_from_before_numbers_were_signed_still_attest_their_chain(Engine engine)
    {
        await using var test = await Written(engine);
        var last = (await Lines(test))[^1];
        var file = Directory.GetFiles(test.Options.AuditFolder!).Single();
        File.WriteAllLines(file, [File.ReadAllLines(file)[0]]);
        new CheckpointFolder(test.Options.AuditFolder!).Add(AuditCheckpoint.Signed(test.Options.Tenant, last.Chain, last.Sequence, last.Hash, Monday, test.Options.AuditKeyOrDefault()));

        var verdict = await Check(test);

        Assert.True(verdict.IsWhole && verdict.Checkpoints == 2, Told(verdict));
    }

    [Theory, BothEngines]
    public async Task A_trail_that_was_emptied_with_its_checkpoints_is_not_whole_where_the_service_has_run(Engine engine)
    {
        await using var test = await Written(engine);
        var fresh = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Append(lease, Entry(1), Now);
        await test.Restart();
        await Tamper(test, engine, "DELETE FROM audit");
        foreach (var file in Directory.GetFiles(test.Options.AuditFolder!))
            File.Delete(file);

        var verdict = await Check(test);
        var first = await Check(fresh);
        await fresh.DisposeAsync();

        Assert.Equal(AuditFaultKind.Emptied, Assert.Single(verdict.Faults).Kind);
        Assert.True(first.IsWhole, "Before anything was done there is no trail.");
    }

    [Theory, BothEngines]
    public Task A_cut_end_is_found_against_a_checkpoint(Engine engine) => Finds(engine, AuditFaultKind.Cut, 8, "DELETE FROM audit WHERE sequence >= 8");

    [Theory, BothEngines]
    public Task A_chain_that_is_gone_as_a_whole_is_found_against_its_checkpoints(Engine engine) => Finds(engine, AuditFaultKind.ChainGone, 0, "DELETE FROM audit");

    [Theory, BothEngines]
    public async Task A_chain_written_anew_that_fits_together_is_found_against_a_checkpoint(Engine engine)
    {
        await using var test = await Written(engine);
        var lines = await Lines(test);
        await Tamper(test, engine, "DELETE FROM audit");
        var hash = AuditLink.Beginning(test.Options.Tenant, lines[0].Chain);
        foreach (var line in lines)
        {
            var forged = line with { Who = "somebody-else" };
            hash = AuditLink.After(hash, forged);
            await Insert(test, forged with { Hash = hash });
        }

        var verdict = await Check(test);

        Assert.Equal([AuditFaultKind.Rewritten], verdict.Faults.Select(fault => fault.Kind).Distinct());
    }

    [Theory, BothEngines]
    public async Task A_checkpoint_signed_with_another_key_is_a_forgery(Engine engine)
    {
        await using var test = await Written(engine);
        var lines = await Lines(test);
        var thief = AuditKey.FromText(Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]));
        await Tamper(test, engine, "DELETE FROM audit WHERE sequence >= 8");
        foreach (var file in Directory.GetFiles(test.Options.AuditFolder!))
            File.Delete(file);
        new CheckpointFolder(test.Options.AuditFolder!).Add(AuditCheckpoint.Signed(test.Options.Tenant, lines[6].Chain, 7, lines[6].Hash, Monday, thief));

        var verdict = await Check(test);

        Assert.Equal([AuditFaultKind.ForgedCheckpoint, AuditFaultKind.Unattested], verdict.Faults.Select(fault => fault.Kind));
    }

    [Fact]
    public async Task A_checkpoint_with_a_changed_number_or_half_a_line_is_a_forgery()
    {
        await using var test = await Written(Engine.Sqlite);
        var file = Directory.GetFiles(test.Options.AuditFolder!).Single();
        var lines = File.ReadAllLines(file);
        File.WriteAllLines(file, [lines[0], lines[^1].Replace($"\"sequence\":{Rows}", "\"sequence\":7", StringComparison.Ordinal), lines[^1], lines[^1][..20]]);

        var verdict = await Check(test);

        Assert.Equal([AuditFaultKind.ForgedCheckpoint, AuditFaultKind.ForgedCheckpoint], verdict.Faults.Select(fault => fault.Kind));
    }

    [Theory, BothEngines]
    public async Task A_chain_that_was_put_in_by_hand_is_found(Engine engine)
    {
        await using var test = await Written(engine);
        var line = (await Lines(test))[0] with { Chain = "invented" };
        await Insert(test, line with { Hash = AuditLink.After(AuditLink.Beginning(test.Options.Tenant, "invented"), line) });

        var verdict = await Check(test);

        Assert.Equal((AuditFaultKind.Unattested, "invented"), (Assert.Single(verdict.Faults).Kind, verdict.Faults[0].Chain));
    }

    [Theory, BothEngines]
    public async Task A_chain_that_begins_while_the_check_is_under_way_was_not_put_in_by_hand(Engine engine)
    {
        await using var test = await Written(engine);
        SchoolStore? newcomer = null;
        // The checkpoints have been read, and the rows have not.
        void Begin(long done, long of)
        {
            newcomer ??= Started(test);
        }

        var verdict = await new AuditCheck(test.Source, test.Options.Tenant, [test.Options.AuditFolder!], test.Options.AuditKeyOrDefault().Public).Run(Begin, Now);
        await newcomer!.DisposeAsync();

        Assert.True(verdict.IsWhole, Told(verdict));
        Assert.Equal(2, verdict.Chains);
    }

    [Theory, BothEngines]
    public async Task Many_writers_on_many_silos_make_chains_of_their_own_and_none_forks(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var others = Enumerable.Range(0, 3).Select(_ => test.New()).ToList();
        SchoolStore[] silos = [test.Store, .. others];

        await Task.WhenAll(Enumerable.Range(0, 400).Select(number => Task.Run(() => silos[number % 4].Audit(Row(number), Now))));
        foreach (var other in others)
            await other.DisposeAsync();
        await test.Restart();
        var verdict = await Check(test);

        Assert.True(verdict.IsWhole, Told(verdict));
        Assert.Equal((400, 4), (verdict.Rows, verdict.Chains));
        Assert.Equal(Enumerable.Range(0, 400), (await test.Store.AuditTrail(0, 1000, Now)).Select(line => int.Parse(line.Row.Why!, null)).Order());
    }

    [Fact]
    public async Task Of_several_who_make_the_same_key_file_at_once_all_have_the_same_key()
    {
        var folder = Directory.CreateTempSubdirectory("rm-key-").FullName;
        for (var round = 0; round < 50; round++)
        {
            var path = Path.Combine(folder, $"{round}", "audit.key");
            var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AuditKey.FromFileOrNew(path).Public.Text, Now)));
            Assert.Single(keys.Distinct());
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Whoever_comes_while_another_process_makes_the_key_waits_and_has_that_one()
    {
        var folder = Directory.CreateTempSubdirectory("rm-key-").FullName;
        var path = Path.Combine(folder, "audit.key");
        Task<AuditKey> second;
        using (new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None))
        {
            second = Task.Run(() => AuditKey.FromFileOrNew(path), Now);
            await Task.Delay(200, Now);
            Assert.False(second.IsCompleted);
            await File.WriteAllTextAsync(path, Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]), Now);
        }

        Assert.Equal(AuditKey.FromFile(path).Public.Text, (await second).Public.Text);
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Directory.Delete(folder, recursive: true);
    }

    [Theory, BothEngines]
    public async Task A_store_that_takes_no_rows_says_so_and_goes_on_with_the_same_chain_when_it_does_again(Engine engine)
    {
        await using var test = await Written(engine);
        await test.Store.Audit(Row(1), Now);
        await test.Execute("ALTER TABLE audit RENAME TO gone");

        await Assert.ThrowsAsync<StorageBehindException>(() => test.Store.Audit(Row(2), Now));
        await test.Execute("ALTER TABLE gone RENAME TO audit");
        await test.Store.Audit(Row(3), Now);
        await test.Restart();

        var verdict = await Check(test);
        Assert.True(verdict.IsWhole, Told(verdict));
        Assert.Equal((Rows + 2, 2), (verdict.Rows, verdict.Chains));
    }

    [Fact]
    public async Task A_key_file_that_is_half_written_for_a_moment_does_not_end_the_signing()
    {
        await using var test = await TestStore.Open(Engine.Sqlite, options => options.AuditCheckpointEvery = TimeSpan.FromMilliseconds(20));
        await test.Store.Audit(Row(1), Now);
        var path = test.Options.AuditFolder! + ".key";
        var key = await File.ReadAllTextAsync(path, Now);

        await File.WriteAllTextAsync(path, key[..5], Now);
        await test.Store.Audit(Row(2), Now);
        await Task.Delay(200, Now);
        var signed = SignedRows(test);
        await File.WriteAllTextAsync(path, key, Now);
        while (SignedRows(test) < 2)
            await Task.Delay(20, Now);

        Assert.True(signed < 2, "The half key was never met.");
    }

    [Fact]
    public async Task Where_checkpoints_cannot_be_written_nothing_is_audited_and_so_nothing_is_shown()
    {
        // A file where the folder should be: also whoever runs as root cannot write below it.
        await using var test = await TestStore.Open(Engine.Sqlite, options => options.AuditKey = Convert.ToBase64String(new byte[32]));
        File.WriteAllText(test.Options.AuditFolder!, "in the way");

        await Assert.ThrowsAsync<StorageBehindException>(() => test.Store.Audit(Row(1), Now));

        Assert.Equal(0, await test.Count("SELECT count(*) FROM audit"));
    }

    [Theory, BothEngines]
    public async Task The_trail_is_searched_by_person_pupil_action_and_date_a_page_at_a_time(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var elmwood = new SchoolId("elmwood");
        for (var number = 0; number < 6; number++)
            await test.Store.Audit(Row(number) with { Who = $"staff-{number % 2}", At = Monday.AddDays(number), About = $"p{number % 3}" }, Now);
        await test.Store.Audit(Row(6) with { School = elmwood, About = "p1" }, Now);
        await test.Store.Audit(Row(7) with { School = null, What = "session.sign-in", About = null }, Now);
        await test.Store.Audit(Row(8) with { What = "alert.close", About = "SG-01/p2/-/1", Pupil = new StudentId("p2") }, Now);
        var all = new AuditSearch([Oakfield], null, null, null, null, null, null, 100);

        async Task<string[]> Found(AuditSearch search) => [.. (await test.Store.FindAudit(search, Now)).Select(found => found.Row.Why!)];

        Assert.Equal(["8", "7", "5", "4", "3", "2", "1", "0"], await Found(all));
        Assert.Equal(["5", "3", "1"], await Found(all with { Who = "staff-1" }));
        Assert.Equal(["8", "5", "2"], await Found(all with { Pupil = "p2" }));
        Assert.Equal(["7"], await Found(all with { What = "session.sign-in" }));
        Assert.Equal(["3", "2"], await Found(all with { From = Monday.AddDays(2), To = Monday.AddDays(4) }));
        var first = await test.Store.FindAudit(all with { Limit = 3 }, Now);
        Assert.Equal(["4", "3", "2"], await Found(all with { Limit = 3, Before = first[^1].Number }));
        Assert.Equal(["6"], await Found(all with { Schools = [elmwood], Pupil = "p1" }));
        Assert.Empty(await Found(all with { Schools = [], Pupil = "p1" }));
    }

    private static async Task Finds(Engine engine, AuditFaultKind kind, long sequence, string tampering)
    {
        await using var test = await Written(engine);
        await Tamper(test, engine, tampering);

        var verdict = await Check(test);

        Assert.Equal((kind, sequence), (Assert.Single(verdict.Faults).Kind, verdict.Faults[0].Sequence));
    }

    /// <summary>Ten rows in one chain, closed: its end is signed.</summary>
    private static async Task<TestStore> Written(Engine engine)
    {
        var test = await TestStore.Open(engine);
        for (var number = 0; number < Rows; number++)
            await test.Store.Audit(Row(number), Now);
        await test.Restart();
        return test;
    }

    private static AuditRow Row(int number) => new(Monday, "staff-7", "student.reveal", Oakfield, "p001", $"{number}");

    private static long SignedRows(TestStore test) => new CheckpointFolder(test.Options.AuditFolder!).Lines().Max(line => line.Checkpoint!.Sequence);

    private static SchoolStore Started(TestStore test)
    {
        var store = test.New();
        Task.Run(() => store.Audit(Row(1), Now)).GetAwaiter().GetResult();
        return store;
    }

    private static Task<AuditVerdict> Check(TestStore test) =>
        new AuditCheck(test.Source, test.Options.Tenant, [test.Options.AuditFolder!], test.Options.AuditKeyOrDefault().Public).Run((_, _) => { }, Now);

    private static string Told(AuditVerdict verdict) => string.Join('\n', verdict.Faults.Select(fault => fault.Words));

    private static async Task Tamper(TestStore test, Engine engine, string sql)
    {
        // Whoever owns the tables is not stopped by a trigger: that is what the chain is for.
        await test.Execute(engine is Engine.Postgres ? "ALTER TABLE audit DISABLE TRIGGER ALL" : "DROP TRIGGER IF EXISTS audit_row_is_not_changed");
        if (engine is Engine.Sqlite)
            await test.Execute("DROP TRIGGER IF EXISTS audit_row_is_not_deleted");
        await test.Execute(sql);
    }

    // The number is the engine's own to give: whoever owns the table makes it an ordinary column first.
    private static async Task Renumber(TestStore test, Engine engine, params string[] changes)
    {
        if (engine is Engine.Postgres)
            await test.Execute("ALTER TABLE audit ALTER COLUMN number DROP IDENTITY");
        foreach (var change in changes)
            await Tamper(test, engine, $"UPDATE audit SET number = {change}");
    }

    private static async Task<List<AuditLine>> Lines(TestStore test) =>
        await Reached.Query<AuditLine>(test.Source, AuditSql.SelectInChains, new { chain = "", sequence = 0L, limit = 100 }, Now);

    private static async Task Insert(TestStore test, AuditLine line)
    {
        var (sql, values) = AuditSql.Insert([line]);
        await Reached.Execute(test.Source, sql, values, Now);
    }
}
