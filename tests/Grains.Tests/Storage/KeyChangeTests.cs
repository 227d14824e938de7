using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Auditing;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Interfaces;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>Keys are changed without losing a row, and destroyed without leaving one.</summary>
public sealed class KeyChangeTests
{
    private const int Entries = 600;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task After_a_change_every_row_is_sealed_with_the_new_key_and_reads_as_before(Engine engine)
    {
        await using var test = await Written(engine);
        var told = new List<string>();

        var rows = await Change(test).Rotate(Oakfield, goOn: false, TimeSpan.Zero, (table, done) => told.Add($"{table} {done}"), Now);
        await test.Restart();

        Assert.Equal(Entries + 2 + 1, rows);
        Assert.Contains("journal 256", told);
        Assert.Equal(Enumerable.Range(1, Entries).Select(n => Entry(n).Body.Text()), (await test.Store.All(Oakfield)).Select(entry => entry.Body.Text()));
        Assert.Equal(2, (await test.Store.Transitions(Oakfield, 0, Now)).Count);
        Assert.Equal("one alert, high", Assert.Single(await test.Store.Outbox(Monday, 10, Now)).Body.Text());
        Assert.Equal("Rang about Tuesday.", Assert.Single(await test.Store.AuditTrail(0, 10, Now)).Row.Why);
        Assert.Equal(0, await SealedWith(test, engine, 1));
        Assert.Equal(Entries, await SealedWith(test, engine, 2));
    }

