using System.Globalization;
using System.Text.RegularExpressions;
using MimeKit;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Tests.Faults;
using RiskMonitor.StandIns.Demo;
using RiskMonitor.StandIns.Mail;
using RiskMonitor.StandIns.World;
using RiskMonitor.TestKit.Processes;

namespace RiskMonitor.Grains.Tests.Digests;

/// <summary>The demo trust lives through school days and mails its staff; no part of any of these mails holds anything of any of its pupils.</summary>
public sealed partial class MailScanTests
{
    private const int Seed = 41;
    private static readonly DateOnly Date = new(2026, 11, 27);

    [Fact]
    public async Task No_part_of_any_mail_of_a_run_holds_a_token_of_any_pupil()
    {
        await using var server = new MailServer();
        var folder = Directory.CreateTempSubdirectory("rm-mails-").FullName;
        await using (var api = ServiceProcess.Start("Api", Settings(folder, server), "--speed", "1200"))
        {
            await api.Ready();
            await Come(server, api, "at once", mail => mail.Subject!.EndsWith("to look at now", StringComparison.Ordinal));
            await Come(server, api, "daily", mail => mail.Subject!.Contains("new or worse", StringComparison.Ordinal) && !mail.To.ToString().Contains("trust-lead", StringComparison.Ordinal));
        }

        var tokens = TokensOfEveryPupil();
        Assert.True(tokens.Count > 8000, "The demo trust has too few pupils to prove anything.");
        foreach (var mail in server.Mails)
        {
            var (words, texts) = (new HashSet<string>(StringComparer.Ordinal), TextsOf(DigestHost.Read(mail.Text)).Append(Unfolded(mail.Text)).ToList());
            foreach (var text in texts)
                words.UnionWith(WordsOf(text));
            Assert.True(words.Count > 40, "The mail holds too little to prove anything.");
            // How many, not which: this message is a log too.
            Assert.Equal(0, tokens.Count(words.Contains));
            Assert.All(texts, text => Assert.DoesNotMatch(@"(?i)\byear \d|\bY\d{1,2}\b|\b(ATT|SG|BEH|SCH|TRU|EXC|CMP)-\d", text));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_scan_finds_what_it_looks_for()
    {
        var pupil = Pupils().First();
        var message = new MimeMessage { Subject = "=?", Body = new BodyBuilder { TextBody = "x", HtmlBody = $"<p>about {pupil.Forename} {pupil.Surname}</p>" }.ToMessageBody() };

        var words = TextsOf(message).SelectMany(WordsOf).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(words.Intersect(TokensOfEveryPupil()));
    }

    private static Task Come(MailServer server, ServiceProcess api, string what, Func<MimeMessage, bool> wanted) =>
        Until.True(() => Task.FromResult(server.Mails.Any(mail => wanted(DigestHost.Read(mail.Text)))), $"a mail comes {what}", () => api.Output);

    private static Dictionary<string, string> Settings(string folder, MailServer server)
    {
        var settings = new Dictionary<string, string>
        {
            ["Demo__Folder"] = folder,
            ["Demo__Seed"] = Seed.ToString(CultureInfo.InvariantCulture),
            ["Demo__Date"] = $"{Date:yyyy-MM-dd}",
            ["Storage__File"] = Path.Combine(folder, "riskmonitor.db"),
            ["Mail__Host"] = "127.0.0.1",
            ["Mail__Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Mail__Security"] = "None",
            ["Mail__From"] = "riskmonitor@trust.example",
            ["Mail__PublicAddress"] = "https://riskmonitor.example",
        };
        foreach (var staff in new[] { "lead-secondary", "lead-primary", "trust-lead", "attendance-lead" })
            settings[$"Mail__Addresses__{staff}"] = $"{staff}@trust.example";
        return settings;
    }

    /// <summary>Every header, decoded, and every part, decoded.</summary>
    private static IEnumerable<string> TextsOf(MimeMessage message)
    {
        foreach (var header in message.Headers)
            yield return header.Value;
        foreach (var part in message.BodyParts)
        {
            foreach (var header in part.Headers)
                yield return header.Value;
            if (part is TextPart text)
                yield return text.Text;
            else
                throw new InvalidOperationException($"A part that nobody looks into: {part.ContentType.MimeType}.");
        }
    }

    private static IEnumerable<StudentRow> Pupils()
    {
        var world = DemoWorld.Generate(Seed, DemoCalendar.LiveDateFor(Date), TimeProvider.System);
        foreach (var school in world.Upstream.Schools)
        {
            for (var record = 0; record < school.Students.Records; record++)
            {
                if (school.Students.At(record, world.EndsAt) is { } version)
                    yield return version.Row;
            }
        }
    }

    private static HashSet<string> TokensOfEveryPupil()
    {
        var tokens = new HashSet<string>(DemoCategories.Canonical.Values.Concat(DemoCategories.Canonical.Keys).Concat(RuleBook.Default.Rules.Select(rule => rule.Id.Value)), StringComparer.Ordinal);
        foreach (var row in Pupils())
        {
            tokens.UnionWith(new[] { row.Upi, row.WondeId, row.MisId, row.SafeguardingId, row.Upn, row.Forename, row.Surname, $"{row.Forename} {row.Surname}", $"{row.Forename[0]}{row.Surname[0]}" }.OfType<string>());
            if (row.Born is { } born)
                tokens.UnionWith([born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), born.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), born.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)]);
        }

        return tokens;
    }

    // Where a line of quoted-printable is broken an id is cut, and a part of it may read like a pupil's number.
    private static string Unfolded(string raw) => raw.Replace("=\r\n", "", StringComparison.Ordinal);

    /// <summary>Every word, and two and three neighbours.</summary>
    private static IEnumerable<string> WordsOf(string text)
    {
        var words = Words().Matches(text).Select(match => match.Value.Trim('.', '-')).ToList();
        return [.. words, .. words.Zip(words.Skip(1), (one, next) => $"{one} {next}"), .. words.Zip(words.Skip(1), words.Skip(2)).Select(three => $"{three.First} {three.Second} {three.Third}")];
    }

    [GeneratedRegex(@"[\p{L}\p{N}_.'/\-]+")]
    private static partial Regex Words();
}
