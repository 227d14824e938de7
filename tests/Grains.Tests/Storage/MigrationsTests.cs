using RiskMonitor.Silo.Sql;
using Xunit;

namespace RiskMonitor.Grains.Tests.Storage;

public sealed class MigrationsTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Silos_that_start_at_once_apply_each_step_once(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await test.Execute(engine == Engine.Postgres
            ? "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
            : "DROP TABLE outbox; DROP TABLE transition; DROP TABLE journal; DROP TABLE school; DROP TABLE school_key; DROP TABLE audit; DROP TABLE audit_before_chain; "
                + "DROP TABLE OrleansStorage; DROP TABLE OrleansQuery; DROP TABLE schema_step; DROP TABLE digest; DROP TABLE digest_position; DROP TABLE decision");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Migrations.Apply(test.Source, Now))));

        Assert.Equal(engine == Engine.Postgres ? 8 : 5, await test.Count("SELECT count(*) FROM schema_step"));
    }

    [Theory, BothEngines]
    public async Task A_script_that_was_edited_after_it_was_applied_stops_the_start(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await test.Execute("UPDATE schema_step SET hash = 'edited' WHERE number = 1");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Migrations.Apply(test.Source, Now));
    }

    [Theory, BothEngines]
    public async Task A_database_from_a_newer_program_stops_the_start(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await test.Execute("INSERT INTO schema_step (number, name, hash) VALUES (999, 'later', 'x')");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Migrations.Apply(test.Source, Now));
    }
}
