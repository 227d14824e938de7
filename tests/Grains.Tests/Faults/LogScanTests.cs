using System.Net;
using System.Text.RegularExpressions;
using RiskMonitor.StandIns.Demo;
using RiskMonitor.StandIns.World;
using RiskMonitor.TestKit.Processes;
using Xunit;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>The demo trust lives through hours of school days; nothing that was logged or printed names one of its pupils.</summary>
public sealed partial class LogScanTests
{
    private const int Seed = 41;
    private const int Updates = 30;
    private const string School = "larkfield-high";
    private static readonly DateOnly Date = new(2026, 11, 24);

    [Fact]
    public async Task Nothing_that_a_run_logs_or_prints_names_a_pupil()
    {
        var folder = Directory.CreateTempSubdirectory("rm-scan-").FullName;
        var log = Path.Combine(folder, "log.txt");
        var settings = new Dictionary<string, string>
        {
            ["Demo__Folder"] = folder,
            ["Demo__Seed"] = $"{Seed}",
            ["Demo__Date"] = $"{Date:yyyy-MM-dd}",
            ["Storage__File"] = Path.Combine(folder, "riskmonitor.db"),
            ["Operations__LogFile"] = log,
        };
        string printed;
        await using (var api = ServiceProcess.Start("Api", settings, "--speed", "1200"))
        {
            await api.Ready();
            await LiveThroughSomeDays(api);
            printed = api.Output;
        }

        var words = WordsOf(await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken) + "\n" + printed);

        Assert.True(words.Count > 50, "The log holds too little to prove anything.");
        // How many, not which: this message is a log too.
        var tokens = TokensOfEveryPupil();
        Assert.True(tokens.Count > 4000, "The demo trust has too few pupils to prove anything.");
        Assert.Equal(0, tokens.Count(words.Contains));
        Directory.Delete(folder, recursive: true);
    }

    // Until the first import is over and the walls have moved; then the errors, which are what tends to be logged with a name in it.
    private static async Task LiveThroughSomeDays(ServiceProcess api)
    {
        using var lead = await FaultClient.SignIn(api, "lead-secondary");
        var first = 0L;
        await Until.True(
            async () =>
            {
                var (baseline, update) = await lead.Board(School);
                first = !baseline && first == 0 ? update : first;
                return first > 0 && update >= first + Updates;
            },
            "the first import is over and the wall has moved",
            () => api.Output);

        foreach (var student in Pupils().Where(pupil => pupil.School == School).Take(20).Select(pupil => pupil.Upi))
        {
            using var found = await lead.Get($"/api/schools/{School}/students/{student}");
            using var hidden = await lead.Get($"/api/schools/brookside-primary/students/{student}");
            using var wrong = await lead.Post($"/api/schools/{School}/alerts/acknowledge", new { alert = $"SG-01/{student}/-/9", commandId = "" });
            Assert.NotEqual(HttpStatusCode.InternalServerError, found.StatusCode);
            Assert.NotEqual(HttpStatusCode.OK, hidden.StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }
    }

    private static IEnumerable<(string School, string Upi, StudentRow Row)> Pupils()
    {
        var world = DemoWorld.Generate(Seed, DemoCalendar.LiveDateFor(Date), TimeProvider.System);
        foreach (var school in world.Upstream.Schools)
        {
            for (var record = 0; record < school.Students.Records; record++)
            {
                if (school.Students.At(record, world.EndsAt) is { } version)
                    yield return (school.Identity.School.Value, version.Row.Upi, version.Row);
            }
        }
    }

    private static HashSet<string> TokensOfEveryPupil() =>
        [.. Pupils().SelectMany(pupil => new[] { pupil.Upi, pupil.Row.WondeId, pupil.Row.SafeguardingId, pupil.Row.Upn, $"{pupil.Row.Forename} {pupil.Row.Surname}", $"{pupil.Row.Surname} {pupil.Row.Forename}" }).OfType<string>()];

    /// <summary>Every word and every two neighbours.</summary>
    private static HashSet<string> WordsOf(string text)
    {
        var words = Words().Matches(text).Select(match => match.Value.Trim('.', '-')).ToList();
        return [.. words, .. words.Zip(words.Skip(1), (one, next) => $"{one} {next}")];
    }

    [GeneratedRegex(@"[\p{L}\p{N}_.'\-]+")]
    private static partial Regex Words();
}
