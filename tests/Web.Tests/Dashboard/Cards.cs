using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>Cards and boards of one made-up school, at 09:41 on a Tuesday.</summary>
internal static class Cards
{
    public const string School = "larkfield-academy";

    public static readonly DateTimeOffset Morning = new(2026, 11, 24, 9, 41, 7, TimeSpan.Zero);

    public static readonly BoardFreshness Fresh = new()
    {
        LastEvaluatedAt = Morning,
        MarksToday = 9412,
        Registers = new RegisterChip("AM", 23, 26, Morning.AddMinutes(-29)),
        Feeds = [new FeedChip("mis", Morning.AddMinutes(-2), false), new FeedChip("cpoms", Morning.AddMinutes(-3), false)],
        Now = Morning,
    };

    public static AlertCard Of(string rule, string? student, string severity = "medium", string state = "firing", long update = 1, int minutesAgo = 10) => new()
    {
        School = School,
        Alert = $"{rule}/{student ?? "-"}/-/1",
        Student = student,
        Initials = student is null ? null : "AB",
        YearGroup = student is null ? null : 9,
        Rule = rule,
        Title = $"{rule} in words",
        Severity = severity,
        State = state,
        Sentence = "11 unauthorised sessions between 14 Sep and 24 Nov.",
        Count = 11,
        Threshold = 10,
        Effective = new DateOnly(2026, 11, 24),
        RaisedAt = Morning.AddMinutes(-minutesAgo),
        ChangedAt = Morning.AddMinutes(-minutesAgo),
        AcknowledgedBy = state == AlertStates.Acknowledged ? "Priya Anand" : null,
        AcknowledgedAt = state == AlertStates.Acknowledged ? Morning.AddMinutes(-minutesAgo + 1) : null,
        Update = update,
    };

    public static BoardUpdate Update(long number, AlertCard card) => new(School, number, card with { Update = number });

    public static SubscribeAnswer Answer(long update, params AlertCard[] cards) => new(Snapshot(update, cards), []);

    public static BoardSnapshot Snapshot(long update, params AlertCard[] cards) =>
        new() { School = School, Name = "Larkfield Academy", Update = update, Alerts = cards, Freshness = Fresh };

    public static BoardHeartbeat Beat(long update) => new(School, update, Fresh);

    /// <summary>A live board that has heard everything up to <paramref name="update"/>.</summary>
    public static BoardModel Live(long update, params AlertCard[] cards) =>
        new BoardModel(School).Hear(Answer(update, cards), Morning);
}
