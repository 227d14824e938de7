using System.Globalization;

namespace RiskMonitor.Web.Tests;

/// <summary>Canonical lines in a few words. The school year has no holiday between September and 14 November 2026 except half-term, 26 to 30 October.</summary>
internal static class Lines
{
    private static readonly DateOnly Monday = new(2026, 11, 2);

    /// <summary>The ten school days before <see cref="RiskMonitorApi.Today"/>, Monday 2 to Friday 13 November.</summary>
    public static IReadOnlyList<string> TenDays { get; } =
        [.. Enumerable.Range(0, 10).Select(day => Monday.AddDays((day / 5 * 7) + (day % 5)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))];

    public static string School(string school, string name) =>
        $$"""{"type":"school","school":"{{school}}","name":"{{name}}","trust":"larkfield","phase":"secondary","peers":[]}""";

    public static string Calendar(string school) =>
        $$"""{"type":"calendar","school":"{{school}}","from":"2026-09-01","to":"2027-07-21","closed":["2026-10-26","2026-10-27","2026-10-28","2026-10-29","2026-10-30"],"inset":[],"terms":[]}""";

    public static string Pupil(string school, string student, string fullName = "Zebedee Quillfeather", string statuses = "", string? household = null) =>
        $$"""{"type":"pupil","school":"{{school}}","student":"{{student}}","born":"2012-03-04","yearGroup":9,"registration":"9A","joined":"2023-09-01","left":null,"household":{{Quoted(household)}},"initials":"ZQ","fullName":"{{fullName}}","statuses":[{{statuses}}]}""";

    public static string Mark(string school, string student, string date, string session, string? code, string? receivedAt = null) =>
        $$"""{"type":"mark","school":"{{school}}","student":"{{student}}","date":"{{date}}","session":"{{session}}","code":{{Quoted(code)}}{{Received(receivedAt)}}}""";

    /// <summary>Absent without leave on that many mornings: ten reach the penalty threshold (ATT-04).</summary>
    public static IEnumerable<string> Truancies(string school, string student, int mornings) =>
        TenDays.Take(mornings).SelectMany(day => new[] { Mark(school, student, day, "AM", "O"), Mark(school, student, day, "PM", "\\") });

    /// <summary>Severity 4 is told at once (SG-01).</summary>
    public static string Concern(string school, string student, string id, int severity = 4) =>
        $$"""{"type":"concern","school":"{{school}}","id":"{{id}}","student":"{{student}}","occurredAt":"2026-11-12T14:00:00Z","recordedAt":"2026-11-12T15:00:00Z","categories":["neglect"],"severity":{{severity}},"recordedBy":"s1","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":null}""";

    private static string Quoted(string? code) => code is null ? "null" : $"\"{code.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";

    private static string Received(string? at) => at is null ? "" : $",\"receivedAt\":\"{at}\"";
}
