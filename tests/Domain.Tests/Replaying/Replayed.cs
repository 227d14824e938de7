using System.Text;
using RiskMonitor.Domain.Replaying;

namespace RiskMonitor.Domain.Tests.Replaying;

/// <summary>A school's file in a few words, and what its replay writes.</summary>
internal static class Replayed
{
    /// <summary>Two school years in which the summer of 2026 ends on Wednesday 22 July and school starts again on Thursday 3 September.</summary>
    public static string Calendar(string school = "oakfield") =>
        $$"""{"type":"calendar","school":"{{school}}","from":"2025-09-01","to":"2027-07-21","closed":[{{Days(new(2026, 7, 23), new(2026, 9, 2))}},{{Days(new(2026, 10, 26), new(2026, 10, 30))}}],"inset":["2026-11-20"],"terms":[{"name":"Summer","from":"2026-04-13","to":"2026-07-22"},{"name":"Autumn","from":"2026-09-03","to":"2026-12-18"}],"receivedAt":"2026-04-13T08:00:00+01:00"}""";

    public static string Pupil(string student, string statuses = "", string school = "oakfield") =>
        $$"""{"type":"pupil","school":"{{school}}","student":"{{student}}","born":"2012-03-04","yearGroup":9,"registration":"9A","joined":"2023-09-01","left":null,"household":null,"statuses":[{{statuses}}],"receivedAt":"2026-04-13T08:00:00+01:00"}""";

    /// <summary>A pupil of a household, from the start or from when the record says so.</summary>
    public static string Housed(string student, string household, string statuses = "", string school = "oakfield", string receivedAt = "2026-04-13T08:00:00+01:00") =>
        Pupil(student, statuses, school).Replace("\"household\":null", $"\"household\":{household}", StringComparison.Ordinal).Replace("2026-04-13T08:00:00+01:00", receivedAt, StringComparison.Ordinal);

    public static string Concern(string id, string student, string date, string category, int severity, string roles = "null", string school = "oakfield") =>
        $$"""{"type":"concern","school":"{{school}}","id":"{{id}}","student":"{{student}}","occurredAt":"{{date}}T12:00:00+01:00","recordedAt":"{{date}}T15:00:00+01:00","categories":["{{category}}"],"severity":{{severity}},"recordedBy":"s1","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":{{roles}},"receivedAt":"{{date}}T15:00:00+01:00"}""";

    public static string Mark(string student, string date, string session, string? code, string? receivedAt = null, string school = "oakfield") =>
        $$"""{"type":"mark","school":"{{school}}","student":"{{student}}","date":"{{date}}","session":"{{session}}","code":{{(code is null ? "null" : $"\"{code.Replace("\\", "\\\\", StringComparison.Ordinal)}\"")}},"receivedAt":"{{receivedAt ?? $"{date}T{(session == "AM" ? "09:10" : "13:40")}:00+01:00"}}"}""";

    public static string Clock(string at) => $$"""{"type":"clock","at":"{{at}}"}""";

    public static ReplayResult Run(IEnumerable<string> lines, ReplayOptions? options = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return Replay.Run(stream, options ?? new ReplayOptions());
    }

    /// <summary>The lines written, all or those of one rule.</summary>
    public static IReadOnlyList<string> Lines(ReplayResult result, string rule = "")
    {
        using var output = new MemoryStream();
        result.WriteTransitions(output);
        return [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith($"{{\"rule\":\"{rule}", StringComparison.Ordinal))];
    }

    private static string Days(DateOnly from, DateOnly to) =>
        string.Join(',', Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Select(date => $"\"{date:yyyy-MM-dd}\""));
}
