using System.Text;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Storage;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>Entries and outcomes as a school would write them.</summary>
internal static class Given
{
    public static readonly SchoolId Oakfield = new("oakfield");
    public static readonly DateTimeOffset Monday = new(2026, 9, 14, 8, 55, 0, TimeSpan.Zero);

    public static JournalEntry Entry(long position, string? key = null, string? body = null) => new(
        position,
        Monday.AddMinutes(position),
        EntryKind.Observations,
        key ?? $"batch-{position}",
        Encoding.UTF8.GetBytes(body ?? $$"""{"type":"mark","student":"p001","code":"N","n":{{position}}}"""));

    public static Transition Raised(long update, string student = "p001", int episode = 1, int sequence = 1, string? note = null) => new()
    {
        Alert = new(new AlertSubject(Oakfield, new StudentId(student)), new RuleId("ATT-04"), episode),
        Sequence = sequence,
        From = AlertState.Inactive,
        To = AlertState.Firing,
        Severity = Severity.High,
        Effective = new DateOnly(2026, 9, 14),
        At = Monday,
        Cause = Cause.Observation,
        RuleVersion = 3,
        Evidence = new Evidence
        {
            Count = 10,
            Threshold = 10,
            WindowFrom = new DateOnly(2026, 7, 1),
            Measures = [new Measure("possible", 40)],
            Items = [new EvidenceItem { Date = new DateOnly(2026, 9, 14), Session = Session.PM, Code = "N", Id = "inc-7" }],
        },
        Note = note,
        Update = update,
    };

    public static Outcome Outcome(long processed, params Transition[] transitions) =>
        new() { ProcessedPosition = processed, Transitions = [.. transitions] };

    public static OutboxMessage Message(long update, string body = "one alert, high") =>
        new(update, "email", Monday, Encoding.UTF8.GetBytes(body));

    public static string Text(this ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    public static async Task<List<JournalEntry>> All(this SchoolStore store, SchoolId school)
    {
        var entries = new List<JournalEntry>();
        await foreach (var entry in store.Read(school, 0, long.MaxValue, CancellationToken.None))
            entries.Add(entry);
        return entries;
    }
}
