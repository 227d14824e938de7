using System.Globalization;

namespace RiskMonitor.Domain.Access;

/// <summary>A set of year groups, from the two-year-olds' room (−2) to a third year of sixth form (14). As text: <c>7,8,9</c>, or <c>*</c> for all.</summary>
public readonly record struct YearGroups
{
    private const int Youngest = -2;
    private const int Oldest = 14;
    private const uint Every = (1u << (Oldest - Youngest + 1)) - 1;

    private readonly uint bits;

    private YearGroups(uint bits) => this.bits = bits;

    public static YearGroups All { get; } = new(Every);

    public bool IsAll => bits == Every;

    /// <summary>A pupil whose year is not known is for those who see all of them.</summary>
    public bool Covers(int? year) => IsAll || (year is { } known && IsYear(known) && (bits & BitOf(known)) != 0);

    /// <summary>Null: empty, or a year that no school has.</summary>
    public static YearGroups? Of(IReadOnlyCollection<int> years) =>
        years.Count == 0 || !years.All(IsYear) ? null : new(years.Aggregate(0u, (set, year) => set | BitOf(year)));

    /// <summary>Null: it is no set of year groups.</summary>
    public static YearGroups? Parse(string text)
    {
        if (text == "*")
            return All;
        var years = new List<int>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var year))
                return null;
            years.Add(year);
        }

        return Of(years);
    }

    public IReadOnlyList<int> List()
    {
        var held = bits;
        return [.. Enumerable.Range(Youngest, Oldest - Youngest + 1).Where(year => (held & BitOf(year)) != 0)];
    }

    public override string ToString() => IsAll ? "*" : string.Join(',', List().Select(year => year.ToString(CultureInfo.InvariantCulture)));

    private static bool IsYear(int year) => year is >= Youngest and <= Oldest;

    private static uint BitOf(int year) => 1u << (year - Youngest);
}
