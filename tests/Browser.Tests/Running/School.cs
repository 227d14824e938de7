using System.Globalization;

namespace RiskMonitor.Browser.Tests.Running;

/// <summary>Observations as a school's system sends them, dated around today. Today itself is closed: what is due at a time of day stays quiet.</summary>
internal static class School
{
    public const string Secondary = "larkfield-high";
    public const string Primary = "brookside-primary";

    public static IReadOnlyDictionary<string, string> Names { get; } =
        new Dictionary<string, string> { [Secondary] = "Larkfield High School", [Primary] = "Brookside Primary School" };

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static DateOnly Today { get; } = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().DateTime);

    public static string[] Opened(string school, string name) =>
    [
        $$"""{"type":"school","school":"{{school}}","name":"{{name}}","trust":"larkfield","phase":"secondary","peers":[]}""",
        $$"""{"type":"calendar","school":"{{school}}","from":"{{Day(Today.AddDays(-60))}}","to":"{{Day(Today.AddDays(60))}}","closed":["{{Day(Today)}}","{{Day(Today.AddDays(1))}}"],"inset":[],"terms":[{"name":"This term","from":"{{Day(Today.AddDays(-60))}}","to":"{{Day(Today.AddDays(60))}}"}]}""",
    ];

    public static string Pupil(string school, string student, string initials, string fullName = "Quill Zephyrine") =>
        $$"""{"type":"pupil","school":"{{school}}","student":"{{student}}","born":"{{Today.Year - 13}}-01-02","yearGroup":8,"registration":"8A","joined":"{{Day(Today.AddDays(-60))}}","left":null,"household":null,"statuses":[],"initials":"{{initials}}","fullName":"{{fullName}}"}""";

    /// <summary>It cannot wait: SG-01.</summary>
    public static string ImmediateConcern(string school, string student) =>
        $$"""{"type":"concern","school":"{{school}}","id":"concern-{{student}}","student":"{{student}}","occurredAt":"{{Now:yyyy-MM-ddTHH:mm:ssZ}}","recordedAt":"{{Now:yyyy-MM-ddTHH:mm:ssZ}}","categories":["disclosure-physical"],"severity":4,"recordedBy":"s1","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":null}""";

    /// <summary>The five school days before today, all unauthorised: ten sessions, ATT-04.</summary>
    public static IEnumerable<string> TenUnauthorisedSessions(string school, string student) =>
        from day in LastSchoolDays(5)
        from session in new[] { "AM", "PM" }
        select Mark(school, student, day, session, "O");

    public static string Mark(string school, string student, DateOnly date, string session, string code) =>
        $$"""{"type":"mark","school":"{{school}}","student":"{{student}}","date":"{{Day(date)}}","session":"{{session}}","code":"{{code}}","recordedAt":"{{Now:yyyy-MM-ddTHH:mm:ssZ}}"}""";

    /// <summary>How many sessions of the last so many school days are of the running school year: since 1 August, in London.</summary>
    public static int SessionsOfThisYear(int days)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/London")).DateTime);
        var from = new DateOnly(today.Month >= 8 ? today.Year : today.Year - 1, 8, 1);
        return 2 * LastSchoolDays(days).Count(day => day >= from);
    }

    public static DateOnly LastSchoolDay => LastSchoolDays(1)[0];

    /// <summary>"23 Nov", as the wall says it.</summary>
    public static string Said(DateOnly date) => date.ToString("d MMM", CultureInfo.InvariantCulture);

    private static List<DateOnly> LastSchoolDays(int count) => [.. Enumerable.Range(1, 14).Select(back => Today.AddDays(-back))
        .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Take(count)];

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
