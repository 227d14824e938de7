using System.Globalization;

namespace RiskMonitor.Dashboard.Words;

/// <summary>Numbers and counted nouns in plain English.</summary>
public static class Plain
{
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Without needless zeros: 10, 46.5.</summary>
    public static string Number(decimal value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>"1 alert", "12 alerts".</summary>
    public static string Counted(long count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";

    public static string Year(int? yearGroup) => yearGroup switch
    {
        null => "",
        < 0 => "Nursery",
        0 => "Reception",
        _ => string.Create(CultureInfo.InvariantCulture, $"Year {yearGroup}"),
    };

    public static string YearShort(int? yearGroup) => yearGroup switch
    {
        null => "",
        < 0 => "N",
        0 => "R",
        _ => string.Create(CultureInfo.InvariantCulture, $"Y{yearGroup}"),
    };

    /// <summary>Staff ids are opaque; one that reads as a persona is shown with spaces: "lead-secondary" as "lead secondary".</summary>
    public static string Person(string? actor) => string.IsNullOrWhiteSpace(actor) ? "somebody" : actor.Contains(' ') ? actor : actor.Replace('-', ' ');

    /// <summary>A key of the data as a heading: "windowTo" and "missing-risk" as "Window to" and "Missing risk".</summary>
    public static string Label(string key)
    {
        var text = new System.Text.StringBuilder(key.Length + 4);
        foreach (var letter in key)
        {
            if (letter is '-' or '_')
            {
                text.Append(' ');
                continue;
            }

            if (char.IsUpper(letter) && text.Length > 0 && char.IsLower(text[^1]))
            {
                text.Append(' ').Append(char.ToLowerInvariant(letter));
                continue;
            }

            text.Append(text.Length == 0 ? char.ToUpperInvariant(letter) : letter);
        }

        return text.ToString();
    }
}
