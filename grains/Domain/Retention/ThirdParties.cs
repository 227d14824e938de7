using System.Text.RegularExpressions;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Retention;

/// <summary>
/// Takes everybody else out of one pupil's file: ids of other pupils, who recorded what, and names in what people wrote. It finds names as
/// they stand on the roll and the staff's own; a nickname, initials or a description it cannot find, so a person reads the file before it is handed over.
/// </summary>
public sealed partial class ThirdParties
{
    public const string Somebody = "[another person]";
    public const string Staff = "a member of staff";
    private const int ShortestWord = 2;

    private readonly HashSet<string> words;

    /// <param name="others">Names of everybody else, as they are written.</param>
    /// <param name="own">The name of the pupil whose file it is: no word of it is taken out.</param>
    public ThirdParties(IEnumerable<string> others, string? own)
    {
        words = [.. others.SelectMany(WordsOf).Where(word => word.Length >= ShortestWord).SelectMany(word => new[] { word, word.ToUpperInvariant() })];
        foreach (var word in WordsOf(own ?? "").SelectMany(word => new[] { word, word.ToUpperInvariant() }))
            words.Remove(word);
    }

    /// <summary>How much was taken out so far.</summary>
    public int Taken { get; private set; }

    /// <summary>What somebody wrote, without the names of others. Two names side by side are one person.</summary>
    public string From(string text)
    {
        var without = Word().Replace(text, word => IsOther(word.Value) ? Somebody : word.Value);
        var joined = Repeated().Replace(without, Somebody);
        Taken += Regex.Count(joined, Regex.Escape(Somebody)) - Regex.Count(text, Regex.Escape(Somebody));
        return joined;
    }

    /// <summary>A record of the pupil, without other pupils and without who recorded it.</summary>
    public Observation From(Observation observation, StudentId student) => observation switch
    {
        Concern concern => From(concern, student),
        Pupil pupil => pupil with { Household = Taking(pupil.Household) ? null : pupil.Household },
        _ => observation,
    };

    private Concern From(Concern concern, StudentId student)
    {
        var others = concern.Linked.Count(each => each != student) + (concern.ChildOnChild is { } both ? both.Aggressor.Concat(both.Target).Count(each => each != student) : 0);
        Taken += others + 1;
        return concern with
        {
            RecordedBy = Staff,
            Linked = [],
            ChildOnChild = concern.ChildOnChild is { } parts
                ? new ChildOnChild([.. parts.Aggressor.Where(each => each == student)], [.. parts.Target.Where(each => each == student)])
                : null,
        };
    }

    private bool Taking(string? household)
    {
        Taken += household is null ? 0 : 1;
        return household is not null;
    }

    private bool IsOther(string word) => words.Contains(word) || (word.EndsWith("'s", StringComparison.OrdinalIgnoreCase) && words.Contains(word[..^2])) || word.Split('-') is { Length: > 1 } parts && parts.Any(words.Contains);

    private static IEnumerable<string> WordsOf(string name) => Word().Matches(name.Replace('’', '\'')).Select(match => match.Value).SelectMany(word => word.Split('-').Append(word));

    [GeneratedRegex(@"[\p{L}'’\-]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\[another person\](\s+\[another person\])+")]
    private static partial Regex Repeated();
}
