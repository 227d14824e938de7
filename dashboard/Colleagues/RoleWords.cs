using System.Globalization;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Colleagues;

/// <summary>Roles as people say them, and what each sees.</summary>
public static class RoleWords
{
    /// <summary>Those that a school gives, the widest last.</summary>
    public static readonly IReadOnlyList<(string Role, string Name, string Sees)> Given =
    [
        ("PastoralLead", "Pastoral lead", "attendance and behaviour; no concern and nothing drawn from one"),
        ("AttendanceLead", "Attendance lead", "attendance and behaviour; no concern and nothing drawn from one"),
        ("Governor", "Governor", "the rules and counts; no child"),
        ("DeputyLead", "Deputy safeguarding lead", "everything about the school's children"),
        ("Head", "Head", "everything about the school's children; gives grants"),
        ("SafeguardingLead", "Safeguarding lead", "everything about the school's children; rules, categories and grants"),
    ];

    /// <summary>Those whose grant may be about a part of a school.</summary>
    public static readonly IReadOnlyList<string> Narrowable = ["PastoralLead", "AttendanceLead", "DeputyLead"];

    /// <summary>What a grant shows, in words.</summary>
    public static string SeesOf(IReadOnlyList<int>? years, IReadOnlyList<string>? categories, GivenPupil? pupil = null)
    {
        var inYears = years is null ? null : string.Join(", ", years.Select(year => year == -2 ? "Two-year-olds" : Plain.Year(year)));
        var of = pupil is null ? inYears ?? "All years" : $"{OnePupil(pupil)}{(inYears is null ? "" : $", while in {inYears}")}";
        return categories is null ? of : $"{of}: {(categories.Count == 0 ? "the register" : $"the register, {string.Join(", ", categories.Select(Area))}")}";
    }

    // Initials and year, as on the wall.
    private static string OnePupil(GivenPupil pupil) => pupil switch
    {
        { Initials: null, YearGroup: null } => "One pupil",
        { YearGroup: null } => $"One pupil, {pupil.Initials}",
        _ => $"One pupil, {pupil.Initials ?? "?"}, {Plain.Year(pupil.YearGroup)}",
    };

    /// <summary>What a role shows of one pupil whose case is given.</summary>
    public static string SeesOfOne(string role) => role == "DeputyLead" ? "everything" : Given.First(each => each.Role == role).Sees;

    /// <summary>An area as people say it.</summary>
    public static string Area(string word) => word == "conduct" ? "behaviour and suspensions" : $"concerns: {Plain.Label(word).ToLowerInvariant()}";

    /// <summary>"7, 8, 10-11" as years; null: it cannot be read.</summary>
    public static IReadOnlyList<int>? YearsOf(string text)
    {
        var years = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.LastIndexOf('-') is > 0 and var dash ? new[] { part[..dash], part[(dash + 1)..] } : [part, part];
            if (!int.TryParse(ends[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(ends[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var last) || last < first || last - first > 20)
            {
                return null;
            }

            years.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return years.Count == 0 ? null : [.. years];
    }

    public static string NameOf(string role) => Given.FirstOrDefault(each => each.Role == role).Name ?? role;
}
