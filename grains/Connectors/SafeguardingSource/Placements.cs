using System.Collections.Immutable;
using System.Text.Json;

namespace RiskMonitor.Connectors.SafeguardingSource;

/// <summary>What was told of an incident when it was last read: a tombstone says only its id, and the rest must be known from here.</summary>
/// <param name="Student">Whose concern it is; null once withdrawn.</param>
/// <param name="Sources">The source's ids of all pupils in it.</param>
/// <param name="Actions">Keys of the actions told of.</param>
internal sealed record Placement(
    long Version, DateOnly Updated, string? Student, ImmutableArray<string> Sources, ImmutableArray<string> Categories, ImmutableArray<string> Actions);

/// <summary>Incidents that have been told of, and those to be read once more.</summary>
internal static class Placements
{
    private const string Table = "incidents";
    private const string AgainTable = "read-again";

    public static Placement? Find(UpstreamMemory memory, string incident) =>
        memory.Find(Table, incident) is { } text ? JsonSerializer.Deserialize<Placement>(text) : null;

    public static IEnumerable<Placement> All(UpstreamMemory memory) => memory.Table(Table).Values.Select(text => JsonSerializer.Deserialize<Placement>(text)!);

    /// <summary>The ids of those of which a concern stands.</summary>
    public static IEnumerable<string> Standing(UpstreamMemory memory) =>
        memory.Table(Table).Where(each => JsonSerializer.Deserialize<Placement>(each.Value)!.Student is not null).Select(each => each.Key);

    public static UpstreamMemory Keep(UpstreamMemory memory, string incident, Placement placement) =>
        memory.With(Table, incident, JsonSerializer.Serialize(placement));

    public static UpstreamMemory Forget(UpstreamMemory memory, DateOnly today)
    {
        var old = memory.Table(Table).Where(each => JsonSerializer.Deserialize<Placement>(each.Value)!.Updated < today.AddDays(-UpstreamMemory.RememberedDays));
        return memory.WithTable(Table, memory.Table(Table).RemoveRange(old.Select(each => each.Key)));
    }

    /// <summary>The incident waits for pupils we do not know yet.</summary>
    public static UpstreamMemory Wait(UpstreamMemory memory, string incident, IEnumerable<LinkPayload> pupils) =>
        memory.With(AgainTable, incident, JsonSerializer.Serialize(pupils));

    public static UpstreamMemory Settled(UpstreamMemory memory, string incident) => memory.Without(AgainTable, incident);

    /// <summary>What these incidents mean has changed though they themselves have not.</summary>
    public static UpstreamMemory ReadAgain(UpstreamMemory memory, Func<Placement, bool> which)
    {
        foreach (var (incident, text) in memory.Table(Table))
        {
            if (which(JsonSerializer.Deserialize<Placement>(text)!))
                memory = ReadAgain(memory, incident);
        }

        return memory;
    }

    /// <summary>It is read by its id, unless it waits for a pupil.</summary>
    public static UpstreamMemory ReadAgain(UpstreamMemory memory, string incident) =>
        memory.Find(AgainTable, incident) is null ? memory.With(AgainTable, incident, "[]") : memory;

    /// <summary>Those whose pupils are all known by now.</summary>
    public static IEnumerable<string> Due(UpstreamMemory memory, PupilLinks links) =>
        memory.Table(AgainTable)
            .Where(each => JsonSerializer.Deserialize<LinkPayload[]>(each.Value)!.All(pupil => links.Find(pupil, memory) is not null))
            .Select(each => each.Key).Order(StringComparer.Ordinal);
}
