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
        "*.ChanceTests", "*.ConcernFactsTests", "*.DateWalkLaws", "*.RollFactsTests", "*.OtherNumbersTests", "*.SchoolCalendarTests", "*.SchoolHoursTests", "*.Editions.*", "*.BackTesting.*", "*.WorkedExamplesTests", "*.SchoolRegisterTests", "*.Auditing.*",
    ];

    private readonly List<SchoolFile> _files = [.. AgreementTests.Rules.SelectMany(row => FilesOf(row.Data))];

    // Of a rule itself only these ask anything.
    private static readonly string[] RuleTests = ["*.OtherNumbersTests"];

    public int Files => _files.Count;

    /// <summary>Says by what the mutant was noticed, or that it was not. <paramref name="rules"/>: those whose examples pass its place.</summary>
    public string Try(Mutant mutant, IReadOnlyCollection<string> rules)
    {
        var passing = _files.Where(file => file.Passes.Contains(mutant.Id)).OrderByDescending(file => rules.Contains(file.Rule)).ThenBy(file => file.Number).Take(MostFiles).ToList();
        MutantSwitch.TurnTo(mutant.Id);
        try
        {
            if (RuleBookTests.TextOf(new RuleBook(new RuleSettings())) != RuleBookTests.Reviewed()) return "killed by the catalogue as it is shown";
            if (passing.FirstOrDefault(file => !file.IsToldAsBefore()) is { } noticed) return $"killed by the agreement: {noticed.Rule}";
        }
        finally
        {
            MutantSwitch.TurnOff();
        }

        return QuickTestsNotice(mutant) ? "killed by the quick tests" : $"survived: {passing.Count} files pass it";
    }

    private static List<SchoolFile> FilesOf(string rule)
    {
        var files = new List<SchoolFile>();
        AnySchools.FilesFor(rule).Sample(file => files.Add(new SchoolFile(rule, files.Count, file)), iter: FilesARule, threads: 1);
        return files;
    }

    // In a process of their own: the mutant is then in force for what is made once for a process, too.
    private static bool QuickTestsNotice(Mutant mutant)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "RiskMonitor.Domain.Tests")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["STRYKER_MUTANT_ID_CONTROL_VAR"] = "RISKMONITOR_MUTANT";
        start.Environment["RISKMONITOR_MUTANT"] = mutant.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var tests = mutant.File.EndsWith("Rule.cs", StringComparison.Ordinal) ? RuleTests : QuickTests;
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
        private static readonly HashSet<string> Compared = [.. AgreementTests.Rules.Select(row => row.Data)];

        private readonly string[] _lines;
        private readonly string _told;

        public SchoolFile(string rule, int number, string[] lines)
        {
            (Rule, Number, _lines) = (rule, number, lines);
            _told = Tell();
            Passes = MutantSwitch.PassedBy(() => Tell());
        }

        public string Rule { get; }

        public int Number { get; }

        public HashSet<int> Passes { get; }

        // Whatever goes wrong, a mutant is found by it.
        public bool IsToldAsBefore()
        {
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
