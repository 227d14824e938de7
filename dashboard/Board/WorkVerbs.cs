using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Board;

/// <summary>What is asked for: a verb, on the form of one card.</summary>
public sealed record WorkAsked(string Card, string Verb);

/// <summary>What was done, so that it can be taken back.</summary>
public sealed record WorkDone(string Verb, IReadOnlyList<AlertCard> Alerts);

/// <summary>What people do with alerts, as the server names it and as people read it.</summary>
public static class WorkVerbs
{
    public const string Acknowledge = "acknowledge";
    public const string Snooze = "snooze";
    public const string Escalate = "escalate";
    public const string Note = "note";
    public const string Watch = "watch";
    public const string Unwatch = "unwatch";
    public const string Close = "close";
    public const string Undo = "undo";

    /// <summary>The outcomes of a closure; the first two say that it was worth the look.</summary>
    public static readonly IReadOnlyList<(string Outcome, string Words)> Outcomes =
    [
        ("acted", "It led to something being done for the child"),
        ("no-further-action", "Right to look; nothing further is needed"),
        ("not-useful", "It told nothing that mattered"),
        ("wrong-data", "What was recorded is wrong"),
    ];

    /// <summary>What can be done with open alerts besides acknowledging them.</summary>
    /// <param name="me">Whoever looks: who watches all of them can stop.</param>
    public static IReadOnlyList<string> Offered(IEnumerable<AlertCard> open, string me) =>
        [Snooze, Escalate, Note, open.All(alert => alert.Watchers.Contains(me)) ? Unwatch : Watch, Close];

    public static bool CanBeUndone(string verb) => verb is Acknowledge or Snooze or Close;

    public static string Title(string verb) => verb switch
    {
        Snooze => "Set aside",
        Escalate => "Ask the next person now",
        Note => "Write a note",
        Watch => "Tell me of whatever is added",
        Unwatch => "Stop telling me",
        Close => "Close with an outcome",
        _ => "Acknowledge",
    };

    public static string Button(string verb) => verb switch
    {
        Snooze => "Set aside",
        Escalate => "Escalate",
        Note => "Keep note",
        Watch => "Watch",
        Unwatch => "Stop watching",
        Close => "Close",
        _ => "Acknowledge",
    };

    public static string Failed(string verb) => verb switch
    {
        Snooze => "Not set aside.",
        Escalate => "Not escalated.",
        Note => "Not kept.",
        Watch or Unwatch => "Not changed.",
        Close => "Not closed.",
        _ => "Not acknowledged.",
    };

    public static string Done(WorkDone done)
    {
        var count = done.Alerts.Count == 1 ? "1 alert" : $"{done.Alerts.Count} alerts";
        return done.Verb switch
        {
            Snooze => $"{count} set aside.",
            Escalate => $"{count} escalated.",
            Note => "Note kept.",
            Watch => "You will be told.",
            Unwatch => "You will not be told any more.",
            Close => $"{count} closed.",
            _ => $"{count} acknowledged.",
        };
    }

    public static string OutcomeWords(string? outcome) => Outcomes.FirstOrDefault(each => each.Outcome == outcome).Words ?? "";

    /// <summary>The next day that is no Saturday or Sunday; the server knows the holidays.</summary>
    public static DateOnly NextWeekday(DateOnly date)
    {
        do
        {
            date = date.AddDays(1);
        }
        while (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        return date;
    }
}
