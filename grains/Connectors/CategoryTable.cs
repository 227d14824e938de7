using System.Collections.Immutable;

namespace RiskMonitor.Connectors;

/// <summary>What a school's word for a concern means to the rules.</summary>
/// <param name="Canonical">One of the canonical categories; <c>other</c> where nothing fits.</param>
/// <param name="Severity">1 (low) to 4 (immediate), for concerns that come without one.</param>
public sealed record CategoryMeaning(string Canonical, int Severity);

/// <summary>
/// A school's category names → canonical categories. Names are compared by their letters and digits alone. The default holds the names in common use;
/// what it does not hold is <c>other</c> with severity 2, until the safeguarding lead signs off what it means.
/// </summary>
public sealed class CategoryTable
{
    public const int UnmappedSeverity = 2;

    private static readonly (string Canonical, string Names)[] Words =
    [
        ("disclosure-sexual", "Sexual disclosure,Disclosure: sexual,Disclosure of sexual abuse,Sexual abuse,Sexual"),
        ("disclosure-physical", "Physical disclosure,Disclosure: physical,Disclosure of physical abuse"),
        ("sexual-violence", "Sexual violence,Sexual assault,Rape"),
        ("sexual-harassment", "Sexual harassment,Harmful sexual behaviour,HSB,Nudes,Sharing nudes,Sexting"),
        ("suicidal-ideation", "Suicidal ideation,Suicide,Suicidal thoughts,Suicide attempt"),
        ("self-harm", "Self harm,Self-harm,Self-harming"),
        ("weapon", "Weapon,Weapons,Knife,Serious violence"),
        ("fgm", "FGM,Female genital mutilation,Honour-based abuse,HBA,Forced marriage"),
        ("imminent-harm", "Imminent harm,Immediate danger,Immediate risk"),
        ("neglect", "Neglect,Hygiene,Hunger,Lack of supervision"),
        ("emotional", "Emotional,Emotional abuse,Emotional harm"),
        ("physical", "Physical,Physical abuse,Injury,Bruising,Unexplained injury"),
        ("domestic-abuse", "Domestic abuse,Domestic violence"),
        ("operation-encompass", "Operation Encompass,Encompass"),
        ("mental-health", "Mental health,Wellbeing,Mental health and wellbeing,Emotional wellbeing,Low mood,Anxiety,Low mood and anxiety,Eating,Eating disorder,Bereavement"),
        ("online", "Online,Online safety,E-safety,Esafety,Filter alert,Filtering and monitoring"),
        ("exploitation", "Exploitation,CSE,CCE,County lines,Child sexual exploitation,Child criminal exploitation"),
        ("radicalisation", "Radicalisation,Prevent,Extremism"),
        ("substance", "Substance,Substance misuse,Substance use,Drugs,Alcohol,Drugs and alcohol"),
        ("bullying", "Bullying,Prejudice-based bullying,Racist incident,Homophobic bullying,Prejudice-based incident"),
        ("child-on-child", "Child-on-child,Child on child abuse,Peer on peer,Peer on peer abuse"),
        ("missing", "Missing,Missing child,Missing from home,Missing from education,CME"),
        ("attendance", "Attendance,Persistent absence,Attendance concern"),
        ("behaviour", "Behaviour,Behaviour concern,Peer conflict,Physical intervention,Suspension"),
        ("family", "Family,Home,Family and home,Home and family,Home circumstances,Housing,Parental concern"),
        ("medical", "Medical,Accident,Medical/accident,SEND"),
        ("young-carer", "Young carer,Young carers"),
        ("agency", "Agency,Contact with agency,Contact with external agency,Agency contact,Social care,Early help,Core group,CP conference,Meeting"),
        ("parent-contact", "Parent contact,Contact with parent,Contact with parents,Home contact,Parent meeting"),
        ("other", "Other,Child protection,Cause for concern,General,Concern"),
    ];

    /// <summary>Every canonical category with the severity that the default gives it.</summary>
    public static ImmutableDictionary<string, int> Canonical { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["disclosure-sexual"] = 4,
        ["disclosure-physical"] = 4,
        ["sexual-violence"] = 4,
        ["suicidal-ideation"] = 4,
        ["weapon"] = 4,
        ["fgm"] = 4,
        ["imminent-harm"] = 4,
        ["sexual-harassment"] = 3,
        ["self-harm"] = 3,
        ["neglect"] = 3,
        ["physical"] = 3,
        ["domestic-abuse"] = 3,
        ["operation-encompass"] = 3,
        ["exploitation"] = 3,
        ["radicalisation"] = 3,
        ["missing"] = 3,
        ["child-on-child"] = 3,
        ["emotional"] = 2,
        ["mental-health"] = 2,
        ["online"] = 2,
        ["substance"] = 2,
        ["bullying"] = 2,
        ["family"] = 2,
        ["young-carer"] = 2,
        ["other"] = 2,
        ["attendance"] = 1,
        ["behaviour"] = 1,
        ["medical"] = 1,
        ["agency"] = 1,
        ["parent-contact"] = 1,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private readonly ImmutableDictionary<string, CategoryMeaning> _meanings;

    private CategoryTable(ImmutableDictionary<string, CategoryMeaning> meanings) => _meanings = meanings;

    public static CategoryTable Default { get; } = new(CommonNames());

    public static CategoryMeaning Unmapped { get; } = new("other", UnmappedSeverity);

    /// <summary>The same table with one more word of the school's, or another meaning for one.</summary>
    /// <exception cref="ArgumentException">The category is not a canonical one, or the severity not 1 to 4.</exception>
    public CategoryTable With(string name, string canonical, int? severity = null)
    {
        if (!Canonical.TryGetValue(canonical, out var usual))
            throw new ArgumentException($"'{canonical}' is not a canonical category.", nameof(canonical));
        if (severity is < 1 or > 4)
            throw new ArgumentException("A severity is 1 to 4.", nameof(severity));
        return new CategoryTable(_meanings.SetItem(Letters(name), new CategoryMeaning(canonical, severity ?? usual)));
    }

    public CategoryMeaning Of(string? name) => name is null ? Unmapped : _meanings.GetValueOrDefault(Letters(name), Unmapped);

    /// <summary>Whether somebody said what the name means; else it counts as <see cref="Unmapped"/>.</summary>
    public bool Knows(string name) => _meanings.ContainsKey(Letters(name));

    /// <summary>What is compared of a name: names with the same letters and digits are the same.</summary>
    public static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static ImmutableDictionary<string, CategoryMeaning> CommonNames()
    {
        var names = Canonical.ToDictionary(each => Letters(each.Key), each => each.Key, StringComparer.Ordinal);
        foreach (var (canonical, words) in Words)
        {
            foreach (var word in words.Split(','))
                names[Letters(word)] = canonical;
        }

        return names.ToImmutableDictionary(each => each.Key, each => new CategoryMeaning(each.Value, Canonical[each.Value]), StringComparer.Ordinal);
    }
}
