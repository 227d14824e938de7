using System.Globalization;
using System.Text.RegularExpressions;

namespace RiskMonitor.Connectors;

/// <summary>National curriculum years as schools write them: "Year 7" and "7" are 7, "R" is 0, "N" is −1.</summary>
internal static partial class YearGroup
{
    private const int Last = 13;

    /// <summary>Of the first text that can be read; null when none can.</summary>
    public static int? Of(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (text is not null && Read(text.Trim()) is { } year)
                return year;
        }

        return null;
    }

    private static int? Read(string text)
    {
        if (Reception().IsMatch(text))
            return 0;
        if (Nursery().IsMatch(text))
            return -1;
        var number = Numbered().Match(text);
        return number.Success && int.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture) is >= 1 and <= Last and var year ? year : null;
    }

    [GeneratedRegex("^(?:(?:nc )?y(?:ear|r)? ?(?:group )?)?0?([0-9]{1,2})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex("^(?:y(?:ear|r)? ?)?r(?:eception)?(?: year)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reception();

    [GeneratedRegex("^(?:y(?:ear|r)? ?)?n(?:ursery)? ?[12]?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nursery();
}
