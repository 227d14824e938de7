using System.Collections.Immutable;
using System.Text;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Web.Tests;

/// <summary>Observations as a school would send them.</summary>
internal static class Given
{
    private static int pupils;

    /// <summary>An id that no other test uses.</summary>
    public static string NewPupil() => $"pupil-{Interlocked.Increment(ref pupils)}";

    public static string School(string school) => $$"""{"type":"school","school":"{{school}}","name":"The {{school}} school"}""";

    public static string Calendar(string school) =>
        $$"""{"type":"calendar","school":"{{school}}","from":"2026-09-01","to":"2027-07-20","closed":[],"inset":[],"terms":[{"name":"Autumn","from":"2026-09-01","to":"2026-12-18"}]}""";

    public static string Pupil(string school, string student) =>
        $$"""{"type":"pupil","school":"{{school}}","student":"{{student}}","born":"2014-03-02","yearGroup":7,"registration":"7A","joined":"2025-09-01","left":null,"household":null,"statuses":[],"initials":"QZ","fullName":"Quill Zephyrine"}""";

    /// <summary>A concern that must be looked at now: it raises SG-01.</summary>
    public static string ImmediateConcern(string school, string student, string id) =>
        $$"""{"type":"concern","school":"{{school}}","id":"{{id}}","student":"{{student}}","occurredAt":"2026-11-17T10:00:00+00:00","recordedAt":"2026-11-17T10:30:00+00:00","categories":["disclosure-physical"],"severity":4,"recordedBy":"s1","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":null}""";

    /// <summary>Five school days of unauthorised absence: ten sessions raise ATT-04.</summary>
    public static IEnumerable<string> AWeekOfUnauthorisedAbsence(string school, string student) =>
        from day in Enumerable.Range(9, 5)
        from session in new[] { "AM", "PM" }
        select Mark(school, student, $"2026-11-{day:00}", session, "O");

    public static string Mark(string school, string student, string date, string session, string code) =>
        $$"""{"type":"mark","school":"{{school}}","student":"{{student}}","date":"{{date}}","session":"{{session}}","code":"{{code}}","recordedAt":"{{date}}T15:00:00+00:00"}""";

    /// <summary>Straight to the school, not over HTTP.</summary>
    public static Task Ingest(RunningApi api, string school, IEnumerable<string> lines)
    {
        var reader = new ObservationReader(ReaderOptions.Sender);
        var observations = lines.Select((line, index) => reader.Read(Encoding.UTF8.GetBytes(line), index + 1, RunningApi.Now) switch
        {
            ReadLine read => read.Observation,
            Domain.Observations.RejectedLine rejected => throw new InvalidOperationException($"Line {rejected.Line}: {rejected.Field} {rejected.Reason}"),
            var other => throw new InvalidOperationException(other.GetType().Name),
        });
        return api.Grains.GetGrain<ISchoolGrain>(school).Ingest(new IngestBatch($"given/{Guid.NewGuid():N}", null, [.. observations]));
    }

    /// <summary>Until the school has evaluated what makes the condition true; a test that never sees it fails by its own limit.</summary>
    public static async Task<BoardView> Board(RunningApi api, string school, Func<BoardView, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var board = await api.Grains.GetGrain<ISchoolGrain>(school).Board();
            if (condition(board))
                return board;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    public static Task<BoardView> AlertOf(RunningApi api, string school, string student) =>
        Board(api, school, board => board.Alerts.Any(alert => alert.Key.Subject.Student?.Value == student));
}
