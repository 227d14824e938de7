using System.Collections.Frozen;
using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Access;

/// <summary>
/// What of a pupil is seen beside the register, which whoever works cases always sees: conduct (incidents and suspensions), and concerns,
/// category by category. As text: <c>bullying,conduct</c>, <c>-</c> for the register alone, <c>*</c> for everything.
/// </summary>
public readonly record struct Areas
{
    public const string ConductWord = "conduct";

    // In memory alone: what is stored is the words.
    private static readonly FrozenDictionary<string, ulong> Bits = Words.Categories.Append(ConductWord).Order(StringComparer.Ordinal)
        .Select((word, place) => (word, Bit: 1UL << place)).ToFrozenDictionary(each => each.word, each => each.Bit, StringComparer.Ordinal);

    private readonly ulong bits;

    private Areas(ulong bits) => this.bits = bits;

    public static Areas All { get; } = new(Bits.Values.Aggregate(0UL, (set, bit) => set | bit));

    /// <summary>The register alone.</summary>
    public static Areas None { get; }

    public static Areas Conduct { get; } = new(Bits[ConductWord]);

    /// <summary>Every category of concern.</summary>
    public static Areas Concerns { get; } = new(All.bits & ~Conduct.bits);

    /// <summary>Every word there is, in order.</summary>
    public static ImmutableArray<string> AllWords { get; } = [.. Bits.Keys.Order(StringComparer.Ordinal)];

    public bool HasConduct => Includes(Conduct);

    public bool HasAllConcerns => Includes(Concerns);

    public bool HasAnyConcern => (bits & Concerns.bits) != 0;

    public bool Includes(Areas other) => (bits & other.bits) == other.bits;

    public Areas With(Areas other) => new(bits | other.bits);

    /// <summary>A concern is seen by who sees every category it was filed under: the one that is hidden wins.</summary>
    public bool IncludesConcern(IEnumerable<string> categories)
    {
        var any = false;
        foreach (var category in categories)
        {
            if (category == ConductWord || !Bits.TryGetValue(category, out var bit) || (bits & bit) == 0)
                return false;
            any = true;
        }

        return any;
    }

    /// <summary>Null: one of them is no area.</summary>
    public static Areas? Of(IEnumerable<string> words)
    {
        var set = 0UL;
        foreach (var word in words)
        {
            if (!Bits.TryGetValue(word, out var bit))
                return null;
            set |= bit;
        }

        return new(set);
    }

    /// <summary>Null: it is no set of areas.</summary>
    public static Areas? Parse(string text) => text switch { "*" => All, "-" => None, _ => Of(text.Split(',')) };

    public IReadOnlyList<string> List()
    {
        var held = bits;
        return [.. AllWords.Where(word => (held & Bits[word]) != 0)];
    }

    public override string ToString() => this == All ? "*" : this == None ? "-" : string.Join(',', List());
}
