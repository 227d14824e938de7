using RiskMonitor.Grains.Digests;

namespace RiskMonitor.Silo.Digests;

/// <summary>Takes a digest to its recipient, by one way of sending.</summary>
public interface ICourier
{
    bool Carries(string channel);

    Task<Delivery> Deliver(DigestRow digest, CancellationToken cancellation);
}

/// <summary>What became of one try.</summary>
/// <param name="Trouble">What went wrong, in words for an operator, without an address or a pupil; null: the other side has it.</param>
/// <param name="IsFinal">Trying again is of no use.</param>
/// <param name="IsUnreachable">The other side as a whole is not to be had: others need not be tried now.</param>
/// <param name="IsUntried">Nothing of it has left us: that is no try, however long nobody is there to take it.</param>
public sealed record Delivery(string? Trouble, bool IsFinal = false, bool IsUnreachable = false, bool IsUntried = false)
{
    public static Delivery Done { get; } = new((string?)null);
}
