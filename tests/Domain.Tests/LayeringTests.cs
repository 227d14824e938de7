using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Tests;

/// <summary>The shape of the solution, read from its own files: which project may know which, what names mean nothing, what every rule must bring.</summary>
public sealed partial class LayeringTests
{
    private static readonly string Root = RootOf();

    /// <summary>Who may refer to whom; an arrow that is not here points back.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Domain"] = [],
        ["Contracts"] = [],
        ["Connectors"] = ["Domain"],
        ["Interfaces"] = ["Domain"],
        ["Grains"] = ["Interfaces", "Connectors", "Domain"],
        ["Silo"] = ["Grains"],
        ["Api"] = ["Silo", "Interfaces", "Contracts", "Dashboard", "StandIns"],
        ["Dashboard"] = ["Contracts"],
        ["Client"] = ["Contracts"],
    };

    public static TheoryData<string> Projects => [.. Arrows.Keys];

    [Fact]
    public void The_domain_knows_nothing_but_the_platform_and_the_serialisers_attributes()
    {
        var references = typeof(RuleBook).Assembly.GetReferencedAssemblies().Select(each => each.Name!);
        var written = Files("*.cs").Where(each => each.Contains($"{Path.DirectorySeparatorChar}Domain{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        // The serialiser itself is there for the code generated from the attributes; what people wrote names no other part of Orleans.
        Assert.All(references, name => Assert.True(name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard" or "Orleans.Serialization.Abstractions" or "Orleans.Serialization", name));
        Assert.All(written, file => Assert.DoesNotMatch(@"\bOrleans\.|\bMicrosoft\.", File.ReadAllText(file)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_lies_before_it(string project)
    {
        var file = Files("*.csproj").Single(each => Path.GetFileNameWithoutExtension(each) == project);

        var referred = XDocument.Load(file).Descendants("ProjectReference").Select(each => Path.GetFileNameWithoutExtension(each.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(referred.Except(Arrows[project]));
    }

    [Fact]
    public void Every_project_outside_the_tests_has_its_place()
    {
        var projects = Files("*.csproj").Where(each => !each.Contains($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(each => Path.GetFileNameWithoutExtension(each));

        Assert.Equal(Arrows.Keys.Order(), projects.Order());
    }

    [Fact]
    public void No_type_is_called_a_manager_a_helper_or_a_utility()
    {
        var types = from file in Files("*.cs") from Match match in TypeName().Matches(File.ReadAllText(file)) select match.Groups[1].Value;

        Assert.DoesNotContain(types, name => name.EndsWith("Manager", StringComparison.Ordinal) || name.EndsWith("Helper", StringComparison.Ordinal) || name.EndsWith("Util", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rule_has_its_examples()
    {
        var examples = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Examples"), "*-*.md").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(RuleBook.Default.Rules.Select(rule => rule.Id.Value).Order(StringComparer.Ordinal), examples.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_rule_knows_of_special_educational_needs()
    {
        var rules = Files("*.cs").Where(each => each.Contains($"{Path.DirectorySeparatorChar}Domain{Path.DirectorySeparatorChar}Rules{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        // The door itself names what it keeps out, and the one plan that a law makes a rule ask about.
        Assert.All(rules.Where(each => !each.EndsWith("RollFacts.cs", StringComparison.Ordinal)), file => Assert.DoesNotMatch(@"\bStatusKind\.(EHCP|SENSupport)\b", File.ReadAllText(file)));
    }

    [GeneratedRegex(@"\b(?:class|struct|interface|record|enum)\s+(?:struct\s+|class\s+)?([A-Z]\w+)")]
    private static partial Regex TypeName();

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories).Where(each => !Built().IsMatch(each[Root.Length..]));

    [GeneratedRegex(@"[/\\](artifacts|bin|obj|node_modules|data|\.git)[/\\]")]
    private static partial Regex Built();

    private static string RootOf([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
