using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Students;

/// <summary>What made an alert change, as a reader of its history wants to hear it.</summary>
public static class HistoryWords
{
    public static string What(AlertStep step) => step.Kind switch
    {
        "snoozed" when step.Until is { } until => $"Set aside until {SchoolTime.Day(until)}",
        "woken" => "Back again",
        "escalated" => "The next person asked",
        "noted" => "Note",
        "watched" => "Watched",
        "unwatched" => "No longer watched",
        "lapsed" => "Asked about again",
        "undone" => "Taken back",
        "closed" => $"Closed: {WorkVerbs.OutcomeWords(step.Outcome)}",
        "toldagain" => "Told again, there is more of it",
        _ => AlertStates.Word(step.To),
    };

    public static string Cause(AlertStep step)
    {
        var severity = SeverityWords.Of(step.Severity).Word;
        var cause = step.Cause.ToLowerInvariant() switch
        {
            "observation" => "by something recorded",
            "timer" => "because time passed",
            "person" => $"by {Plain.Person(step.Actor)}",
            "baseline" => step.Note is null ? "at the first import" : "as already so",
            _ => step.Cause,
        };
        return step.From == step.To ? $"as {severity}, {cause}" : $"({severity}) {cause}";
    }

    public static string Answer(string answer) => answer switch
    {
        "fired" => "Fired",
        "quiet" => "Quiet",
        "cannot-tell" => "Cannot tell",
        _ => Plain.Label(answer),
    };

    /// <summary>Fired first, then what no rule could answer: a gap deserves the eye before a silence does.</summary>
    public static int Order(string answer) => answer switch
    {
        "fired" => 0,
        "cannot-tell" => 1,
        _ => 2,
    };
}
