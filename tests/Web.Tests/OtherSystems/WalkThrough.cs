using System.Text.RegularExpressions;

namespace RiskMonitor.Web.Tests.OtherSystems;

/// <summary>The walk-through in README: what it runs, and what it says comes of it.</summary>
internal static partial class WalkThrough
{
    /// <summary>Each block of commands with the answer that stands below it; <c>…</c> is whatever comes there, empty where none stands.</summary>
    public static IReadOnlyList<(string Commands, string Answer)> Steps()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var section = Section().Match(readme).Value;
        return [.. Block().Matches(section).Select(match => (match.Groups[1].Value, match.Groups[2].Value.TrimEnd()))];
    }

    public static bool Fits(string answer, string said)
    {
        var pattern = string.Join(".*", answer.Split('…').Select(Regex.Escape));
        return Regex.IsMatch(said.Trim(), $"^{pattern}$", RegexOptions.Singleline, TimeSpan.FromSeconds(5));
    }

    [GeneratedRegex(@"^## Calling it from another system\n.*?(?=^## )", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
