using System.Globalization;
using System.Text.Json;
using CsCheck;
using RiskMonitor.Domain.Replaying;
using RiskMonitor.Domain.Rules;
using static RiskMonitor.Domain.Tests.Replaying.Replayed;

namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>The product against the reference, rule by rule, on random small schools. Where the two may differ on purpose, README.md here says so.</summary>
public sealed class AgreementTests
{
    // A few a run find a gross mistake; REFERENCE_FILES=500 looks longer.
    private static readonly int FilesARule = int.Parse(Environment.GetEnvironmentVariable("REFERENCE_FILES") ?? "10", CultureInfo.InvariantCulture);

    private static readonly bool ComparesAll = Environment.GetEnvironmentVariable("REFERENCE_RULES") == "all";

    /// <summary>The settled rules, or all that the reference has and the product too.</summary>
    public static TheoryData<string> Rules => new(RuleBook.Default.Rules.Select(rule => rule.Id.Value)
        .Intersect(ReferenceReplay.Rules.Select(rule => rule.Id)).Except(Readings.OtherByDesign)
        .Where(rule => ComparesAll || Readings.Settled.Contains(rule)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_product_tells_what_the_reference_tells(string rule) => AnySchools.FilesFor(rule).Sample(
        file =>
        {
            var difference = Comparison.Of(file, rule);
            Assert.True(difference is null, difference);
        },
        iter: FilesARule);

    [Fact]
    public void The_files_make_the_rules_fire_or_agreement_would_say_little()
    {
        var fired = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        foreach (var rule in Readings.Settled)
            AnySchools.FilesFor(rule).Sample(file => fired.ContainsKey(rule) || ReferenceReplay.Run(file, rule).Count == 0 || fired.TryAdd(rule, true) || true, iter: 60);

        Assert.Equal("", string.Join(", ", Readings.Settled.Except(fired.Keys).Order()));
    }
}

/// <summary>One file through both, and the first lines in which one rule differs.</summary>
internal static class Comparison
{
    public static string? Of(IReadOnlyList<string> file, string rule)
    {
        var expected = ReferenceReplay.Run(file, rule).Select(Text).ToList();
        var replay = Run(file);
        if (replay.Rejected.Count > 0) return $"The product refused a line: {replay.Rejected[0]}";
        var told = Lines(replay, rule + "\"").Select(Text).ToList();
        if (expected.SequenceEqual(told)) return null;
        var same = expected.Zip(told).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Join(
            '\n',
            [$"{rule}, after {same} lines alike:", $"  reference: {At(expected, same)}", $"  product:   {At(told, same)}", .. file.Where(line => Matters(line, rule))]);
    }

    private static string At(List<string> rows, int index) => index < rows.Count ? rows[index] : "nothing more";

    // Enough to read the case; the seed that is printed with it brings back the whole file.
    private static bool Matters(string line, string rule) => rule is "ATT-08" or "SCH-01" or "TRU-05" || !line.StartsWith("{\"type\":\"mark\"", StringComparison.Ordinal);

    private static string Text(ReferenceTransition row) =>
        Text(row.School, row.Student, row.Facet, row.Episode, row.Seq, row.From, row.To, row.Severity.ToString(), row.Effective.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.At);

    private static string Text(string line)
    {
        using var document = JsonDocument.Parse(line);
        var (row, subject) = (document.RootElement, document.RootElement.GetProperty("subject"));
        string? Name(string field) => subject.TryGetProperty(field, out var value) ? value.GetString() : null;
        return Text(
            Name("school") ?? Name("trust")!, Name("student"), Name("facet"), row.GetProperty("episode").GetInt32(), row.GetProperty("seq").GetInt32(), row.GetProperty("from").GetString()!,
            row.GetProperty("to").GetString()!, row.GetProperty("severity").GetString()!, row.GetProperty("effective").GetString()!, row.GetProperty("at").GetDateTimeOffset());
    }

    private static string Text(string school, string? student, string? facet, int episode, int seq, string from, string to, string severity, string effective, DateTimeOffset at) =>
        $"{school}/{student ?? "-"}{(facet is null ? "" : "/" + facet)} {episode}.{seq} {from} -> {to} {severity.ToLowerInvariant()} since {effective} at {at.ToUniversalTime():yyyy-MM-dd HH:mm}";
}
