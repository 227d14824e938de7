namespace RiskMonitor.Domain.Observations;

internal static class RollLines
{
    public static Pupil Pupil(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Born = line.OptionalDate("born"),
        YearGroup = line.OptionalWhole("yearGroup"),
        Registration = line.OptionalText("registration"),
        Joined = line.Date("joined"),
        Left = line.OptionalDate("left"),
        CompulsoryAge = line.OptionalTruth("compulsoryAge"),
        Household = line.OptionalText("household"),
        Statuses = line.Objects("statuses", status => new PupilStatus(status.Word("kind", Words.Statuses), status.Date("from"), status.OptionalDate("to"))),
        Upn = line.OptionalText("upn"),
        Initials = line.OptionalText("initials"),
        FullName = line.OptionalText("fullName"),
    };

    public static Assessment Assessment(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Id = line.Text("id"),
        On = line.Date("on"),
        Subject = line.Text("subject"),
        Measure = line.Text("measure"),
        Value = line.Label("value"),
        Band = line.Text("band"),
    };

    public static Plan Plan(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Id = line.Text("id"),
        Kind = line.Text("kind"),
        From = line.Date("from"),
        To = line.OptionalDate("to"),
        ReviewedOn = line.OptionalDate("reviewedOn"),
    };

    public static Departure Departure(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Id = line.Text("id"),
        Kind = line.Text("kind"),
        NoticedOn = line.Date("noticedOn"),
        DecidedOn = line.OptionalDate("decidedOn"),
    };
}
