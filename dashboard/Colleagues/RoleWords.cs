namespace RiskMonitor.Dashboard.Colleagues;

/// <summary>Roles as people say them, and what each sees.</summary>
internal static class RoleWords
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

    public static string NameOf(string role) => Given.FirstOrDefault(each => each.Role == role).Name ?? role;
}
