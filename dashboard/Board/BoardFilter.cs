using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Board;

/// <summary>What a viewer narrows the wall to. It lives in the address as ids and enums, so that back works and a link can be shared; never a name.</summary>
public sealed record BoardFilter
{
    public static readonly BoardFilter None = new();

    public string? School { get; init; }

    public string? Severity { get; init; }

    public string? Rule { get; init; }

    public bool WaitingOnly { get; init; }

    /// <summary>A digest, by its id: the wall shows what it counts and nothing else.</summary>
    public string? Digest { get; init; }

    /// <summary>What the digest counts, by school and alert; null until the server has said. Not in the address.</summary>
    public IReadOnlySet<(string School, string Alert)>? OfDigest { get; init; }

    public bool IsNone => Severity is null && Rule is null && !WaitingOnly && Digest is null;

    public bool Shows(AlertCard alert) =>
        (Severity is null || alert.Severity == Severity)
        && (Rule is null || alert.Rule == Rule)
        && (Digest is null || OfDigest?.Contains((alert.School, alert.Alert)) == true)
        && (!WaitingOnly || AlertStates.NeedsSomebody(alert.State));

    /// <summary>Reads a query such as <c>?school=brook-lane&amp;severity=high&amp;rule=ATT-04&amp;state=waiting</c>; what it does not know it ignores.</summary>
    public static BoardFilter Parse(string query)
    {
        var filter = None;
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var value = at < 0 ? "" : Uri.UnescapeDataString(pair[(at + 1)..]);
            filter = (at < 0 ? pair : pair[..at]) switch
            {
                "school" when IsId(value) => filter with { School = value },
                "severity" when Words.SeverityWords.All.Contains(value) => filter with { Severity = value },
                "rule" when IsId(value) => filter with { Rule = value },
                "digest" when IsId(value) => filter with { Digest = value },
                "state" when value == "waiting" => filter with { WaitingOnly = true },
                _ => filter,
            };
        }

        return filter;
    }

    public string Query()
    {
        List<string> parts = [];
        Add(parts, "school", School);
        Add(parts, "severity", Severity);
        Add(parts, "rule", Rule);
        Add(parts, "state", WaitingOnly ? "waiting" : null);
        Add(parts, "digest", Digest);
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    private static void Add(List<string> parts, string name, string? value)
    {
        if (value is not null)
        {
            parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }
    }

    private static bool IsId(string value) =>
        value.Length is > 0 and <= 64 && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
