using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>The words and lists in the cells of an export.</summary>
internal static partial class RowWords
{
    private static readonly FrozenDictionary<string, ActionKind> Kinds = new Dictionary<string, ActionKind>
    {
        ["triage"] = ActionKind.Triage,
        ["triaged"] = ActionKind.Triage,
        ["contact"] = ActionKind.Contact,
        ["contacted"] = ActionKind.Contact,
        ["phoned"] = ActionKind.Contact,
        ["telephoned"] = ActionKind.Contact,
        ["referral"] = ActionKind.Referral,
        ["referred"] = ActionKind.Referral,
        ["review"] = ActionKind.Review,
        ["reviewed"] = ActionKind.Review,
        ["closed"] = ActionKind.Closed,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int> Severities = new Dictionary<string, int>
    {
        ["1"] = 1,
        ["low"] = 1,
        ["2"] = 2,
        ["medium"] = 2,
        ["moderate"] = 2,
        ["3"] = 3,
        ["high"] = 3,
        ["4"] = 4,
        ["critical"] = 4,
        ["urgent"] = 4,
        ["immediate"] = 4,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, bool> Answers = new Dictionary<string, bool>
    {
        ["yes"] = true,
        ["y"] = true,
        ["true"] = true,
        ["1"] = true,
        ["deleted"] = true,
        ["no"] = false,
        ["n"] = false,
        ["false"] = false,
        ["0"] = false,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Closings = new[] { "closed", "resolved", "archived" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static int? Severity(string text) => Severities.TryGetValue(text, out var severity) ? severity : null;

    public static bool? YesOrNo(string text) => text.Length == 0 ? false : Answers.TryGetValue(text, out var answer) ? answer : RowTime.Of(text) is null ? null : true;

    public static bool IsDeleted(string status) => string.Equals(status, "deleted", StringComparison.OrdinalIgnoreCase);

    public static bool IsClosed(string status) => Closings.Contains(status);

    /// <summary>The parts of a cell between line breaks, semicolons and upright strokes.</summary>
    public static ImmutableArray<string> Parts(string cell) => Parts(cell, '\n', '\r', ';', '|');

    public static ImmutableArray<string> Parts(string cell, params char[] between) =>
        [.. cell.Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Printable).Where(part => part.Length > 0)];

    /// <summary>What was done and when; null where the entry does not say both plainly, for nothing is guessed.</summary>
    public static RowAction? Action(string entry)
    {
        var dated = Dated().Match(entry);
        if (!dated.Success || RowTime.Of(Spaces().Replace(dated.Value, " ")) is not { } at)
            return null;
        var words = Word().Match(entry.Remove(dated.Index, dated.Length));
        return words.Success && Kinds.TryGetValue(words.Value, out var kind) ? new RowAction(kind, at.At) : null;
    }

    /// <summary>A linked pupil by UPN or by the MIS's id; null: by name only.</summary>
    public static PupilClue? Linked(string entry, ReadOnlyMemory<byte> key)
    {
        var upn = Upn().Match(entry);
        if (upn.Success && PupilNumber.IsPermanent(upn.Value))
            return new PupilClue(null, PupilNumber.Hash(key, upn.Value), null, null, null);
        return entry.Any(char.IsAsciiDigit) && !entry.Any(char.IsWhiteSpace) ? new PupilClue(entry, null, null, null, null) : null;
    }

    /// <summary>A name in the form in which names are compared: without accents, letter case and signs; "Bennett, Ruth" is "Ruth Bennett".</summary>
    public static string? Name(string name)
    {
        if (name.Split(',') is [var last, var first])
            name = $"{first} {last}";
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetter(letter))
                plain.Append(char.ToLowerInvariant(letter));
            else if (char.IsWhiteSpace(letter) && plain.Length > 0 && plain[^1] != ' ')
                plain.Append(' ');
        }

        return plain.ToString().TrimEnd() is { Length: > 0 } words ? words : null;
    }

    private static string Printable(string part) => part.Any(char.IsControl) ? string.Concat(part.Where(letter => !char.IsControl(letter))).Trim() : part;

    [GeneratedRegex(@"\b(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Dated();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\b[A-Za-z][0-9]{12}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Upn();
}
