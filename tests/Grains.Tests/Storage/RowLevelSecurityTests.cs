using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Silo.Sql;
using RiskMonitor.TestKit;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>On PostgreSQL the database keeps a school's queries to that school's rows, also when one forgets its filter. Real PostgreSQL only: SQLite has no such wall.</summary>
public sealed class RowLevelSecurityTests
{
    private const string Insufficient = "42501";
    private static readonly SchoolId Elmwood = new("elmwood");

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("school", "school")]
    [InlineData("journal", "school")]
    [InlineData("transition", "school")]
    [InlineData("outbox", "school")]
    [InlineData("decision", "school")]
    [InlineData("audit", "scope")]
    public async Task A_query_that_forgets_its_filter_gets_the_rows_of_the_named_school_only(string table, string column)
    {
        await using var test = await TwoSchools();
        var sql = $"SELECT {column} FROM {table}";

        var ours = await SchoolWall.Query<string>(test.Source, Oakfield, sql, new { }, Now);
        var theirs = await SchoolWall.Query<string>(test.Source, Elmwood, sql, new { }, Now);
        var both = await SchoolWall.Query<string>(test.Source, ["oakfield", "elmwood"], sql, new { }, Now);
        var nobodys = await SchoolWall.Query<string>(test.Source, [], sql, new { }, Now);

        Assert.Equal(["oakfield"], ours.Distinct());
        Assert.Equal(["elmwood"], theirs.Distinct());
        Assert.Equal(ours.Count + theirs.Count, both.Count);
        Assert.Empty(nobodys);
    }

    [Theory]
    [InlineData("UPDATE journal SET received_at = 0", 1)]
    [InlineData("DELETE FROM outbox", 1)]
    [InlineData("UPDATE journal SET received_at = 0 WHERE school = 'elmwood'", 0)]
    public async Task A_change_that_forgets_its_filter_or_has_the_wrong_one_changes_nothing_of_another_school(string sql, int expected)
    {
        await using var test = await TwoSchools();

        Assert.Equal(expected, await SchoolWall.Execute(test.Source, Oakfield, sql, new { }, Now));

        Assert.Equal(1, await test.Count("SELECT count(*) FROM journal WHERE school = 'elmwood' AND received_at > 0"));
        Assert.Equal(1, await test.Count("SELECT count(*) FROM outbox WHERE school = 'elmwood'"));
    }

    [Theory]
    [InlineData("UPDATE journal SET school = 'elmwood', position = 99")]
    [InlineData("INSERT INTO school VALUES ('third', 1, 0, 0, 0, 0)")]
    [InlineData("SELECT * FROM school_key")]
    [InlineData("SELECT * FROM digest_position")]
    [InlineData("SELECT * FROM audit_before_chain")]
    [InlineData("DELETE FROM audit")]
    [InlineData("ALTER TABLE journal DISABLE ROW LEVEL SECURITY")]
    public async Task What_is_not_the_named_schools_is_refused(string sql)
    {
        await using var test = await TwoSchools();

        var refused = await Assert.ThrowsAsync<StorageBehindException>(() => SchoolWall.Execute(test.Source, Oakfield, sql, new { }, Now));

        Assert.Equal(Insufficient, Assert.IsType<PostgresException>(refused.InnerException).SqlState);
    }

    [Fact]
    public async Task The_role_owns_nothing_may_not_sign_in_and_no_table_that_names_a_school_is_without_the_wall()
    {
        await using var test = await TwoSchools();

        Assert.Equal(0, await test.Count("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = 'riskmonitor_school')"));
        Assert.Equal(0, await test.Count("SELECT count(*) FROM pg_roles WHERE rolname = 'riskmonitor_school' AND (rolcanlogin OR rolsuper OR rolbypassrls)"));
        Assert.Equal(0, await test.Count("""
            SELECT count(*) FROM information_schema.columns AS named JOIN pg_class AS walled ON walled.relname = named.table_name AND walled.relkind = 'r'
            WHERE named.table_schema = 'public' AND named.column_name IN ('school', 'scope') AND NOT walled.relrowsecurity
            """));
    }

    [Fact]
    public async Task The_wall_is_gone_with_the_transaction_that_put_it_up()
    {
        await using var test = await TwoSchools();
        await using var connection = await test.Source.OpenConnectionAsync(Now);
        await using (var transaction = await connection.BeginTransactionAsync(Now))
        {
            await connection.ExecuteAsync(SchoolWall.Enter, new { schools = "oakfield" }, transaction);
            Assert.Equal(1, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM journal", transaction: transaction));
            await transaction.CommitAsync(Now);
        }

        Assert.Equal(2, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM journal"));
        Assert.NotEqual("riskmonitor_school", await connection.ExecuteScalarAsync<string>("SELECT current_user"));
    }

    [Fact]
    public async Task An_account_that_is_no_administrator_is_told_what_it_needs_and_then_works_behind_the_wall()
    {
        var cluster = await PrivatePostgres.Shared;
        var database = new NpgsqlConnectionStringBuilder(await cluster.NewDatabase());
        var account = $"plain_{database.Database}";
        await using var administrator = NpgsqlDataSource.Create(database.ConnectionString);
        // The role is the whole server's: the first database of the cluster made it.
        await (await TwoSchools()).DisposeAsync();
        await using (var make = administrator.CreateCommand($"CREATE ROLE {account} LOGIN; ALTER DATABASE {database.Database} OWNER TO {account}; GRANT CREATE ON SCHEMA public TO {account}"))
            await make.ExecuteNonQueryAsync(Now);
        database.Username = account;
        var options = new StoreOptions { ConnectionString = database.ConnectionString, AuditFolder = Directory.CreateTempSubdirectory("rm-audit-").FullName };
        await using var source = StoreSource.Open(options);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Migrations.Apply(source, Now));
        await using (var grant = administrator.CreateCommand($"GRANT riskmonitor_school TO {account}"))
            await grant.ExecuteNonQueryAsync(Now);
        await Migrations.Apply(source, Now);
        await using var store = new SchoolStore(source, new SchoolKeys(source, new MasterKey(TestStore.Key), options.Tenant, TimeProvider.System), options, TimeProvider.System, NullLogger<SchoolStore>.Instance);
        var lease = await store.TakeOver(Oakfield, Now);
        await store.Append(lease, Entry(1), Now);

        Assert.Contains($"Let an administrator run: GRANT riskmonitor_school TO {account}", refused.MessageText, StringComparison.Ordinal);
        Assert.Single(await store.All(Oakfield));
        Assert.Empty(await SchoolWall.Query<string>(source, Elmwood, "SELECT school FROM journal", new { }, Now));
    }

    private static async Task<TestStore> TwoSchools()
    {
        var test = await TestStore.Open(Engine.Postgres);
        foreach (var school in new[] { Oakfield, Elmwood })
        {
            var lease = await test.Store.TakeOver(school, Now);
            await test.Store.Append(lease, Entry(1), Now);
            var raised = Raised(1);
            await test.Store.Commit(lease, Outcome(1, raised with { Alert = raised.Alert with { Subject = raised.Alert.Subject with { School = school } } }) with { Outbox = [Message(1)] }, Now);
            await test.Store.Audit(new AuditRow(Monday, "staff-7", "student.reveal", school, "p001", "why"), Now);
            await new DecisionStore(test.Source, test.Keys).Write(school, new StudentDecisions(new StudentId("p001"), [new("d1", Monday, "staff-7", "A. Lead", "what", "why", true)], 0), Now);
        }

        return test;
    }
}
