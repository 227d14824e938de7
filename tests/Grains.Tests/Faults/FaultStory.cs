using System.Globalization;
using System.Text;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Replaying;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>
/// A school's fortnight in ten pushes: alerts are raised, retracted by a correction, raised again. It lies before today, and today and
/// tomorrow are closed days, so that the hour at which the tests run changes nothing.
/// </summary>
internal sealed class FaultStory
{
    /// <summary>One day for all stories of a run, also of one that goes on after midnight: they are compared.</summary>
    private static readonly DateOnly Begun = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private readonly string school;
    private readonly DateOnly today = Begun;
    private readonly DateOnly[] days;

    public FaultStory(string school)
    {
        this.school = school;
        days = [.. Enumerable.Range(2, 30).Select(back => today.AddDays(-back)).Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Take(14).Reverse()];
        Batches =
        [
            [School(), Calendar(), .. Enumerable.Range(1, 8).Select(pupil => Pupil($"p{pupil}"))],
            [.. Absences("p1", 0, 3), .. Absences("p2", 0, 3), .. Absences("p3", 0, 3)],
            [.. Absences("p1", 3, 4), .. Absences("p2", 3, 4)],
            [.. Absences("p1", 4, 5), .. Absences("p2", 4, 5)],
            [Concern("p4", "c1")],
            [Mark("p1", 0, "AM", "I")],
            [Concern("p5", "c2"), Concern("p4", "c3")],
            [Mark("p1", 0, "AM", "O")],
            [.. Absences("p6", 0, 12), .. Absences("p3", 3, 5)],
            [Mark("p2", 2, "AM", "I"), Mark("p2", 2, "PM", "I"), Concern("p7", "c4")],
        ];
    }

    public IReadOnlyList<string[]> Batches { get; }

    public int Lines => Batches.Sum(batch => batch.Length);

    public static byte[] Body(string[] batch) => Encoding.UTF8.GetBytes(string.Join('\n', batch));

    /// <summary>The oracle: what a replay of the same lines tells, and what is open at its end.</summary>
    public ReplayResult Replayed()
    {
        var begun = new DateTimeOffset(today, new TimeOnly(0, 0), TimeSpan.Zero);
        var lines = Batches.SelectMany((batch, number) => batch.Select(line =>
            string.Create(CultureInfo.InvariantCulture, $"{line[..^1]},\"receivedAt\":\"{begun.AddMinutes(number):yyyy-MM-ddTHH:mm:ssZ}\"}}")));
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return Replay.Run(file, new ReplayOptions());
    }

    public IReadOnlyList<string> OpenAlerts() => OpenOf(Replayed().Transitions);

    public static IReadOnlyList<string> OpenOf(IEnumerable<Transition> transitions) =>
        [.. transitions.GroupBy(told => told.Alert).Select(alert => alert.MaxBy(told => told.Sequence)!)
            .Where(last => last.To is AlertState.Firing or AlertState.Acknowledged).Select(last => last.Alert.Text).Order(StringComparer.Ordinal)];

    private string School() => $$"""{"type":"school","school":"{{school}}","name":"Fault School","trust":"larkfield","phase":"secondary","peers":[]}""";

    private string Calendar() =>
        $$"""{"type":"calendar","school":"{{school}}","from":"{{Text(today.AddDays(-120))}}","to":"{{Text(today.AddDays(120))}}","closed":["{{Text(today)}}","{{Text(today.AddDays(1))}}"],"inset":[],"terms":[]}""";

    private string Pupil(string student) =>
        $$"""{"type":"pupil","school":"{{school}}","student":"{{student}}","born":"{{Text(today.AddYears(-13))}}","yearGroup":8,"registration":"8A","joined":"{{Text(today.AddDays(-110))}}","left":null,"household":null,"initials":"ZQ","fullName":"Zebedee Quillfeather","statuses":[]}""";

    private IEnumerable<string> Absences(string student, int from, int to) =>
        Enumerable.Range(from, to - from).SelectMany(day => new[] { Mark(student, day, "AM", "O"), Mark(student, day, "PM", "O") });

    private string Mark(string student, int day, string session, string code) =>
        $$"""{"type":"mark","school":"{{school}}","student":"{{student}}","date":"{{Text(days[day])}}","session":"{{session}}","code":"{{code}}"}""";

    private string Concern(string student, string id) =>
        $$"""{"type":"concern","school":"{{school}}","id":"{{id}}","student":"{{student}}","occurredAt":"{{Text(days[^1])}}T10:00:00Z","recordedAt":"{{Text(days[^1])}}T11:00:00Z","categories":["neglect"],"severity":4,"recordedBy":"s1","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":null}""";

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
