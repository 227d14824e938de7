namespace RiskMonitor.Domain.Observations;

internal static class ConductLines
{
    public static Behaviour Behaviour(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Id = line.Text("id"),
        OccurredAt = line.Time("occurredAt"),
        Kind = line.Text("kind"),
        Points = line.Whole("points"),
        Role = line.Word("role", Words.Roles),
    };

    public static Suspension Suspension(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Id = line.Text("id"),
        From = line.Date("from"),
        To = line.OptionalDate("to"),
        Sessions = line.Whole("sessions"),
        Permanent = line.OptionalTruth("permanent") ?? false,
        NoticeAt = line.OptionalTime("noticeAt"),
        ReinstatedAt = line.OptionalTime("reinstatedAt"),
        ExamMissed = line.OptionalTruth("examMissed"),
    };

    public static Notice Notice(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Id = line.Text("id"),
        IssuedOn = line.Date("issuedOn"),
        Sessions = line.Objects("sessions", AttendanceLines.Session),
        Outcome = line.Word("outcome", Words.Outcomes),
    };
}
