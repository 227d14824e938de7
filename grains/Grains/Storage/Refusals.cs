using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Storage;

/// <summary>Another activation has taken the school over: nothing was written, and this one must stop.</summary>
public sealed class StaleOwnerException(SchoolId school, long fence)
    : Exception($"School {school} is no longer owned with fence {fence}.")
{
    public SchoolId School { get; } = school;

    public long Fence { get; } = fence;
}

/// <summary>
/// The store cannot keep up or cannot be reached. Nothing is acknowledged; whether the last attempt was written is
/// unknown, and the same call again is safe. Senders answer 429 or 503 and try later.
/// </summary>
public sealed class StorageBehindException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>The store refused an outcome that breaks one of its rules (a doubled transition, a gap in the numbers): nothing of it was written.</summary>
public sealed class OutcomeRefusedException(SchoolId school, string reason, Exception? inner = null)
    : Exception($"School {school}: {reason}", inner)
{
    public SchoolId School { get; } = school;
}

/// <summary>The offered position is taken by another batch, or the batch key was used for another body: nothing was written.</summary>
public sealed class EntryRefusedException(SchoolId school, long position, string reason)
    : Exception($"School {school}, position {position}: {reason}")
{
    public SchoolId School { get; } = school;

    public long Position { get; } = position;
}
