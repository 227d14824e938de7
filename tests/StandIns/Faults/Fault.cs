using System.Globalization;

namespace RiskMonitor.StandIns.Faults;

/// <summary>What goes wrong with one request.</summary>
public abstract record Fault
{
    /// <summary>An answer with an error status. Null leaves the body empty.</summary>
    public sealed record Refuse(int Status, string? Body = null, string? RetryAfter = null, string ContentType = "application/json") : Fault;

    /// <summary>The way to another address.</summary>
    public sealed record Redirect(Uri To) : Fault;

    /// <summary>The right answer, cut off in the middle.</summary>
    public sealed record Truncate : Fault;

    /// <summary>200 with a page for people.</summary>
    public sealed record Html : Fault;

    /// <summary>The right answer in <paramref name="Pieces"/> pieces with a wait between them.</summary>
    public sealed record Drip(TimeSpan Wait, int Pieces) : Fault;

    /// <summary>The connection breaks without an answer.</summary>
    public sealed record Break : Fault;

    /// <summary>A page that says there is more and gives <paramref name="Next"/> as the way there: null, another host, or itself.</summary>
    public sealed record LeadTo(string? Next) : Fault;

    /// <summary>A page whose next is its own address.</summary>
    public sealed record LeadToItself : Fault;

    /// <summary>The page before it once more, in its place.</summary>
    public sealed record RepeatEarlierPage : Fault;

    /// <summary>The first row of the page comes twice.</summary>
    public sealed record DoubleRow : Fault;

    /// <summary>Something happens at the school just before the page is read, then the page is served as it is.</summary>
    public sealed record Meanwhile(Action Happens) : Fault;

    public static Fault TooManyRequests(int seconds) =>
        new Refuse(429, """{"error":"too_many_requests"}""", seconds.ToString(CultureInfo.InvariantCulture));

    public static Fault TooManyRequestsUntil(DateTimeOffset until) => new Refuse(429, null, until.ToString("R", CultureInfo.InvariantCulture));

    public static Fault TooManyRequests() => new Refuse(429);

    public static Fault ServerError() => new Refuse(500, "Internal Server Error", ContentType: "text/plain");
}
