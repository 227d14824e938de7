using CsCheck;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>
/// However rows are divided among files, in whichever order these come and however often, the concerns are those of one file. Through HTTP,
/// grains and journal: few samples; the same law over the ledger alone runs with many.
/// </summary>
public sealed class ConcernLaws(RiskMonitorApi api)
{
    private const int Samples = 8;

    // Tiny ranges, so that rows collide: versions of one incident, the same incident with an id and without, deletions.
    private static readonly Gen<string[]> Rows = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 4], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 5]).Array[1, 12].Select(drawn => drawn.Select((row, place) => Row(row, place)).ToArray());

    private int sample;

    [Fact]
    public async Task Any_division_of_rows_among_files_in_any_order_and_repeated_ends_in_the_concerns_of_one_file()
    {
        var concerns = 0;

        await Gen.Select(Rows, Gen.Int[0, 1000]).SampleAsync(
            async (rows, seed) =>
            {
                var number = Interlocked.Increment(ref sample);
                var (one, many) = (await Open($"concern-law-{number}-one"), await Open($"concern-law-{number}-many"));
                var random = new Random(seed);
                var files = rows.GroupBy(_ => random.Next(4)).Select(group => ConcernFiles.Of(group)).ToList();
                files = [.. files.Concat(files).Append(ConcernFiles.Of(rows.Where(_ => random.Next(2) == 0))).OrderBy(_ => random.Next())];

                await one.Import(ConcernFiles.Of(rows));
                foreach (var file in files)
                    await many.Import(file);
                await many.Import(ConcernFiles.Of(rows.Reverse()));

                Assert.Equal(await one.Concerns(), await many.Concerns());
                Interlocked.Add(ref concerns, (await one.Concerns()).Count);
            },
            iter: Samples,
            threads: 1);

        Assert.True(concerns > 0, "some of the samples have concerns, or this law says nothing");
    }

    // Each row was updated at a minute of its own: of two words about one incident one is the later.
    private static string Row((int Id, int Pupil, int Category, bool HasText, int Severity) row, int place) => ConcernFiles.Row(
        row.Id == 0 ? "" : $"INC-{row.Id}",
        row.Pupil > 3 ? 1 : row.Pupil,
        new[] { "Neglect", "Online safety; Blue folder", "Self-harm" }[row.Category],
        $"13/11/2026 10:{place:D2}",
        text: row.HasText ? "seen" : "",
        severity: row.Severity is 0 or 5 ? "" : $"{row.Severity}",
        actions: row.Severity == 2 ? "triage 12/11/2026 15:00" : "",
        // Recorders are told apart by a key of the school, and these are two schools.
        by: "");

    private async Task<ConcernFiles> Open(string school)
    {
        var files = new ConcernFiles(api, school);
        await files.Open();
        return files;
    }
}
