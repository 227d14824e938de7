using System.Text.RegularExpressions;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>The list of security requirements names tests; a name that went away would prove nothing.</summary>
public sealed partial class AsvsTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Every_test_that_the_list_names_is_there()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension);
        var named = TestName().Matches(List()).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(sources[name.Class], file => File.ReadAllText(file).Contains($" {name.Method}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_thirty_are_each_there_once_and_none_is_left_empty()
    {
        var rows = Row().Matches(List()).Select(match => (Item: match.Groups[1].Value, Proof: match.Groups[2].Value.Trim())).ToList();

        Assert.Equal(30, rows.Select(row => row.Item).Distinct().Count());
        Assert.Equal(30, rows.Count);
        Assert.DoesNotContain(rows, row => row.Proof.Length == 0);
    }

    private static string List() => File.ReadAllText(Path.Combine(Root, "docs", "asvs.md"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RiskMonitor.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("RiskMonitor.sln is in no folder above the tests.");
        return folder.FullName;
    }

    [GeneratedRegex("`([A-Za-z]+)\\.([A-Za-z_]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| (\d+\.\d+\.\d+) \|[^|]*\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
