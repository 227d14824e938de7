using Orleans;

namespace RiskMonitor.Interfaces;

/// <summary>
/// The requests made with one token in the last five minutes, whichever school's feed and whichever silo made them. Key: a hash that does not tell the token.
/// </summary>
[Alias("ITokenBudgetGrain")]
public interface ITokenBudgetGrain : IGrainWithStringKey
{
    /// <summary>Null when a request may go out now, and then it has been counted; else how long to wait.</summary>
    [Alias("Take")]
    Task<TimeSpan?> Take();

    /// <summary>The source refused a request: all others of this token wait too.</summary>
    [Alias("Refused")]
    Task Refused(TimeSpan? wait, int? limit);
}
