namespace RiskMonitor.Domain.Observations;

internal static class SafeguardingLines
{
    public static Concern Concern(Fields line, LineHead head)
    {
        if (!line.Trusted && StaffConcern.FieldOf(line.Element) is { } field) line.Reject(field, StaffConcern.Reason);
        return new()
        {
            School = head.School,
            RecordedAt = head.RecordedAt,
            ReceivedAt = head.ReceivedAt,
            Student = line.Student(),
            Id = line.Text("id"),
            OccurredAt = line.Time("occurredAt"),
            Categories = line.List("categories", line.TextOf),
            Severity = line.Whole("severity"),
            RecordedBy = line.Text("recordedBy"),
            RecorderRole = line.OptionalText("role"),
            Linked = line.Students("linked"),
            SameEventAs = line.OptionalText("sameEventAs"),
            ChildOnChild = line.Take("childOnChild") is { } both
                ? line.Inside("childOnChild", both, parts => new ChildOnChild(parts.Students("aggressor"), parts.Students("target")))
                : null,
        };
    }

    public static ConcernAction Action(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Id = line.Text("id"),
        Concern = line.Text("concern"),
        At = line.Time("at"),
        Kind = line.Word("kind", Words.Actions),
        Agency = line.OptionalText("agency"),
    };

    public static Contact Contact(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Id = line.Text("id"),
        At = line.Time("at"),
        Kind = line.Text("kind"),
    };

    public static FileTransfer FileTransfer(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Direction = line.Text("direction"),
        SentAt = line.OptionalTime("sentAt"),
        ReceiptAt = line.OptionalTime("receiptAt"),
        HasChildProtectionFile = line.OptionalTruth("hasChildProtectionFile") ?? false,
    };
}
