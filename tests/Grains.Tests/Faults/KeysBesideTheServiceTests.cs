using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.TestKit.Processes;
using Xunit;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>The keys commands as an operator runs them: as a process of their own, beside the live service with its demo trust.</summary>
public sealed class KeysBesideTheServiceTests
{
    private const string Rotated = "larkfield-high";
    private const string Shredded = "brookside-primary";
    private static readonly Dictionary<string, string> Sealed = new()
    {
        ["journal"] = "body",
        ["transition"] = "body",
        ["outbox"] = "body",
        ["decision"] = "body",
    };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotation_and_a_shredding_beside_the_live_service_leave_the_other_schools_at_work_and_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("rm-keys-").FullName;
        var settings = DemoIn(folder);
        string pupil;
        await using (var api = ServiceProcess.Start("Api", settings, "--speed", "600"))
        {
            await api.Ready();
            using var lead = await FaultClient.SignIn(api, "lead-secondary");
            await Until.True(async () => (await lead.Board(Rotated)) is { Baseline: false, Update: > 0 }, "the first import is over", () => api.Output);
            pupil = await PupilOnTheWall(lead);
            await Decide(lead, pupil, "before");
            await GiveTheCase(api, lead, pupil);

            var rotated = await Command(settings, "keys", "rotate", "--school", Rotated);
            Assert.True(rotated.Code == 0 && rotated.Output.Contains("sealed anew", StringComparison.Ordinal), rotated.Output);
            await NothingIsUnderTheOldKey(settings);
            await Decide(lead, pupil, "after");

            var shredded = await Shred(settings);
            Assert.True(shredded.Code == 0 && shredded.Output.Contains("No wrapped key of it stands in the tables or files", StringComparison.Ordinal), shredded.Output);
            Assert.Contains("Destroy the old master key", shredded.Output, StringComparison.Ordinal);
            Assert.True((await lead.Board(Rotated)).Update > 0);
        }

        await using var again = ServiceProcess.Start("Api", settings, "--speed", "600");
        await again.Ready();
        using var still = await FaultClient.SignIn(again, "lead-secondary");
        using var trust = await FaultClient.SignIn(again, "trust-lead");
        await Until.True(async () => (await still.Board(Rotated)).Update > 0, "the rotated school is back", () => again.Output);
        using var file = await still.Get($"/api/schools/{Rotated}/students/{pupil}");
        var text = await file.Content.ReadAsStringAsync(Now);
        Assert.Contains("before", text, StringComparison.Ordinal);
        Assert.Contains("after", text, StringComparison.Ordinal);
        await IsGone(trust);
        await TheCaseIsStillGiven(again, pupil);
        await again.Kill();
        Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string> DemoIn(string folder) => new()
    {
        ["Demo__Folder"] = folder,
        ["Demo__Seed"] = "43",
        ["Demo__Date"] = "2026-11-24",
        ["Storage__File"] = Path.Combine(folder, "riskmonitor.db"),
    };

    private static async Task IsGone(FaultClient trust)
    {
        using var gone = await trust.Get($"/api/schools/{Shredded}/board");
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
    }

    // Somebody who sees no case but this one.
    private static async Task GiveTheCase(ServiceProcess api, FaultClient lead, string pupil)
    {
        using var given = await lead.Post($"/api/schools/{Rotated}/grants", new { @for = "A mentor", role = "DeputyLead", days = 30, student = pupil });
        var code = (await given.Content.ReadFromJsonAsync<JsonElement>(Now)).GetProperty("code").GetString();
        using var mentor = await FaultClient.SignIn(api, "governor");
        using var joined = await mentor.Post("/api/grants/join", new { code });
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
    }

    // The mark in the grant is made with the key that no rotation changes.
    private static async Task TheCaseIsStillGiven(ServiceProcess api, string pupil)
    {
        using var mentor = await FaultClient.SignIn(api, "governor");
        using var opened = await mentor.Get($"/api/schools/{Rotated}/students/{pupil}");
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.All(await mentor.OpenAlerts(Rotated), alert => Assert.Equal(pupil, alert.Split('/')[1]));
    }

    private static async Task<string> PupilOnTheWall(FaultClient lead)
    {
        var key = (await lead.OpenAlerts(Rotated)).First(alert => alert.Split('/')[1] != "-");
        return key.Split('/')[1];
    }

    private static async Task Decide(FaultClient lead, string pupil, string why)
    {
        using var answer = await lead.Post($"/api/schools/{Rotated}/students/{pupil}/decisions", new { what = "No referral", why = $"It is {why} the change.", commandId = why });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    // The newest key's number is in the header of everything that is stored of the school, the states of its grains among them.
    private static async Task NothingIsUnderTheOldKey(Dictionary<string, string> settings)
    {
        await using var source = StoreSource.Open(new StoreOptions { File = settings["Storage__File"] });
        var ring = await new SchoolKeys(source, MasterKey.FromFile(settings["Storage__File"] + ".key"), "default", TimeProvider.System).Of(new SchoolId(Rotated), Now);
        await using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        await using var connection = await source.OpenConnectionAsync(Now);
        foreach (var (table, column) in Sealed)
        {
            var bodies = (await connection.QueryAsync<byte[]>($"SELECT {column} FROM {table} WHERE school = @school", new { school = Rotated })).AsList();
            Assert.True(bodies.Count > 0 || table == "outbox", $"{table} is empty");
            Assert.Equal(0, bodies.Count(body => ring.IsOld(body)));
        }

        Assert.True(await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM OrleansStorage WHERE GrainTypeString = 'school-checkpoint' AND GrainIdExtensionString = @school", new { school = Rotated }) > 0);
        Assert.Equal(0, await new SealedStates(source, services.GetRequiredService<Serializer>()).CountOld(ring, new SchoolId(Rotated), Now));
    }

    // Beside a service at work on a slow machine the log may not be emptied at once; then the command says so, and to run it again.
    private static async Task<(int Code, string Output)> Shred(Dictionary<string, string> settings)
    {
        for (var tries = 3; ; tries--)
        {
            var shredded = await Command(settings, "keys", "shred", Shredded, "--destroy", Shredded);
            if (shredded.Code == 0 || tries == 1)
                return shredded;
            Assert.Contains("could not be emptied", shredded.Output, StringComparison.Ordinal);
        }
    }

    private static async Task<(int Code, string Output)> Command(Dictionary<string, string> settings, params string[] arguments)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var start = new ProcessStartInfo(Path.Combine(own.Parent!.Parent!.FullName, "Silo", own.Name, "RiskMonitor.Silo"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Now), process.StandardError.ReadToEndAsync(Now));
        await process.WaitForExitAsync(Now);
        return (process.ExitCode, await output + await errors);
    }
}
