using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RiskMonitor.Domain;

namespace RiskMonitor.Connectors.SafeguardingSource;

/// <summary>
/// The source's pupils → ours: by MIS id, by UPN, by former UPN. A link that finds nobody is remembered (its UPNs hashed) and tried again in every sweep, and so is
/// one that contradicts the roll, which is set aside and places nothing until it does not; when a link comes to mean another pupil, its incidents are read again.
/// </summary>
internal sealed class PupilLinks(UpstreamBinding binding)
{
    private const string UnlinkedTable = "unlinked";
    private const string ContradictedTable = "contradicted";
    private const string MergedTable = "merged";
    private const int LongestChain = 8;

    /// <summary>Links that have found nobody: of leavers, or of pupils who are on no roll we know.</summary>
    public static int OffRoll(UpstreamMemory memory) => memory.Table(UnlinkedTable).Count;

    public static bool IsContradicted(LinkPayload pupil, UpstreamMemory memory) => pupil.Id is not null && memory.Find(ContradictedTable, Target(memory, pupil.Id)) is not null;

    public Reading Read(LinkPayload row, UpstreamMemory memory)
    {
        if (string.IsNullOrEmpty(row.Id))
            return new Reading(null, memory, "id: missing.");
        if (!string.IsNullOrEmpty(row.MergedInto) && row.MergedInto != row.Id)
            return new Reading(null, memory.With(MergedTable, row.Id, row.MergedInto).Without(UnlinkedTable, row.Id).Without(ContradictedTable, row.Id));
        var (settled, trouble) = Settle(row.Id, Of(row), memory.Without(MergedTable, row.Id));
        return new Reading(null, settled, trouble);
    }

    /// <summary>After the table has been read: merges, whose target may have come later, and links of which the roll says something else by now.</summary>
    public (UpstreamMemory Memory, ImmutableArray<Quarantined> Quarantined) Settle(UpstreamMemory memory, string stream)
    {
        var quarantined = ImmutableArray.CreateBuilder<Quarantined>();
        foreach (var (id, text) in memory.Table(UnlinkedTable).Concat(memory.Table(ContradictedTable)).ToList())
        {
            (memory, var trouble) = Settle(id, JsonSerializer.Deserialize<Link>(text)!, memory);
            if (trouble is not null)
                quarantined.Add(new Quarantined(stream, id, trouble));
        }

        foreach (var id in memory.Table(MergedTable).Keys)
        {
            if (memory.Students.TryGetValue(Target(memory, id), out var student))
                memory = Place(memory, id, student);
        }

        return (memory, quarantined.ToImmutable());
    }

    /// <summary>Links that waited or contradicted, and do so no more.</summary>
    public static ImmutableArray<string> Understood(UpstreamMemory before, UpstreamMemory after) =>
        [.. before.Table(UnlinkedTable).Keys.Where(id => !after.Table(UnlinkedTable).ContainsKey(id)).Concat(before.Table(ContradictedTable).Keys)
            .Where(id => !after.Table(ContradictedTable).ContainsKey(id)).Distinct()];

    /// <summary>As the incident names a pupil: by the link, else by what the incident itself says of the pupil.</summary>
    public StudentId? Find(LinkPayload? pupil, UpstreamMemory memory) =>
        pupil?.Id is null || IsContradicted(pupil, memory) ? null
        : memory.Students.TryGetValue(pupil.Id, out var student) ? new StudentId(student)
        : memory.Find(MergedTable, pupil.Id) is not null ? null
        : Match(Of(pupil)).Student;

    /// <summary>Whether two of the source's ids are one pupil's, after what was merged.</summary>
    public static bool AreOne(UpstreamMemory memory, string one, string other) => Target(memory, one) == Target(memory, other);

    private static string Target(UpstreamMemory memory, string id)
    {
        for (var steps = 0; steps < LongestChain && memory.Find(MergedTable, id) is { } into; steps++)
            id = into;
        return id;
    }

    // What was told through a link before it contradicted the roll stands: taken away on a doubt, it would be an alert lost. What comes from now on waits.
    private (UpstreamMemory Memory, string? Trouble) Settle(string id, Link link, UpstreamMemory memory)
    {
        var (student, contradiction) = Match(link);
        if (student is { } found)
            return (Place(memory, id, found.Value).Without(UnlinkedTable, id).Without(ContradictedTable, id), null);
        return contradiction is null
            ? (memory.With(UnlinkedTable, id, JsonSerializer.Serialize(link)).Without(ContradictedTable, id), null)
            : (memory.With(ContradictedTable, id, JsonSerializer.Serialize(link)).Without(UnlinkedTable, id), contradiction);
    }

    private static UpstreamMemory Place(UpstreamMemory memory, string id, string student)
    {
        var before = memory.Students.GetValueOrDefault(id);
        if (before is not null && before != student)
            memory = Placements.ReadAgain(memory, incident => incident.Sources.Contains(id));
        return memory.WithStudent(id, student);
    }

    private Link Of(LinkPayload row) => new(row.MisId, PupilDirectory.Hashes(binding.UpnKey, row.Upn, row.FormerUpn))
    {
        Permanent = row.Upn is { } upn && PupilNumber.IsPermanent(upn) ? PupilDirectory.Hashes(binding.UpnKey, upn).FirstOrDefault() : null,
        Born = row.Dob is { Length: >= 10 } dob && DateOnly.TryParseExact(dob[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born) ? born : null,
        IsElsewhere = !string.IsNullOrEmpty(row.SchoolId) && row.SchoolId != binding.UpstreamSchool,
    };

    private (StudentId? Student, string? Contradiction) Match(Link link) =>
        link.IsElsewhere ? (null, "school_id: it is another school's.") : binding.Pupils.Match(link.MisId, link.Upns, link.Permanent, link.Born);

    private sealed record Link(string? MisId, ImmutableArray<string> Upns)
    {
        /// <summary>Of the UPNs the present one, where it is permanent: of two different ones, one is another child's.</summary>
        public string? Permanent { get; init; }

        public DateOnly? Born { get; init; }

        public bool IsElsewhere { get; init; }
    }
}
