using Orleans;

namespace RiskMonitor.Interfaces;

/// <summary>The keys of a school were destroyed on purpose: nothing that was stored of it can be read any more, and nothing new is taken.</summary>
[GenerateSerializer, Alias("SchoolShreddedException")]
public sealed class SchoolShreddedException : Exception
{
    public SchoolShreddedException()
    {
    }

    public SchoolShreddedException(string school)
        : base($"The keys of {school} were destroyed on purpose (keys shred): nothing of it can be opened any more.")
    {
    }

    public SchoolShreddedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
