using System.Diagnostics;
using CsCheck;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Reference;
using RiskMonitor.Domain.Tests.Replaying;
using RiskMonitor.Domain.Tests.Rules;

namespace RiskMonitor.Mutants;

/// <summary>
/// What no example notices is tried against the random schools of the agreement with the reference (what the product tells of a rule is what the
/// reference tells, so whatever changes that is seen there), and then against the quick tests of calendar, clock, book and editions.
/// </summary>
internal sealed class SecondTrial
{
    private const int FilesARule = 12;
    private const int MostFiles = 24;

    private static readonly string[] QuickTests =
    [
        "*.ChanceTests", "*.ConcernFactsTests", "*.DateWalkLaws", "*.RollFactsTests", "*.RuleOutcomeTests", "*.RuleBookAnswersTests", "*.OtherNumbersTests", "*.SchoolRuleTests", "*.SchoolCalendarTests", "*.SchoolHoursTests",
        "*.Editions.*", "*.BackTesting.*", "*.WorkedExamplesTests", "*.SchoolRegisterTests", "*.BrokenRuleTests", "*.Auditing.*",
    ];

    // What notices most of a place, and is asked first: a second instead of twenty.
    private static readonly (string Place, string[] Tests)[] Near =
    [
        ("Rules/Editions/", ["*.Editions.*", "*.ReplayedEditionsTests", "*.BackTesting.*"]),
        ("Rules/RuleBook.cs", ["*.Editions.*", "*.ReplayedEditionsTests", "*.OtherNumbersTests", "*.BrokenRuleTests", "*.SchoolRuleTests", "*.RuleBookAnswersTests"]),
        ("Rules/Settings/", ["*.Editions.*", "*.OtherNumbersTests"]),
        ("Rules/BrokenRule.cs", ["*.BrokenRuleTests"]),
        ("Rules/Chance.cs", ["*.ChanceTests"]),
        ("Rules/RollFacts.cs", ["*.RollFactsTests"]),
        ("Rules/DateWalk.cs", ["*.DateWalkLaws"]),
        ("Rules/SchoolRule.cs", ["*.SchoolRuleTests"]),
        ("Windows/", ["*.SchoolCalendarTests", "*.SchoolHoursTests"]),
    ];

    private readonly Lazy<List<SchoolFile>> _files = new(() => [.. AgreementTests.Rules.SelectMany(row => FilesOf(row.Data))]);

    // Of a rule itself only these ask anything.
    private static readonly string[] RuleTests = ["*.OtherNumbersTests", "*.SchoolRuleTests", "*.RuleBookAnswersTests"];

    /// <summary>Says by what the mutant was noticed, or that it was not. <paramref name="rules"/>: those whose examples pass its place.</summary>
    public string Try(Mutant mutant, IReadOnlyCollection<string> rules)
    {
        if (Near.FirstOrDefault(each => mutant.File.StartsWith(each.Place, StringComparison.Ordinal)).Tests is { } near && Notice(near, mutant)) return "killed by the tests of its place";
        Pulse.Beat();
        // Which files pass a place is not asked: to find out takes the tool's switch far longer than to try them.
        var files = (_files.Value.Any(file => rules.Contains(file.Rule)) ? _files.Value.Where(file => rules.Contains(file.Rule)) : _files.Value).OrderBy(file => file.Number).Take(MostFiles).ToList();
        MutantSwitch.TurnTo(mutant.Id);
        try
        {
            if (RuleBookTests.TextOf(new RuleBook(new RuleSettings())) != RuleBookTests.Reviewed()) return "killed by the catalogue as it is shown";
            if (files.FirstOrDefault(file => !file.IsToldAsBefore()) is { } noticed) return $"killed by the agreement: {noticed.Rule}";
        }
        finally
        {
            MutantSwitch.TurnOff();
        }

        Pulse.Beat();
        return Notice(mutant.File.EndsWith("Rule.cs", StringComparison.Ordinal) ? RuleTests : QuickTests, mutant) ? "killed by the quick tests" : $"survived: {files.Count} files are told as before";
    }

    private static List<SchoolFile> FilesOf(string rule)
    {
        var files = new List<SchoolFile>();
        AnySchools.FilesFor(rule).Sample(file => files.Add(new SchoolFile(rule, files.Count, file)), iter: FilesARule, threads: 1);
        return files;
    }

    // In a process of their own: the mutant is then in force for what is made once for a process, too.
    private static bool Notice(string[] tests, Mutant mutant)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "RiskMonitor.Domain.Tests")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["STRYKER_MUTANT_ID_CONTROL_VAR"] = "RISKMONITOR_MUTANT";
        start.Environment["RISKMONITOR_MUTANT"] = mutant.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var argument in tests.SelectMany(name => new[] { "-class", name }).Append("-stopOnFail")) start.ArgumentList.Add(argument);
        using var run = Process.Start(start)!;
        run.OutputDataReceived += (_, _) => { };
        run.BeginOutputReadLine();
        run.ErrorDataReceived += (_, _) => { };
        run.BeginErrorReadLine();
        if (run.WaitForExit(TimeSpan.FromMinutes(2))) return run.ExitCode != 0;
        run.Kill(entireProcessTree: true);
        return true;
    }

    private sealed class SchoolFile
    {
        private static readonly HashSet<string> Compared = [.. AgreementTests.Rules.Select(row => row.Data), BrokenRule.Description.Id.Value];

        private readonly string[] _lines;
        private readonly string _told;

        public SchoolFile(string rule, int number, string[] lines)
        {
            (Rule, Number, _lines) = (rule, number, lines);
            Pulse.Beat();
            _told = Tell();
        }

        public string Rule { get; }

        public int Number { get; }

        // Whatever goes wrong, a mutant is found by it.
        public bool IsToldAsBefore()
        {
            Pulse.Beat();
            try
            {
                return Tell() == _told;
            }
            catch (Exception)
            {
                return false;
            }
        }

        // Told, and not with which evidence: the reference has none.
        private string Tell() => string.Join('\n', Replayed.Lines(Replayed.Run(_lines)).Where(line => Compared.Contains(line.Split('"')[3])).Select(line => line.Split("\"evidence\"")[0]));
    }
}
