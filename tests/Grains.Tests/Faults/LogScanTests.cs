using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using RiskMonitor.StandIns.Demo;
using RiskMonitor.StandIns.Mail;
using RiskMonitor.StandIns.World;
using RiskMonitor.TestKit.Processes;
using Xunit;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>
/// The demo trust lives through hours of school days, and people work its alerts; nothing that was logged, printed, mailed, exported or kept as a
/// job, and no byte of the database, names one of its pupils or says what somebody wrote.
/// </summary>
public sealed partial class LogScanTests
{
    private const int Seed = 41;
    private const int Updates = 30;
    private const string School = "larkfield-high";
    private static readonly DateOnly Date = new(2026, 11, 24);

    /// <summary>What the people of the run write: no word of it stands anywhere else.</summary>
    private static readonly string[] FreeText = ["Quillwort", "Thistledown", "Foxglovery"];

    [Fact]
    public async Task Nothing_that_a_run_logs_prints_mails_exports_or_stores_names_a_pupil()
    {
        var folder = Directory.CreateTempSubdirectory("rm-scan-").FullName;
        var log = Path.Combine(folder, "log.txt");
        await using var telemetry = await TelemetryCatcher.Start();
        await using var post = new MailServer();
        string printed, jobs;
        await using (var api = ServiceProcess.Start("Api", Settings(folder, log, telemetry, post), "--speed", "1200"))
        {
            await api.Ready();
            await LiveThroughSomeDays(api);
            await Until.True(() => Task.FromResult(post.Mails.Count > 0), "a mail was sent", () => api.Output);
            await Until.True(() => Task.FromResult(telemetry.CountOf("/v1/metrics") > 1 && telemetry.CountOf("/v1/traces") > 0), "it has told of itself", () => api.Output);
            jobs = await Jobs(api);
            printed = api.Output;
        }

        // How many, not which: this message is a log too.
        var tokens = TokensOfEveryPupil();
        Assert.True(tokens.Count > 4000, "The demo trust has too few pupils to prove anything.");
        NoneIn(tokens, await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken) + "\n" + printed, "log", 50);
        NoneIn(tokens, string.Join('\n', post.Mails.Select(TextOf)), "mail", 20);
        NoneIn(tokens, telemetry.Text, "metrics and traces", 50);
        NoneIn(tokens, jobs, "jobs", 50);
        NoneIn(tokens, await DatabaseOf(folder), "database", 1000);
        Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string> Settings(string folder, string log, TelemetryCatcher telemetry, MailServer post) => new()
    {
        ["Demo__Folder"] = folder,
        ["Demo__Seed"] = $"{Seed}",
        ["Demo__Date"] = $"{Date:yyyy-MM-dd}",
        ["Storage__File"] = Path.Combine(folder, "riskmonitor.db"),
        ["Operations__LogFile"] = log,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = telemetry.Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "2000",
        ["Mail__Host"] = "127.0.0.1",
        ["Mail__Port"] = $"{post.Port}",
        ["Mail__Security"] = "None",
        ["Mail__From"] = "riskmonitor@trust.example",
        ["Mail__PublicAddress"] = "https://riskmonitor.trust.example",
        ["Mail__Addresses__lead-secondary"] = "lead@school.example",
    };

    // The words are counted, so that an empty place proves nothing.
    private static void NoneIn(HashSet<string> tokens, string text, string place, int atLeast)
    {
        var words = WordsOf(text);
        Assert.True(words.Count > atLeast, $"There is too little in the {place} to prove anything: {words.Count} words.");
        // How many, not which: this message is a log too.
        Assert.False(tokens.Any(words.Contains), $"{tokens.Count(words.Contains)} tokens of pupils are in the {place}.");
        Assert.False(FreeText.Any(words.Contains), $"What somebody wrote is in the {place}.");
    }

    // As whoever gets it reads it: a part may be encoded on the wire.
    private static string TextOf(TakenMail mail)
    {
        using var wire = new MemoryStream(Encoding.UTF8.GetBytes(mail.Text));
        using var message = MimeMessage.Load(wire, TestContext.Current.CancellationToken);
        return string.Join('\n', message.Headers.Select(header => header.Value).Concat(message.BodyParts.OfType<TextPart>().Select(part => part.Text)));
    }

    private static async Task<string> Jobs(ServiceProcess api)
    {
        using var operators = await FaultClient.SignIn(api, "it-administrator");
        var pages = new List<string>();
        foreach (var page in new[] { "recurring", "jobs/succeeded?from=0&count=500", "jobs/processing", "jobs/failed", "jobs/enqueued" })
        {
            using var answer = await operators.Get($"/hangfire/{page}");
            pages.Add(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        return string.Join('\n', pages);
    }

    // As a thief of the disk would have it: the file, what is not yet in it, and the signed ends of the audit.
    private static async Task<string> DatabaseOf(string folder)
    {
        var text = new StringBuilder();
        foreach (var file in Directory.GetFiles(folder, "riskmonitor.db*", SearchOption.AllDirectories).Concat(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => file.Contains(".audit", StringComparison.Ordinal))).Distinct())
            text.AppendLine(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        return text.ToString();
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
            using var decided = await lead.Post($"/api/schools/{School}/students/{student}/decisions", new { what = FreeText[0], why = $"{FreeText[1]} {FreeText[2]}", commandId = student });
            using var revealed = await lead.Post($"/api/schools/{School}/students/{student}/reveal", new { reason = FreeText[1] });
            using var held = await lead.Post($"/api/schools/{School}/retention/holds", new { student, reason = FreeText[2] });
            Assert.NotEqual(HttpStatusCode.InternalServerError, found.StatusCode);
            Assert.True(decided.IsSuccessStatusCode && held.IsSuccessStatusCode, $"{decided.StatusCode} {held.StatusCode}");
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
