using System.Collections.Immutable;
using System.Text.Json;
using RiskMonitor.Domain;

namespace RiskMonitor.Connectors.SafeguardingSource;

/// <summary>
/// The source's pupils → ours: by MIS id, by UPN, by former UPN, else set aside. A link that finds nobody is remembered (its UPNs hashed)
/// and tried again in every sweep; when a link comes to mean another pupil, its incidents are read again.
/// </summary>
internal sealed class PupilLinks(UpstreamBinding binding)
{
    private const string UnlinkedTable = "unlinked";
    private const string MergedTable = "merged";
    private const int LongestChain = 8;

    public Reading Read(LinkPayload row, UpstreamMemory memory)
    {
        if (string.IsNullOrEmpty(row.Id))
            return new Reading(null, memory, "id: missing.");
        if (!string.IsNullOrEmpty(row.MergedInto) && row.MergedInto != row.Id)
            return new Reading(null, memory.With(MergedTable, row.Id, row.MergedInto).Without(UnlinkedTable, row.Id));
        memory = memory.Without(MergedTable, row.Id);
        var link = Of(row);
        if (Find(link) is { } student)
            return new Reading(null, Place(memory, row.Id, student.Value).Without(UnlinkedTable, row.Id));
        return new Reading(
            null, memory.With(UnlinkedTable, row.Id, JsonSerializer.Serialize(link)), "mis_id, upn: no pupil on the roll has them.");
    }

    /// <summary>After the table has been read: merges, whose target may have come later, and links that find their pupil only now.</summary>
    public UpstreamMemory Settle(UpstreamMemory memory)
    {
        foreach (var (id, text) in memory.Table(UnlinkedTable))
        {
            if (Find(JsonSerializer.Deserialize<Link>(text)!) is { } student)
                memory = Place(memory, id, student.Value).Without(UnlinkedTable, id);
        }

        foreach (var id in memory.Table(MergedTable).Keys)
        {
            if (memory.Students.TryGetValue(Target(memory, id), out var student))
                memory = Place(memory, id, student);
        }

        return memory;
    }

    /// <summary>Links that had found nobody and by now have.</summary>
    public static ImmutableArray<string> Linked(UpstreamMemory before, UpstreamMemory after) =>
        [.. before.Table(UnlinkedTable).Keys.Where(id => !after.Table(UnlinkedTable).ContainsKey(id))];

    /// <summary>As the incident names a pupil: by the link, else by what the incident itself says of the pupil.</summary>
    public StudentId? Find(LinkPayload? pupil, UpstreamMemory memory) =>
        pupil?.Id is null ? null
        : memory.Students.TryGetValue(pupil.Id, out var student) ? new StudentId(student)
        : memory.Find(MergedTable, pupil.Id) is not null ? null
        : Find(Of(pupil));

    /// <summary>Whether two of the source's ids are one pupil's, after what was merged.</summary>
    public static bool AreOne(UpstreamMemory memory, string one, string other) => Target(memory, one) == Target(memory, other);

    private static string Target(UpstreamMemory memory, string id)
    {
        for (var steps = 0; steps < LongestChain && memory.Find(MergedTable, id) is { } into; steps++)
            id = into;
        return id;
    }

    private static UpstreamMemory Place(UpstreamMemory memory, string id, string student)
    {
        var before = memory.Students.GetValueOrDefault(id);
        if (before is not null && before != student)
            memory = Placements.ReadAgain(memory, incident => incident.Sources.Contains(id));
        return memory.WithStudent(id, student);
    }

    private Link Of(LinkPayload row) => new(row.MisId, PupilDirectory.Hashes(binding.UpnKey, row.Upn, row.FormerUpn));

    private StudentId? Find(Link link) => binding.Pupils.Find(link.MisId, link.Upns);

    private sealed record Link(string? MisId, ImmutableArray<string> Upns);
}
