namespace RiskMonitor.Client;

/// <summary>An answer and the tag to ask with later.</summary>
/// <param name="Value">Null when nothing has changed since the tag that was asked with.</param>
/// <param name="Tag">The answer's ETag.</param>
/// <param name="EvaluatedAt">When the school was last evaluated, by its clock: also what has not changed is only as fresh as this.</param>
public sealed record Answer<T>(T? Value, string? Tag, DateTimeOffset? EvaluatedAt)
    where T : class
{
    public bool IsUnchanged => Value is null;
}
