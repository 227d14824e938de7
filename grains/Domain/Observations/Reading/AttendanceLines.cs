using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Observations;

internal static class AttendanceLines
{
    public static Mark Mark(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        At = Session(line),
        Code = line.TextOrNull("code"),
        MinutesLate = line.OptionalWhole("minutesLate"),
    };

    public static LessonMark Lesson(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Date = line.Date("date"),
        Period = line.Label("period"),
        Code = line.TextOrNull("code"),
    };

    public static SchoolSession Session(Fields line) => new(line.Date("date"), line.Word("session", Words.Sessions));
}
