using System.Buffers;
using System.Globalization;
using System.Text;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Replaying;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>What schools send, as canonical lines in a few words, and what the oracle tells of it.</summary>
internal static class Story
{
    /// <summary>Summer term to Wednesday 22 July 2026, autumn term from Thursday 3 September.</summary>
    public static string Calendar(string receivedAt = "2026-04-13T08:00:00Z", string closed = "", string school = "oakfield") =>
        $$"""{"type":"calendar","school":"{{school}}","from":"2025-09-01","to":"2027-07-21","closed":[{{Summer}}{{closed}}],"inset":["2026-11-20"],"terms":[{"name":"Summer","from":"2026-04-13","to":"2026-07-22"},{"name":"Autumn","from":"2026-09-03","to":"2026-12-18"}],"receivedAt":"{{receivedAt}}"}""";

    public static string Pupil(string student, string statuses = "", string receivedAt = "2026-04-13T08:00:00Z", string school = "oakfield") =>
        $$"""{"type":"pupil","school":"{{school}}","student":"{{student}}","born":"2012-03-04","yearGroup":9,"registration":"9A","joined":"2023-09-01","left":null,"household":null,"statuses":[{{statuses}}],"receivedAt":"{{receivedAt}}"}""";

    public static string Mark(string student, string date, string session, string code, string? receivedAt = null, string school = "oakfield") =>
        $$"""{"type":"mark","school":"{{school}}","student":"{{student}}","date":"{{date}}","session":"{{session}}","code":"{{code}}","receivedAt":"{{receivedAt ?? $"{date}T{(session == "AM" ? "08:10" : "12:40")}:00Z"}}"}""";

    public static string Concern(string id, string student, string occurred, string category, int severity, string receivedAt, string by = "s1", string school = "oakfield") =>
        $$"""{"type":"concern","school":"{{school}}","id":"{{id}}","student":"{{student}}","occurredAt":"{{occurred}}","recordedAt":"{{occurred}}","categories":["{{category}}"],"severity":{{severity}},"recordedBy":"{{by}}","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":null,"receivedAt":"{{receivedAt}}"}""";

    public static string Action(string id, string concern, string receivedAt, string school = "oakfield") =>
        $$"""{"type":"action","school":"{{school}}","id":"{{id}}","concern":"{{concern}}","at":"{{receivedAt}}","kind":"triage","receivedAt":"{{receivedAt}}"}""";

    public static string Withdrawn(string of, string key, string receivedAt, string school = "oakfield") =>
        $$"""{"type":"withdrawn","school":"{{school}}","of":"{{of}}",{{key}},"at":"{{receivedAt}}","reason":"deleted","receivedAt":"{{receivedAt}}"}""";

    public static string Clock(string at) => $$"""{"type":"clock","at":"{{at}}"}""";

    public static Observation Read(string line) => new ObservationReader(ReaderOptions.Replay).Read(Encoding.UTF8.GetBytes(line), 1, default) switch
    {
        ReadLine read => read.Observation,
        RejectedLine refused => throw new ArgumentException($"{refused.Field} {refused.Reason}: {line}", nameof(line)),
        _ => throw new ArgumentException("A line is read or rejected.", nameof(line)),
    };

    public static IReadOnlyList<Transition> Oracle(IEnumerable<string> lines)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return Replay.Run(stream, new ReplayOptions()).Transitions;
    }

    /// <summary>A transition as <c>replay</c> writes it, with its number on the board.</summary>
    public static string Text(this Transition transition)
    {
        var line = new ArrayBufferWriter<byte>();
        TransitionText.Write(transition, line);
        return $"{transition.Update} {Encoding.UTF8.GetString(line.WrittenSpan)}";
    }

    /// <summary>
    /// Penalty threshold over the summer, reached on 6 October, with corrections on the 7th; a first-day absence of a child on a plan that only
    /// time tells; concerns that accumulate, one of them late; an immediate one whose action came before it; withdrawals; a changed calendar.
    /// </summary>
    public static IReadOnlyList<string> Rich(string school = "oakfield") =>
    [
        .. Told().Select(line => line.Replace("\"school\":\"oakfield\"", $"\"school\":\"{school}\"", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string> Told() =>
    [
        Calendar(), Pupil("p001"), Pupil("p002", """{"kind":"CP","from":"2026-01-01","to":null}"""), Pupil("p003"),
        Mark("p001", "2026-07-02", "AM", "O"), Mark("p001", "2026-07-02", "PM", "O"),
        .. new[] { "2026-09-08", "2026-09-15", "2026-09-22", "2026-09-29" }.Select(date => Mark("p001", date, "AM", "U")),
        Mark("p001", "2026-09-17", "AM", "O"), Mark("p001", "2026-09-17", "PM", "O"),
        Mark("p003", "2026-09-17", "AM", "/"), Mark("p002", "2026-09-17", "AM", "/"),
        Concern("c1", "p003", "2026-09-14T09:00:00Z", "neglect", 1, "2026-09-14T09:05:00Z"),
        Concern("c2", "p003", "2026-09-21T09:00:00Z", "neglect", 1, "2026-09-21T09:05:00Z", "s2"),
        Action("a9", "c9", "2026-09-21T10:00:00Z"),
        Concern("c9", "p001", "2026-09-21T09:00:00Z", "weapon", 4, "2026-09-21T10:05:00Z"),
        Concern("c8", "p002", "2026-09-22T09:00:00Z", "weapon", 4, "2026-09-22T10:05:00Z"),
        Action("a8", "c8", "2026-09-22T12:00:00Z"),
        Withdrawn("action", "\"id\":\"a8\"", "2026-09-23T12:00:00Z"),
        Mark("p001", "2026-10-06", "AM", "O"), Mark("p001", "2026-10-06", "PM", "O"),
        Mark("p002", "2026-10-06", "AM", "N", "2026-10-06T08:10:00Z"),
        Clock("2026-10-06T08:49:59Z"), Clock("2026-10-06T08:50:00Z"),
        Mark("p002", "2026-10-06", "AM", "L", "2026-10-06T09:05:00Z"),
        Concern("c3", "p003", "2026-09-16T09:00:00Z", "neglect", 2, "2026-10-06T15:00:00Z", "s3"),
        Mark("p001", "2026-09-17", "AM", "I", "2026-10-07T08:30:00Z"), Mark("p001", "2026-09-17", "PM", "I", "2026-10-07T08:30:00Z"),
        Withdrawn("concern", "\"id\":\"c2\",\"student\":\"p003\"", "2026-10-07T09:00:00Z"),
        Mark("p001", "2026-09-17", "AM", "O", "2026-10-08T08:30:00Z"), Mark("p001", "2026-09-17", "PM", "O", "2026-10-08T08:30:00Z"),
        Calendar("2026-10-09T09:00:00Z", ",\"2026-10-08\",\"2026-10-09\""),
        Clock("2026-10-12T07:00:00Z"), Clock("2026-10-12T09:00:00Z"), Clock("2026-10-13T00:30:00Z"), Clock("2026-10-20T09:30:00Z"),
        Mark("p001", "2026-10-13", "AM", "/", "2026-10-21T08:30:00Z"),
    ];

    private static string Summer { get; } = string.Join(',', Enumerable.Range(0, 42).Select(new DateOnly(2026, 7, 23).AddDays)
        .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
        .Select(date => $"\"{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\""));
}
