using System.Collections.Immutable;
using System.Diagnostics;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Mutants;

// usage: Mutants REPORT RESULTS     plays the rules' examples against every mutant that RESULTS does not have yet
return args is [var report, var results] ? Examples(Mutant.ReadFrom(report), results) : throw new ArgumentException("REPORT RESULTS");

static int Examples(List<Mutant> mutants, string results)
{
    var done = File.Exists(results) ? File.ReadLines(results).Select(line => int.Parse(line.Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture)).ToHashSet() : [];
    var playable = Playable.All();
    Console.Error.WriteLine($"{playable.Count} examples, {mutants.Count - done.Count} of {mutants.Count} mutants to go");
    using var to = new StreamWriter(results, append: true) { AutoFlush = true };
    var number = done.Count;
    foreach (var mutant in mutants.Where(each => !done.Contains(each.Id)))
    {
        var verdict = "unfinished";
        var trial = new Thread(() => verdict = Playable.Try(playable, mutant), 16 << 20) { IsBackground = true };
        trial.Start();
        var ended = trial.Join(TimeSpan.FromSeconds(60));
        to.WriteLine($"{mutant.Id}\t{(ended ? verdict : "killed: no end")}\t{mutant.File}:{mutant.Line}\t{mutant.Kind}\t{mutant.Replacement}");
        // A thread that does not end cannot be ended: the next process goes on from here.
        if (!ended) return 3;
        if (++number % 100 == 0) Console.Error.WriteLine($"{number} of {mutants.Count}");
    }

    return 0;
}

/// <summary>An example, whether it needs the other rules, and which mutants its playing passes.</summary>
internal sealed record Playable(ExampleRow Row, bool NeedsOtherRules, HashSet<int> Passes, TimeSpan Took)
{
    public static List<Playable> All()
    {
        MutantSwitch.TurnOff();
        return [.. ExampleRow.All().Select(Of)];
    }

    // The quickest first: the first that sees the mutant ends the trial.
    public static string Try(List<Playable> all, Mutant mutant)
    {
        var passing = all.Where(each => each.Passes.Contains(mutant.Id)).OrderBy(each => each.Took).ToList();
        if (passing.Count == 0) return "not covered";
        MutantSwitch.TurnTo(mutant.Id);
        try
        {
            return passing.FirstOrDefault(each => !Holds(each.Row, each.NeedsOtherRules)) is { } by ? $"killed by {by.Row.Rule}: {by.Row.Sentence}"
                : "survived: passed by " + string.Join(' ', passing.Select(each => each.Row.Rule).Distinct().Order(StringComparer.Ordinal));
        }
        finally
        {
            MutantSwitch.TurnOff();
        }
    }

    private static Playable Of(ExampleRow row)
    {
        var needsOthers = !Holds(row, withOtherRules: false);
        var watch = Stopwatch.StartNew();
        return new(row, needsOthers, MutantSwitch.PassedBy(() => Play(row, needsOthers)), watch.Elapsed);
    }

    // Whatever goes wrong, a mutant is found by it.
    private static bool Holds(ExampleRow row, bool withOtherRules)
    {
        try
        {
            Play(row, withOtherRules);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    // A book of its own, so that what is made once for a book is made with the mutant in force. Where the example allows it the other rules
    // are off, so that they cost nothing.
    private static void Play(ExampleRow row, bool withOtherRules)
    {
        var off = RuleBook.Default.Rules.Where(rule => !withOtherRules && rule.Id.Value != row.Rule).ToImmutableDictionary(rule => rule.Id, _ => new SwitchedOff(new DateOnly(2025, 9, 1), 1));
        var story = RuleExamples.Check(row.Rule, row.Events, row.AlertOn, new RuleBook(new RuleSettings(), new RuleVariation { Off = off }));
        if (ExampleEvidence.Of(row.Rule, row.Sentence) != ExampleEvidence.Recorded(story, row.Rule)) throw new InvalidOperationException("other evidence");
    }
}
