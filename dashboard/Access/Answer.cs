namespace RiskMonitor.Dashboard.Access;

/// <summary>How a question to the server ended. Refusals are expected and shown; none of them is an empty answer.</summary>
public enum Outcome
{
    Found,
    SignedOut,
    NotFound,
    Refused,
    Unreachable,
}

/// <param name="Why">In words for a person, when the outcome is not <see cref="Outcome.Found"/>.</param>
public sealed record Answer<T>(Outcome Outcome, T? Value, string Why)
    where T : class;

/// <summary>Makes answers.</summary>
public static class Answer
{
    public static Answer<T> Of<T>(T value)
        where T : class => new(Outcome.Found, value, "");

    public static Answer<T> Not<T>(Outcome outcome, string why)
        where T : class => new(outcome, null, why);
}
