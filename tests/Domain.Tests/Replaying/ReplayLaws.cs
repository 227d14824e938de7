using CsCheck;
using static RiskMonitor.Domain.Tests.Replaying.Replayed;

namespace RiskMonitor.Domain.Tests.Replaying;

/// <summary>What holds of a replay whatever a school sends: two schools, two pupils, few days, every instant keeps its lines.</summary>
public sealed class ReplayLaws
{
    private static readonly Gen<string> Code = Gen.Int[0, 5].Select(n => new[] { "/", "O", "O", "U", "I", "N" }[n]);

    private static readonly Gen<string> Marks = Gen.Select(Gen.Int[1, 2], Gen.Int[0, 9], Gen.Int[0, 1], Code, Gen.Int[0, 20], Gen.Int[0, 1], (pupil, day, session, code, later, school) => Mark(
        $"p{pupil}", Date(day), session == 0 ? "AM" : "PM", code, $"{Date(later)}T16:00:00+01:00", school == 0 ? "oakfield" : "elm"));

    private static readonly Gen<string[]> Files = Marks.Array[0, 60].Select(lines => lines.DistinctBy(KeyOf).ToArray());

    private static readonly string[] Head =
    [
        Calendar(), Calendar("elm"),
        Pupil("p1"), Pupil("p2", """{"kind":"CIN","from":"2026-01-01","to":null}"""),
        Pupil("p1", "", "elm"), Pupil("p2", "", "elm"),
        Clock("2026-09-16T11:00:00+01:00"), Clock("2026-09-28T11:00:00+01:00"),
    ];

    [Fact]
    public void The_order_of_lines_with_distinct_keys_does_not_matter() => Gen.Select(Files, Gen.Int[0, 1000]).Sample((file, seed) =>
    {
        string[] lines = [.. Head, .. file];
        var shuffled = lines.OrderBy(line => Mixed(line, seed));

        Assert.Equal(Lines(Run(lines)), Lines(Run(shuffled)));
    });

    [Fact]
    public void Every_line_twice_tells_everything_once() => Files.Sample(file =>
    {
        string[] lines = [.. Head, .. file];

        Assert.Equal(Lines(Run(lines)), Lines(Run(lines.SelectMany(line => new[] { line, line }))));
    });

    [Fact]
    public void Every_alert_counts_its_changes_from_one_without_a_gap() => Files.Sample(file =>
    {
        var told = Run([.. Head, .. file]).Transitions;

        foreach (var alert in told.GroupBy(row => row.Alert)) Assert.Equal(Enumerable.Range(1, alert.Count()), alert.Select(row => row.Sequence));
        foreach (var school in told.GroupBy(row => row.Alert.Subject.School)) Assert.Equal(Enumerable.Range(1, school.Count()).Select(n => (long)n), school.Select(row => row.Update));
    });

    private static string Date(int day) => new DateOnly(2026, 9, 7).AddDays(day / 5 * 7 + day % 5).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string KeyOf(string mark) => mark[..mark.IndexOf("\"code\"", StringComparison.Ordinal)];

    // The same order for the same seed, unlike the runtime's own hash.
    private static int Mixed(string line, int seed) => line.Aggregate(seed, (mixed, letter) => unchecked((mixed * 31) + letter));
}
