using RiskMonitor.Contracts;

namespace RiskMonitor.Api.Students;

/// <summary>What the description of the API shows: an invented pupil of the demo trust, in the types that are really sent.</summary>
internal static class CaseExamples
{
    private const string School = "larkfield-high";
    private const string Student = "p001";
    private const string Rule = "ATT-04";
    private const string Key = "ATT-04/p001/-/1";
    private const string Title = "Penalty notice threshold";

    private static readonly DateOnly Today = new(2026, 11, 24);
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 9, 5, 0, TimeSpan.Zero);

    public static readonly BoardFreshness Freshness = new()
    {
        LastEvaluatedAt = Morning.AddMinutes(36),
        MarksToday = 940,
        Registers = new RegisterChip("AM", 23, 26, Morning.AddMinutes(7)),
        Feeds = [new FeedChip("mis", Morning.AddMinutes(34), false), new FeedChip("concerns", Morning.AddMinutes(35), false)],
        Now = Morning.AddMinutes(36),
    };

    public static readonly AlertCard Card = new()
    {
        School = School,
        Alert = Key,
        Student = Student,
        Initials = "ZQ",
        YearGroup = 9,
        Rule = Rule,
        Title = Title,
        Severity = "high",
        State = "firing",
        Sentence = "10 unauthorised sessions in 10 school weeks; the threshold is 10.",
        Count = 10,
        Threshold = 10,
        Effective = Today,
        RaisedAt = Morning,
        ChangedAt = Morning,
        AskedAt = Morning,
        Asked = "the people on duty",
        NextAt = Morning.AddMinutes(30),
        Seen = 1,
        Update = 1042,
    };

    public static readonly BoardSnapshot Board = new() { School = School, Name = "Larkfield High School", Update = 1042, Alerts = [Card], Freshness = Freshness };

    public static readonly AlertPage Alerts = new(School, [Card], "1042", Freshness, $"/api/schools/{School}/alerts?limit=1&cursor=1042");

    public static readonly Me Me = new("client:case-management", "CaseReader", [new MySchool(School, "Larkfield High School")], true, false, false, Feeds: [], Audited: []);

    private static readonly CaseConcern Concern = new(
        "c-204", Morning.AddDays(-4), Morning.AddDays(-4).AddHours(1), ["neglect"], 3, "teacher", [new CaseAction(Morning.AddDays(-3), "referral", "childrens-social-care")]);

    private static readonly CaseDecisionText Decision = new("2f0c", Morning.AddMinutes(20), "A. Okafor", "Home visit today", "Two mornings away without word.");

    public static readonly CaseContext Case = new()
    {
        School = School,
        SchoolName = "Larkfield High School",
        Student = Student,
        Initials = "ZQ",
        YearGroup = 9,
        Registration = "9A",
        Statuses = [new CaseStatus("CIN", new DateOnly(2026, 5, 11), null, true)],
        Open =
        [
            new CaseAlert
            {
                Card = Card, Basis = "National framework for penalty notices (August 2024)", RuleVersion = 1, Clears = "Fewer than 10 unauthorised sessions within 10 school weeks.",
                WindowFrom = Today.AddDays(-70), WindowTo = Today, Numbers = [new EvidenceNumber("unauthorised", 10)],
                Items = [new EvidenceRow(Today, "AM", "O", "unauthorised", null)],
                History = [new AlertStep(1, "inactive", "firing", "high", Morning, Today, "observation", null, null)],
            },
        ],
        Days = [new DayMarks(Today, "O", "unauthorised", null, "none")],
        Closed = [new DateOnly(2026, 10, 26)],
        Attendance = new AttendanceTotals(102, 90, 2, 10),
        Concerns = [Concern],
        Behaviour = [new CaseBehaviour(Morning.AddDays(-1), "disruption", 2, "subject")],
        Suspensions = [new CaseSuspension(new DateOnly(2026, 10, 12), new DateOnly(2026, 10, 13), 4, false)],
        Decisions = [Decision],
        Household = [new CaseSibling("p002", "AQ", 4, 1, "medium")],
        Rules = [new CaseVerdict("ATT-05", "Ten days without leave", "quiet", "The longest run is 1 session.")],
        Freshness = Freshness,
    };

    public static readonly TimelinePage Timeline = new(
        School, Student,
        [new TimelineItem("8b1a9953c4611296a827abf8", "decision", Decision.At, Decision: Decision), new TimelineItem("c4ca4238a0b923820dcc509a", "concern", Concern.OccurredAt, Concern: Concern)],
        Freshness, [], $"/api/schools/{School}/students/{Student}/timeline?limit=2&cursor=c4ca4238a0b923820dcc509a");

    public static readonly AlertCommandBody Command = new(Key, "Rang home, no answer.", "6a1f2c9e", Seen: 1);

    public static readonly AlertReply Acknowledged = new("acknowledged", Card with { State = "acknowledged", AcknowledgedBy = "A. Okafor", AcknowledgedAt = Morning.AddMinutes(3), Asked = null, NextAt = null, Seen = 2, Update = 1043 });

    public static readonly RevealCommand Reveal = new("To ring home");

    public static readonly RevealReply Revealed = new("Zebedee Quillfeather", new DateOnly(2012, 3, 4), 30);

    public static readonly RecordDecisionCommand Decide = new(Decision.What, Decision.Why, "2f0c");

    public static readonly PrintCommand Print = new("Strategy meeting on 26 November");

    public const string Lines =
        """
        {"type":"mark","school":"larkfield-high","student":"p001","date":"2026-11-24","session":"AM","code":"O"}
        {"type":"mark","school":"larkfield-high","student":"p001","date":"2026-02-31","session":"AM","code":"O"}
        """;

    public static readonly ObservationsReply Pushed = new(1, 1, [new RejectedLine(2, "date", "2026-02-31 is no date.")], new Dictionary<string, int>());
}
