using System.Diagnostics;
using RiskMonitor.Grains.Storage;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary><c>silo -- audit</c> as a process, beside a store that is in use.</summary>
public sealed class AuditCommandTests
{
    [Theory, BothEngines]
    public async Task The_command_says_whether_the_trail_is_whole_and_its_exit_code_too(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        for (var number = 0; number < 5; number++)
            await test.Store.Audit(new AuditRow(Monday, "staff-7", "student.reveal", Oakfield, "p001", $"{number}"), TestContext.Current.CancellationToken);
        await test.Restart();
        await test.Store.Audit(new AuditRow(Monday, "staff-8", "student.open", Oakfield, "p001", null), TestContext.Current.CancellationToken);

        var whole = await Run(test, "audit", "verify");
        var key = await Run(test, "audit", "public-key");
        var withoutKey = await Run(test, "audit", "verify", "--public-key", key.Output.Trim(), "--checkpoints", test.Options.AuditFolder!);
        await test.Execute(engine is Engine.Postgres ? "ALTER TABLE audit DISABLE TRIGGER ALL" : "DROP TRIGGER audit_row_is_not_deleted");
        await test.Execute("DELETE FROM audit WHERE what = 'student.reveal' AND sequence = 3");
        var tampered = await Run(test, "audit", "verify");
        var wrong = await Run(test, "audit", "check");

        Assert.True(whole.Code == 0 && whole.Output.Contains("6 rows in 2 chains", StringComparison.Ordinal) && whole.Output.Contains("the trail is whole", StringComparison.Ordinal), whole.Output);
        Assert.Equal((0, whole.Output), (withoutKey.Code, withoutKey.Output));
        Assert.True(tampered.Code == 1 && tampered.Output.Contains("Rows 3 to 3 are gone", StringComparison.Ordinal), tampered.Output);
        Assert.Equal(64, wrong.Code);
    }

    private static async Task<(int Code, string Output)> Run(TestStore test, params string[] arguments)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var start = new ProcessStartInfo(Path.Combine(own.Parent!.Parent!.FullName, "Silo", own.Name, "RiskMonitor.Silo"), arguments) { RedirectStandardOutput = true };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["Storage__Tenant"] = test.Options.Tenant;
        start.Environment["Storage__MasterKey"] = Convert.ToBase64String(TestStore.Key);
        start.Environment["Storage__AuditFolder"] = test.Options.AuditFolder;
        start.Environment[test.Options.IsPostgres ? "ConnectionStrings__RiskMonitor" : "Storage__File"] = test.Options.ConnectionString ?? test.Options.File;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