    [Theory, BothEngines]
    public async Task A_change_that_was_stopped_half_way_is_gone_on_with_and_makes_no_third_key(Engine engine)
    {
        await using var test = await Written(engine);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Now);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Change(test).Rotate(Oakfield, goOn: false, TimeSpan.Zero, (_, _) => stopping.Cancel(), stopping.Token));
        var half = await SealedWith(test, engine, 2);
        await test.Restart();
        var readHalfWay = (await test.Store.All(Oakfield)).Count;
        await Change(test).Rotate(Oakfield, goOn: true, TimeSpan.Zero, (_, _) => { }, Now);

        Assert.Equal((256, Entries), (half, readHalfWay));
        Assert.Equal(Entries, await SealedWith(test, engine, 2));
        Assert.Equal(3, await test.Count("SELECT count(*) FROM school_key WHERE scope = 'oakfield'"));
    }

    [Theory, BothEngines]
    public async Task With_another_master_key_everything_opens_and_with_the_old_one_nothing_does(Engine engine)
    {
        await using var test = await Written(engine);
        var next = new MasterKey([.. Enumerable.Repeat((byte)9, MasterKey.Length)]);

        Assert.Equal(4, await Change(test).Rewrap(next, Now));

        await Assert.ThrowsAsync<SealBrokenException>(() => test.Keys.Of(Oakfield, Now).AsTask());
        var ring = await new SchoolKeys(test.Source, next, test.Options.Tenant, TimeProvider.System).Of(Oakfield, Now);
        var row = Assert.Single(await Reached.Query<EntryRow>(test.Source, CommonSql.SelectEntries, new { school = "oakfield", after = 0L, upTo = 1L, limit = 1 }, Now));
        Assert.Equal(Entry(1).Body.Text(), JournalBody.Open(ring, row).Body.Text());
    }

    [Theory, BothEngines]
    public async Task Of_a_shredded_school_nothing_opens_nothing_new_is_taken_others_go_on_and_the_trail_is_whole(Engine engine)
    {
        await using var test = await Written(engine);
        var elmwood = new RiskMonitor.Domain.SchoolId("elmwood");
        var other = await test.Store.TakeOver(elmwood, Now);
        await test.Store.Append(other, Entry(1), Now);

        await Change(test).Shred(Oakfield, Now);
        await test.Restart();

        await Assert.ThrowsAsync<SchoolShreddedException>(() => test.Store.All(Oakfield));
        await Assert.ThrowsAsync<SchoolShreddedException>(() => test.Store.Transitions(Oakfield, 0, Now));
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await Assert.ThrowsAsync<SchoolShreddedException>(() => test.Store.Append(lease, Entry(Entries + 1), Now));
        Assert.Equal(0, await test.Count("SELECT count(*) FROM school_key WHERE scope LIKE 'oakfield%' AND key_id >= 0"));
        Assert.Single(await test.Store.All(elmwood));
        var line = Assert.Single(await test.Store.FindAudit(new AuditSearch([Oakfield], null, null, null, null, null, null, 10), Now));
        Assert.Equal(("staff-7", "student.reveal", null, null, true), (line.Row.Who, line.Row.What, line.Row.About, line.Row.Why, line.IsShredded));
        var verdict = await new AuditCheck(test.Source, test.Options.Tenant, [test.Options.AuditFolder!], test.Options.AuditKeyOrDefault().Public).Run((_, _) => { }, Now);
        Assert.True(verdict.IsWhole && verdict.Rows == 1);
    }

    [Theory, BothEngines]
    public async Task A_running_store_notices_a_new_key_and_a_destroyed_one_by_itself(Engine engine)
    {
        await using var test = await Written(engine);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Monday);
        var keys = new SchoolKeys(test.Source, new MasterKey(TestStore.Key), test.Options.Tenant, clock);
        var before = await keys.Of(Oakfield, Now);

        await Change(test).Rotate(Oakfield, goOn: false, TimeSpan.Zero, (_, _) => { }, Now);
        Assert.Same(before, await keys.Of(Oakfield, Now));
        clock.Advance(SchoolKeys.KnownFor + TimeSpan.FromSeconds(1));
        var after = await keys.Of(Oakfield, Now);
        await Change(test).Shred(Oakfield, Now);
        clock.Advance(SchoolKeys.KnownFor + TimeSpan.FromSeconds(1));

        Assert.True(after.IsOld(before.Seal("journal", "1", "marks"u8)));
        Assert.Equal("marks"u8.ToArray(), after.Open("journal", "1", before.Seal("journal", "1", "marks"u8)));
        await Assert.ThrowsAsync<SchoolShreddedException>(() => keys.Of(Oakfield, Now).AsTask());
    }

    [Theory, BothEngines]
    public async Task The_wrapped_keys_of_a_shredded_school_stand_nowhere_in_the_files_of_the_database(Engine engine)
    {
        await using var test = await Written(engine);
        // Pages are split and written over, and the planner looks at the values: copies that no row leads to.
        for (var number = 0; number < 200; number++)
            await test.Keys.Of(new RiskMonitor.Domain.SchoolId($"{(number % 2 == 0 ? "a" : "z")}-school-{number}"), Now);
        await test.Execute("ANALYZE");
        var keys = await Wrapped(test);
        await using (var connection = await test.Source.OpenConnectionAsync(Now))
            await Dapper.SqlMapper.ExecuteAsync(connection, engine is Engine.Postgres ? "CHECKPOINT;" : "PRAGMA wal_checkpoint(PASSIVE)", commandTimeout: 600);
        Assert.All(keys, key => Assert.True(test.FilesHold(key), "The search finds what is there."));

        Assert.Null(await Change(test).Shred(Oakfield, Now));

        Assert.Equal(4, keys.Count);
        Assert.Equal(0, keys.Count(test.FilesHold));
        Assert.Equal(200 * 2, await test.Count("SELECT count(*) FROM school_key WHERE scope LIKE '%-school-%'"));
        await test.Keys.Of(new RiskMonitor.Domain.SchoolId("z-school-1"), Now);
    }

    [Fact]
    public async Task A_shredding_that_an_older_look_at_the_database_keeps_from_its_end_says_so_and_is_finished_by_the_next()
    {
        await using var test = await Written(Engine.Postgres);
        await test.Execute("ANALYZE");
        var keys = await Wrapped(test);
        await using (var reader = await test.Source.OpenConnectionAsync(Now))
        await using (var older = await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Now))
        {
            await Dapper.SqlMapper.ExecuteScalarAsync<long>(reader, "SELECT count(*) FROM journal", transaction: older);

            Assert.Contains("Run this command again", await Change(test).Shred(Oakfield, Now, tries: 1), StringComparison.Ordinal);
        }

        Assert.Null(await Change(test).Shred(Oakfield, Now));
        Assert.Equal((4, 0), (keys.Count, keys.Count(test.FilesHold)));
    }

    [Fact]
    public async Task A_shredding_that_could_not_empty_the_log_says_so_and_is_finished_by_the_next()
    {
        await using var test = await Written(Engine.Sqlite);
        await using (var reader = new Microsoft.Data.Sqlite.SqliteConnection(test.Source.ConnectionString))
        {
            await reader.OpenAsync(Now);
            await using var older = reader.BeginTransaction(deferred: true);
            await Dapper.SqlMapper.ExecuteScalarAsync<long>(reader, "SELECT count(*) FROM journal", transaction: older);

            Assert.Contains("Run this command again", await Change(test).Shred(Oakfield, Now, tries: 1), StringComparison.Ordinal);
        }

        Assert.Null(await Change(test).Shred(Oakfield, Now));
    }

    private static async Task<List<byte[]>> Wrapped(TestStore test)
    {
        await using var connection = await test.Source.OpenConnectionAsync(Now);
        return [.. await Dapper.SqlMapper.QueryAsync<byte[]>(connection, "SELECT wrapped FROM school_key WHERE scope IN ('oakfield', 'oakfield/audit')")];
    }

    private static async Task<TestStore> Written(Engine engine)
    {
        var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await Task.WhenAll(Enumerable.Range(1, Entries).Select(position => test.Store.Append(lease, Entry(position), Now)));
        await test.Store.Commit(lease, Outcome(1, Raised(1), Raised(2, "p002")) with { Outbox = [Message(1)] }, Now);
        await test.Store.Audit(new AuditRow(Monday, "staff-7", "student.reveal", Oakfield, "p001", "Rang about Tuesday."), Now);
        await test.Restart();
        return test;
    }

    private static KeyChange Change(TestStore test) => new(test.Source, new MasterKey(TestStore.Key), test.Options, TimeProvider.System, new SealedStates(test.Source, Serialising.GetRequiredService<Serializer>()));

    private static readonly ServiceProvider Serialising = new ServiceCollection().AddSerializer().BuildServiceProvider();

    // The key's number is in the header of what is sealed, bytes 2 to 5.
    private static Task<long> SealedWith(TestStore test, Engine engine, int key) => test.Count(engine is Engine.Postgres
        ? $"SELECT count(*) FROM journal WHERE get_byte(body, 4) = {key}"
        : $"SELECT count(*) FROM journal WHERE hex(substr(body, 5, 1)) = '0{key}'");
}
