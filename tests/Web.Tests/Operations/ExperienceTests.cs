using System.Text.RegularExpressions;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>The list of what people are promised names tests; a name that went away would prove nothing.</summary>
public sealed partial class ExperienceTests
{
    private static readonly string[] Conventions =
    [
        "Severity", "Order", "One card a pupil", "Why", "Age", "Not live", "Freshness", "Privacy", "Wall mode", "Sound", "Keyboard", "Bulk", "URL", "Case page", "Digest", "Access", "Speed", "Worth",
        "1", "2", "3", "4", "5", "6", "7", "8",
    ];

    [Fact]
    public void Every_test_that_the_list_names_is_there()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension);
        var named = Rows().SelectMany(row => TestName().Matches(row.Proof)).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).ToList();

        Assert.True(named.Count > 60, $"{named.Count}");
        Assert.All(named, name => Assert.Contains(sources[name.Class], file => IsTest(File.ReadAllText(file), name.Method)));
    }

    [Fact]
    public void Every_convention_and_every_rule_of_an_alerts_life_is_there_once_with_a_test()
    {
        Assert.Equal(Conventions, Rows().Select(row => row.Item));
        Assert.All(Rows(), row => Assert.Matches(TestName(), row.Proof));
    }

    // A method of that name that is no test would prove nothing either.
    private static bool IsTest(string source, string method) =>
        Regex.IsMatch(source, $@"\[(Fact|Theory)[^\]]*\](?:(?!\n\n).)*? {method}\(", RegexOptions.Singleline, TimeSpan.FromSeconds(5));

    private static List<(string Item, string Proof)> Rows() =>
    [
        .. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "experience.md")))
            .Select(match => (Item: match.Groups[1].Value.Trim(), Proof: match.Groups[2].Value)).Where(row => row.Item is not ("convention" or "rule")),
    ];

    [GeneratedRegex("`([A-Za-z]+)\\.([A-Za-z_0-9]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| ([^|]+?) \|[^|]*\| ([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
