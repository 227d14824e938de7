using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Students;

/// <summary>A pupil's statuses by the words a lead uses for them.</summary>
public static class StatusWords
{
    public static string Of(string kind) => kind.ToUpperInvariant() switch
    {
        "CP" => "Child protection plan",
        "CIN" => "Child in need",
        "CLA" => "Looked after",
        "PLAC" => "Previously looked after",
        "FAMILYHELP" or "FAMILY-HELP" => "Family Help",
        "EHCP" => "EHC plan",
        "MISSING-RISK" or "MISSINGRISK" => "Risk of going missing",
        "YOUNG-CARER" or "YOUNGCARER" => "Young carer",
        _ => Plain.Label(kind),
    };

    public static string When(CaseStatus status) => status switch
    {
        { Current: true } => $"since {SchoolTime.DayAndYear(status.From)}",
        { To: { } to } => $"{SchoolTime.DayAndYear(status.From)} to {SchoolTime.DayAndYear(to)}",
        _ => $"from {SchoolTime.DayAndYear(status.From)}",
    };
}
