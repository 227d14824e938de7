using System.Collections.Immutable;
using System.Diagnostics;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Mutants;

// usage: Mutants REPORT RESULTS          plays the rules' examples against every mutant that RESULTS does not have yet
//        Mutants REPORT RESULTS SECOND   tries those that survived against random schools and the quick tests
//        Mutants --share 1/2 REPORT RESULTS [SECOND]   the same for every second mutant, so that as many processes as there are cores share them
//        Mutants --explained SECOND SURVIVORS   whether each that nothing noticed has its reason in SURVIVORS, and nothing else has one
return args switch
{
    ["--explained", var second, var survivors] => Explanations.Check(second, survivors),
    ["--share", var share, var report, .. var files] => Try(Share(share, Mutant.ReadFrom(report)), files),
    [var report, .. var files] => Try(Mutant.ReadFrom(report), files),
    _ => throw new ArgumentException("REPORT RESULTS [SECOND]"),
};

static int Try(List<Mutant> mutants, string[] files) => files switch
{
    [var results] => Examples(mutants, results),
    [var results, var second] => Survivors(mutants, results, second),
    _ => throw new ArgumentException("REPORT RESULTS [SECOND]"),
};

// Neighbours go to different processes: those of a costly rule are spread.
static List<Mutant> Share(string share, List<Mutant> mutants)
{
    var numbers = share.Split('/').Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToList();
    return [.. mutants.Where(each => each.Id % numbers[1] == numbers[0] - 1)];
}

static int Examples(List<Mutant> mutants, string results)
{
    var playable = Playable.All();
    Console.Error.WriteLine($"{playable.Count} examples");
    return Trials(mutants, results, mutant => Playable.Try(playable, mutant), TimeSpan.FromSeconds(20));
}

static int Survivors(List<Mutant> mutants, string results, string second)
{
    var verdicts = File.ReadLines(results).Select(line => line.Split('\t')).ToDictionary(cells => int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture), cells => cells[1]);
    var trial = new SecondTrial();
    return Trials([.. mutants.Where(each => !verdicts[each.Id].StartsWith("killed", StringComparison.Ordinal))], second, mutant => trial.Try(mutant, verdicts[mutant.Id].Split(' ')), TimeSpan.FromMinutes(3));
}

// longest: for one example, one school or the quick tests; what takes longer does not end.
static int Trials(List<Mutant> mutants, string results, Func<Mutant, string> tried, TimeSpan longest)
{
    var done = File.Exists(results) ? File.ReadLines(results).Select(line => int.Parse(line.Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture)).ToHashSet() : [];
    Console.Error.WriteLine($"{mutants.Count - done.Count} of {mutants.Count} mutants to go");
    using var to = new StreamWriter(results, append: true) { AutoFlush = true };
    var number = done.Count;
    foreach (var mutant in mutants.Where(each => !done.Contains(each.Id)))
    {
        var verdict = "unfinished";
        var trial = new Thread(() => verdict = tried(mutant), 16 << 20) { IsBackground = true };
        Pulse.Beat();
        trial.Start();
        // A mutant that makes everything slow is not one that never ends: the clock is that of one example.
        var ended = false;
        while (!ended && Pulse.Since < longest) ended = trial.Join(TimeSpan.FromMilliseconds(200));
        to.WriteLine($"{mutant.Id}\t{(ended ? verdict : "killed: no end")}\t{mutant.File}:{mutant.Line}\t{mutant.Kind}\t{mutant.Replacement}");
        // A thread that does not end cannot be ended: the next process goes on from here.
        if (!ended) return 3;
        if (++number % 100 == 0) Console.Error.WriteLine($"{number} of {mutants.Count}");
    }

    return 0;
}

/// <summary>When the trial under way last went on to its next part.</summary>
internal static class Pulse
{
    private static long _at;

    public static TimeSpan Since => Stopwatch.GetElapsedTime(Interlocked.Read(ref _at));

    public static void Beat() => Interlocked.Exchange(ref _at, Stopwatch.GetTimestamp());
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
        Pulse.Beat();
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
