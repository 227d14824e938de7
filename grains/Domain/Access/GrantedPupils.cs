namespace RiskMonitor.Domain.Access;

/// <summary>
/// Which pupils a stored grant is about: those of some year groups, or one of them. As text that of the years, and for one pupil a slash and the
/// case mark: <c>7,8</c>, <c>*/0123…</c>. One text, because a program that knows of no cases must read nothing from it, and not all pupils.
/// </summary>
public readonly record struct GrantedPupils(YearGroups Years, CaseMark? Case)
{
    /// <summary>Null: it cannot be read.</summary>
    public static GrantedPupils? Parse(string text) => text.Split('/') switch
    {
        [var years] when YearGroups.Parse(years) is { } of => new(of, null),
        [var years, var mark] when YearGroups.Parse(years) is { } of && CaseMark.Parse(mark) is { } one => new(of, one),
        _ => null,
    };

    public override string ToString() => Case is { } one ? $"{Years}/{one}" : $"{Years}";
}
