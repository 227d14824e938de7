using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsCheck;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.ConcernCsv;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>
/// However rows are divided among files, in whichever order these come and however often, what is told adds up to what one file tells; also
/// when some pupils become known only in between.
/// </summary>
public sealed class ConcernLedgerLaws
{
    private static readonly DateTimeOffset Now = new(2026, 11, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = "a key of sixteen"u8.ToArray();
    private static readonly RollPupil[] Pupils = [new("p1", new(2012, 3, 1), "Ann Reed", null), new("p2", new(2012, 3, 2), "Ben Stone", null), new("p3", new(2012, 3, 3), "Cai Wren", null)];

    // Tiny ranges, so that rows collide: versions of an incident, the same one with an id and without, deletions, pupils nobody knows.
    private static readonly Gen<string[]> Rows =
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 4], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 5], Gen.Int[0, 5]).Array[1, 14].Select(drawn => drawn.Select(Row).ToArray());

    [Fact]
    public void Any_division_of_rows_among_files_in_any_order_and_repeated_adds_up_to_one_file()
    {
        var told = 0;
        Gen.Select(Rows, Gen.Int[0, 1_000_000]).Sample(
            (rows, seed) =>
            {
                var random = new Random(seed);
                var files = rows.GroupBy(_ => random.Next(4)).Select(group => group.ToArray()).ToList();
                files = [.. files.Concat(files).Append([.. rows.Where(_ => random.Next(2) == 0)]).OrderBy(_ => random.Next())];

                var one = Played([(rows, 3)]);
                var many = Played([.. files.Select(file => (file, random.Next(1, 4))), ([], 3)]);

                Interlocked.Add(ref told, one.Count);
                return one.SequenceEqual(many);
            },
            iter: 1_000);
        Assert.True(told > 0, "some of the samples tell something, or this law says nothing");
    }

    // Each row was updated at a minute of its own: of two words about one incident one is the later.
    private static string Row((int Id, int Pupil, int Category, int Text, int Severity, int Deleted) row, int place) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(row.Id == 0 ? "" : $"INC-{row.Id}")},p{row.Pupil},12/11/2026 14:00,{new[] { "Neglect", "Online|Blue folder", "Self-harm" }[row.Category]},13/11/2026 10:{place:00},{(row.Text == 0 ? "" : "seen")},{(row.Severity is 0 or 5 ? "" : row.Severity)},{(row.Deleted == 0 ? "yes" : "")},{(row.Severity == 2 ? "review 13/11/2026 11:00" : "")}");

    /// <summary>What a journal holds in the end: the observations of every file, folded.</summary>
    private static List<string> Played(IEnumerable<(string[] Rows, int Known)> files)
    {
        var ledger = ConcernLedger.Empty;
        var journal = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (rows, known) in files)
        {
            var roll = new Roll(Pupils.Take(known), PupilDirectory.Empty);
            byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', ["incident id,mis id,date,category,last updated,notes,severity,deleted,actions", .. rows]));
            var (read, trouble) = new ConcernReader(Key, Now).Read(bytes);
            Assert.Null(trouble);
            var plan = ConcernPlan.Of(ledger, ConcernPlan.HashOf(bytes), read!, roll, CategoryTable.Default, null, Now);
            Assert.Empty(plan.Rejections);
            var intake = new LedgerIntake(plan.Ledger, roll, isRepeat: false, Now);
            intake.Retry();
            (ledger, var news) = new ConcernTelling(new SchoolId("oakfield"), roll, CategoryTable.Default, Now).Of(intake.Ledger());
            Fold(news, journal);
        }

        return [.. journal.Select(each => $"{each.Key} {each.Value}"), .. ledger.Waiting.Select(each => $"waits {each.Key} {each.Value.Row.Content}").Order(StringComparer.Ordinal)];
    }

    private static void Fold(ImmutableArray<Observation> news, SortedDictionary<string, string> journal)
    {
        foreach (var each in news)
        {
            if (each is Withdrawn gone)
                Assert.True(journal.Remove($"{gone.Of} {gone.OfKey}"), "only what was told is taken back");
            else
                journal[$"{each.Type} {each.Key}"] = Encoding.UTF8.GetString(ObservationBatchText.Write([each]));
        }
    }
}
