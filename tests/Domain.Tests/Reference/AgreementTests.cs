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

    /// <summary>All that the reference has and the product too.</summary>
    public static TheoryData<string> Rules => new(RuleBook.Default.Rules.Select(rule => rule.Id.Value)
        .Intersect(ReferenceReplay.Rules.Select(rule => rule.Id)).Except(Readings.OtherByDesign)
        .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_product_tells_what_the_reference_tells(string rule) => AnySchools.FilesFor(rule).Sample(
        file =>
        {
            if (Comparison.Of(file, rule) is null) return;
            var smallest = Comparison.Smallest(file, rule);
            Assert.Fail($"{Comparison.Of(smallest, rule)}\n{string.Join('\n', smallest)}");
        },
        iter: FilesARule);

    [Fact]
    public void The_files_make_the_rules_fire_or_agreement_would_say_little()
    {
        var fired = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        var rules = Rules.Select(row => row.Data).Except(Readings.SeldomRaised).ToList();
        foreach (var rule in rules)
            AnySchools.FilesFor(rule).Sample(file => fired.ContainsKey(rule) || ReferenceReplay.Run(file, rule).Count == 0 || fired.TryAdd(rule, true) || true, iter: 150);

        Assert.Equal("", string.Join(", ", rules.Except(fired.Keys).Order()));
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
        if (Lines(replay, BrokenRule.Description.Id.Value) is [var failed, ..]) return $"A rule failed: {failed}";
        var told = Lines(replay, rule + "\"").Select(Text).ToList();
        if (expected.SequenceEqual(told)) return null;
        var same = expected.Zip(told).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{rule}, after {same} lines alike:\n  reference: {At(expected, same)}\n  product:   {At(told, same)}";
    }

    /// <summary>The file without every line that the difference does not need: a case that can be read.</summary>
    public static IReadOnlyList<string> Smallest(IReadOnlyList<string> file, string rule)
    {
        var frame = file.Where(IsFrame).ToList();
        var kept = file.Except(frame).ToList();
        for (var run = kept.Count / 2; run >= 1; run /= 2)
            for (var at = 0; at < kept.Count;)
            {
                var fewer = kept.Where((_, index) => index < at || index >= at + run).ToList();
                if (Differs([.. frame, .. fewer], rule)) kept = fewer;
                else at += run;
            }
        return [.. frame, .. kept];
    }

    // Calendars, schools, and the pupils as first known: without them the product cannot tell.
    private static bool IsFrame(string line) => line.Contains("\"receivedAt\":\"2026-04-13T07", StringComparison.Ordinal) || line.Contains("\"receivedAt\":\"2026-09-07T07", StringComparison.Ordinal);

    // A file that is refused differs for another reason.
    private static bool Differs(IReadOnlyList<string> file, string rule) => Of(file, rule)?.Contains("alike", StringComparison.Ordinal) == true;

    private static string At(List<string> rows, int index) => index < rows.Count ? rows[index] : "nothing more";

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
