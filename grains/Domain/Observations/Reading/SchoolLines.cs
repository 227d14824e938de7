namespace RiskMonitor.Domain.Observations;

internal static class SchoolLines
{
    public static SchoolRecord School(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Name = line.Text("name"),
        Trust = line.OptionalText("trust") is not { } trust ? null : IdText.IsTrust(trust) || line.Trusted ? new TrustId(trust) : Refused(line),
        Phase = line.OptionalText("phase"),
        Peers = line.List("peers", line.SchoolOf),
    };

    public static Survey Survey(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Term = line.Label("term"),
        Audience = line.Text("audience"),
        Invited = line.Whole("invited"),
        Answered = line.Whole("answered"),
        Experienced = line.Whole("experienced"),
        ToldAdult = line.Whole("toldAdult"),
    };

    public static Training Training(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Person = line.Text("person"),
        Group = line.Text("group"),
        AppointedOn = line.OptionalDate("appointedOn"),
        InductionOn = line.OptionalDate("inductionOn"),
        LastOn = line.OptionalDate("lastOn"),
    };

    public static BoardReport Report(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Id = line.Text("id"),
        Kind = line.Text("kind"),
        On = line.OptionalDate("on"),
        From = line.OptionalDate("from"),
        To = line.OptionalDate("to"),
    };

    public static ClockTick Clock(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        At = line.Time("at"),
    };

    public static IdentityDecision Identity(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Student = line.Student(),
        Other = line.Student("other"),
        Verdict = line.Word("verdict", Words.Verdicts),
        By = line.Text("by"),
    };

    public static FeedReport Feed(Fields line, LineHead head) => new()
    {
        School = head.School,
        RecordedAt = head.RecordedAt,
        ReceivedAt = head.ReceivedAt,
        Feed = line.Text("feed"),
        LastCompleteAt = line.Time("lastCompleteAt"),
    };

    private static TrustId? Refused(Fields line)
    {
        line.Reject("trust", IdReason.Trust);
        return null;
    }
}
