using System.Globalization;
using RiskMonitor.Connectors;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Assembly;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.Grains.Tests.Connectors.Fuzzing;

/// <summary>Whatever a source sends, a sweep ends: rows are taken or set aside with a reason, or the sweep fails in words; and no word of a row is in them.</summary>
public sealed class UpstreamFuzzTests
{
    private const int Rows = 10_000;
    private const int Pupils = 40;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    [Theory]
    [InlineData("wonde")]
    [InlineData("assembly")]
    [InlineData("safeguarding-source")]
    public async Task Ten_thousand_spoiled_rows_are_taken_set_aside_or_refused_in_words(string source)
    {
        await using var trust = await SmallTrust.StartAsync(Pupils);
        Fill(trust);
        await using var assembly = await AssemblyServer.StartAsync(trust.World, cancellation: TestContext.Current.CancellationToken);
        var connection = assembly.Connect(trust.School);
        var behind = source switch { "wonde" => trust.Wonde.BaseAddress, "assembly" => assembly.BaseAddress, _ => trust.Safeguarding.BaseAddress };
        await using var proxy = await SpoilingProxy.Start(behind, seed: 20261127);
        var binding = new UpstreamBinding
        {
            School = trust.School.Identity.School,
            Address = proxy.Address,
            Token = source switch { "wonde" => "a-token", "assembly" => connection.AccessToken, _ => "another-token" },
            UpstreamSchool = source switch { "wonde" => trust.School.Identity.WondeId, "assembly" => trust.School.Identity.Urn.ToString(CultureInfo.InvariantCulture), _ => trust.School.Identity.SafeguardingId },
            UpnKey = new byte[] { 1, 2, 3 },
            Pupils = source == "safeguarding-source" ? await Directory(trust) : PupilDirectory.Empty,
        };
        var (said, taken, clock) = (new List<string>(), 0, System.Diagnostics.Stopwatch.StartNew());

        while (proxy.Spoiled < Rows)
        {
            Assert.True(clock.Elapsed < Limit, $"{proxy.Spoiled} rows in {clock.Elapsed}");
            // The source counts requests by its own clock.
            trust.Clock.Advance(TimeSpan.FromMinutes(10));
            using var feed = new Feed(source, binding);
            said.AddRange(await Read(feed, source));
            taken += feed.Standing.Count;
        }

        Assert.True(taken > 0 && said.Count > 0, $"{taken} taken, {said.Count} refused");
        Assert.All(said, words => Assert.DoesNotContain(SpoilingProxy.Secret, words, StringComparison.OrdinalIgnoreCase));
        Assert.All(said, words => Assert.DoesNotContain("Fernbrook", words, StringComparison.Ordinal));
    }

    private static async Task<List<string>> Read(Feed feed, string source)
    {
        var said = new List<string>();
        foreach (var stream in Streams(source))
        {
            try
            {
                await feed.Poll(stream).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            }
            catch (UpstreamException failure)
            {
                said.Add(failure.Message);
            }

            said.AddRange(feed.Quarantined.Select(row => row.Reason));
        }

        return said;
    }

    private static string[] Streams(string source) => source switch
    {
        "wonde" => ["codes", "roll", "flags", "leavers", "marks", "behaviours", "exclusions"],
        "assembly" => ["leavers", "groups", "roll", "marks", "exclusions"],
        _ => ["students", "categories", "incidents"],
    };

    private static async Task<PupilDirectory> Directory(SmallTrust trust)
    {
        using var mis = new Feed("wonde", new UpstreamBinding
        {
            School = trust.School.Identity.School,
            Address = trust.Wonde.BaseAddress,
            Token = "a-token",
            UpstreamSchool = trust.School.Identity.WondeId,
            UpnKey = new byte[] { 1, 2, 3 },
        });
        await mis.Poll();
        return PupilDirectory.From(mis.Memory);
    }

    private static void Fill(SmallTrust trust)
    {
        var monday = new DateOnly(2026, 11, 16);
        for (var pupil = 1; pupil <= Pupils; pupil++)
        {
            foreach (var day in Enumerable.Range(0, 3))
                trust.Editor.Mark(string.Create(CultureInfo.InvariantCulture, $"upi{pupil:00000}"), new SchoolSession(monday.AddDays(day), Session.AM), pupil % 3 == 0 ? "O" : "/");
            trust.Editor.Put(new IncidentRow
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"i_{pupil}"),
                Student = pupil - 1,
                OccurredAt = new DateTimeOffset(monday, new TimeOnly(8, 0), TimeSpan.Zero),
                RecordedAt = new DateTimeOffset(monday, new TimeOnly(8, 30), TimeSpan.Zero),
                Categories = ["c_0"],
                RecordedBy = new StaffMember("u_5", "Teacher"),
            });
        }
    }
}
