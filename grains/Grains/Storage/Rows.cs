using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Storage;

/// <summary>A row of <c>school</c>: who owns it and how far it has come.</summary>
internal sealed record SchoolRow
{
    public long Fence { get; init; }

    public long LastPosition { get; init; }

    public long Processed { get; init; }

    public long LastUpdate { get; init; }

    public long LastReceivedAt { get; init; }

    public SchoolLease ToLease(SchoolId school) =>
        new(school, Fence, LastPosition, Processed, LastUpdate, LastReceivedAt == 0 ? null : new DateTimeOffset(LastReceivedAt, TimeSpan.Zero));
}

internal sealed record JournalEnd
{
    public string School { get; init; } = "";

    public long LastPosition { get; init; }
}

internal sealed record EntryRow
{
    public long Position { get; init; }

    public long ReceivedAt { get; init; }

    public int Kind { get; init; }

    public byte[] Body { get; init; } = [];
}

internal sealed record TransitionRow
{
    public long UpdateNumber { get; init; }

    public byte[] Body { get; init; } = [];
}

internal sealed record TransitionKeyRow
{
    public long UpdateNumber { get; init; }

    public byte[] Subject { get; init; } = [];

    public string Rule { get; init; } = "";

    public int Episode { get; init; }

    public int Sequence { get; init; }

    public bool IsOf(SealedTransition other) =>
        UpdateNumber == other.Update && Rule == other.Rule && Episode == other.Episode && Sequence == other.Sequence
        && Subject.AsSpan().SequenceEqual(other.Subject);
}

internal sealed record MessageRow
{
    public string School { get; init; } = "";

    public long UpdateNumber { get; init; }

    public string Channel { get; init; } = "";

    public long DueAt { get; init; }

    public byte[] Body { get; init; } = [];
}
