using System.Collections.Frozen;
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

    // "This" is not a family of Thi.
    private const int ShortestPlural = 4;
    private static readonly string[] Endings = ["'s", "es", "s"];

    private static readonly FrozenSet<string> WordsOfTheLanguage = (
        "will may rose grace hope faith joy mark bill rob sue pat frank jack art ray gene grant drew chase hunter page summer autumn dawn eve june april august daisy lily ivy holly "
        + "ruby amber pearl jade iris violet olive hazel heather poppy rowan robin jay dean earl duke max miles reed cliff clay dale glen heath lane ford wade ward carol gay guy jean "
        + "jo kit lee mercy olive penny pip rex rich rusty sandy skye star sunny tiger victor willow wren angel basil bob chip dolly ginger harmony harry honour justice king prince "
        + "brown green white black grey young long short small hill wood woods bank banks field fields day days rice bird fish fox wolf lamb bull rain snow frost winter spring bell "
        + "ball baker butler carter cook cooper fisher gardener mason miller parker porter potter sharp shepherd smith taylor turner walker weaver power price pride little large good "
        + "best love loving strong wise noble sweet child children man men mann he she son sons an and as at in is it of on or so to do go me my no us we by be am if up")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly HashSet<string> words;

    /// <param name="others">Names of everybody else, as they are written.</param>
    /// <param name="own">The name of the pupil whose file it is: no word of it is taken out.</param>
    public ThirdParties(IEnumerable<string> others, string? own)
    {
        words = others.SelectMany(WordsOf).Where(word => word.Length >= ShortestWord).ToHashSet(StringComparer.InvariantCultureIgnoreCase);
        words.ExceptWith(WordsOf(own ?? ""));
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

    // As people write them: with either apostrophe, as somebody's, as a family, and without capitals.
    private bool IsOther(string written)
    {
        var word = written.Replace('’', '\'').Trim('\'');
        return IsName(word) || (word.Split('-') is { Length: > 1 } parts && parts.Any(IsName));
    }

    private bool IsName(string word) => IsNamed(word) || Endings.Any(ending =>
        word.Length - ending.Length >= (ending[0] == '\'' ? ShortestWord : ShortestPlural) && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && IsNamed(word[..^ending.Length]));

    // "will" is a verb and "Will" a boy: without its capital a word of the language is left, for the person who reads the file.
    private bool IsNamed(string word) => words.Contains(word) && !(char.IsLower(word[0]) && WordsOfTheLanguage.Contains(word));

    private static IEnumerable<string> WordsOf(string name) => Word().Matches(name.Replace('’', '\'')).Select(match => match.Value).SelectMany(word => word.Split('-').Append(word));

    [GeneratedRegex(@"[\p{L}'’\-]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\[another person\](\s+\[another person\])+")]
    private static partial Regex Repeated();
}
