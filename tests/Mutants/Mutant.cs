using System.Reflection;
using System.Text.Json;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Mutants;

/// <summary>One change that the mutation tool made to the rules, with where it stands and what stands there instead.</summary>
internal sealed record Mutant(int Id, string File, int Line, string Kind, string Replacement)
{
    /// <summary>Those of the tool's report that compiled. Changed wording is left out: sentences and reasons are read by people, not by tests.</summary>
    public static List<Mutant> ReadFrom(string report)
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(report));
        return
        [
            .. from file in json.RootElement.GetProperty("files").EnumerateObject()
               from mutant in file.Value.GetProperty("mutants").EnumerateArray()
               where mutant.GetProperty("status").GetString() is not ("CompileError" or "Ignored")
               let kind = mutant.GetProperty("mutatorName").GetString()!
               where !kind.Contains("String", StringComparison.OrdinalIgnoreCase)
               select new Mutant(
                   int.Parse(mutant.GetProperty("id").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
                   file.Name.Replace('\\', '/').Split("/grains/Domain/")[^1],
                   mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32(),
                   kind,
                   mutant.GetProperty("replacement").GetString()!.ReplaceLineEndings(" ")),
        ];
    }
}

/// <summary>The switch that the tool compiled into the rules: which of its changes is in force in this process.</summary>
internal static class MutantSwitch
{
    private static readonly Type Control = typeof(RuleBook).Assembly.GetTypes().FirstOrDefault(type => type is { Name: "MutantControl", Namespace: { } space } && space.StartsWith("Stryker", StringComparison.Ordinal))
        ?? throw new InvalidOperationException("The rules beside this program hold no mutants: run tests/Mutants/run.sh, which puts those that do there.");

    private static readonly FieldInfo Active = Field("ActiveMutant");
    private static readonly FieldInfo Capture = Field("CaptureCoverage");
    private static readonly FieldInfo Covered = Field("_coveredMutants");

    public static void TurnTo(int mutant) => Active.SetValue(null, mutant);

    public static void TurnOff() => Active.SetValue(null, -1);

    /// <summary>Which mutants' places an action passes.</summary>
    public static HashSet<int> PassedBy(Action action)
    {
        var passed = (List<int>)Covered.GetValue(null)!;
        passed.Clear();
        Capture.SetValue(null, true);
        try
        {
            action();
        }
        finally
        {
            Capture.SetValue(null, false);
        }

        return [.. passed];
    }

    private static FieldInfo Field(string name) => Control.GetField(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        ?? throw new InvalidOperationException($"The mutation tool's switch has no {name} any more: it is another version than this program was written for.");
}
