using System.Collections.Frozen;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Observations;

/// <summary>A field whose value cannot be, with the reason in plain words; it repeats nothing of the value.</summary>
public sealed record Implausible(string Field, string Reason);

/// <summary>Whether an observation's values are possible, whoever made it: a sender's line or one of our own connectors.</summary>
public static class ObservationCheck
{
    /// <summary>How far ahead of its receipt something may have happened or been recorded: clocks differ, but not by more.</summary>
    public static readonly TimeSpan FutureTolerance = TimeSpan.FromDays(1);

    /// <summary>How far ahead of its receipt a mark may lie: planned leave is entered early, next year's is not.</summary>
    public const int DaysAhead = 366;

    private static readonly DateOnly Earliest = new(1920, 1, 1);
    private static readonly DateOnly Latest = new(2120, 12, 31);

    /// <returns>The first thing wrong, or null.</returns>
    public static Implausible? Of(Observation observation) =>
        NotLater(observation, "recordedAt", observation.RecordedAt) ?? observation switch
        {
            Mark mark => Check(mark),
            LessonMark lesson => Dated("date", lesson.Date) ?? Key("period", lesson.Period),
            Pupil pupil => RollCheck.Of(pupil),
            Behaviour or Suspension or Notice => ConductCheck.Of(observation),
            Concern or ConcernAction or Contact or FileTransfer => SafeguardingCheck.Of(observation),
            Assessment or Plan or Departure => RollCheck.Of((PupilObservation)observation),
            Withdrawn withdrawn => When(NaturalKey.FieldsOf(withdrawn.Of) is null, "of", "is not a type that can be withdrawn")
                ?? NotLater(withdrawn, "at", withdrawn.At) ?? OneOf("reason", withdrawn.Reason, Words.Withdrawals),
            _ => SchoolCheck.Of(observation),
        };

    internal static Implausible? NotLater(Observation observation, string field, DateTimeOffset? time) =>
        time - observation.ReceivedAt > FutureTolerance ? new(field, "is later than it was received") : null;

    internal static Implausible? Dated(string field, DateOnly? date) =>
        date < Earliest || date > Latest ? new(field, $"is not between {Earliest.Year} and {Latest.Year}") : null;

    internal static Implausible? InOrder(string field, DateOnly from, DateOnly? to) =>
        Dated("from", from) ?? Dated(field, to) ?? (to < from ? new(field, "is before the date it starts") : null);

    internal static Implausible? Between(string field, int? number, int least, int most) =>
        number < least || number > most ? new(field, $"is not between {least} and {most}") : null;

    internal static Implausible? OneOf(string field, string? word, FrozenSet<string> words) =>
        word is null || words.Contains(word) ? null : new(field, $"is not one of {string.Join(", ", words.Order(StringComparer.Ordinal))}");

    internal static Implausible? When(bool wrong, string field, string reason) => wrong ? new(field, reason) : null;

    internal static Implausible? Id(string field, string? id) => id is null || IdText.IsValid(id) ? null : new(field, IdReason.Text);

    /// <summary>A name that becomes part of a key.</summary>
    internal static Implausible? Key(string field, string text) =>
        text.Length > IdText.MaximumLength || text.Contains('|', StringComparison.Ordinal) ? new(field, $"is longer than {IdText.MaximumLength} characters or has a '|'") : null;

    private static Implausible? Check(Mark mark) =>
        Dated("date", mark.At.Date)
        ?? When(mark.At.Date.DayNumber - DateOnly.FromDateTime(mark.ReceivedAt.UtcDateTime).DayNumber > DaysAhead, "date", "is more than a year after it was received")
        ?? When(!AttendanceCodes.IsAccepted(mark.Code, mark.At.Date), "code", "is not a DfE attendance code in force on that date")
        ?? Between("minutesLate", mark.MinutesLate, 0, 600);
}
