using Orleans;

namespace RiskMonitor.Interfaces;

/// <summary>The journal is behind: nothing of this call was taken, and the sender should send the same again later.</summary>
[GenerateSerializer, Alias("JournalBehindException")]
public sealed class JournalBehindException : Exception
{
    public JournalBehindException()
    {
    }

    public JournalBehindException(string message)
        : base(message)
    {
    }

    public JournalBehindException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>After how long it is worth trying again.</summary>
    [Id(0)] public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}
