using System.Collections.Frozen;
using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>An incident → one <see cref="Behaviour"/> for each pupil in it, and a <see cref="Withdrawn"/> for each who no longer is.</summary>
internal sealed class BehaviourTranslator(UpstreamBinding binding)
{
    public const string Table = "behaviour-pupils";

    // Roles are look-up codes of the school's system. The target of an incident must never be scored as its author,
    // nor the other way round: what is not known here is "involved".
    private static readonly FrozenDictionary<string, BehaviourRole> Roles = new Dictionary<string, BehaviourRole>(StringComparer.OrdinalIgnoreCase)
    {
        ["AG"] = BehaviourRole.Aggressor,
        ["AGGRESSOR"] = BehaviourRole.Aggressor,
        ["TA"] = BehaviourRole.Target,
        ["TARGET"] = BehaviourRole.Target,
        ["VI"] = BehaviourRole.Target,
        ["VICTIM"] = BehaviourRole.Target,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public Reading Read(BehaviourPayload row, UpstreamMemory memory)
    {
        if (string.IsNullOrEmpty(row.Id))
            return new Reading(null, memory, "id: missing.");
        if (row.IncidentDate is not { } occurred)
            return new Reading(null, memory, "incident_date: missing.");
        if (row.Students?.Data is not { } involved)
            return new Reading(null, memory, "students: missing.");

        var placed = involved.Select(pupil => (Pupil: pupil, Student: Place(pupil, memory)))
            .Where(each => each.Student is not null).DistinctBy(each => each.Student).ToList();
        var known = memory.Find(Table, row.Id) is { } text ? PlacedRow.Parse(text) : null;
        var updated = row.UpdatedAt?.Stamp ?? row.CreatedAt?.Stamp ?? occurred.Happened;
        var now = new PlacedRow(occurred.Date, updated, [.. placed.Select(each => each.Student!).Order(StringComparer.Ordinal)]);

        // A pupil who cannot be placed now may be one who was placed before, unless the row says who it is: nobody is withdrawn on that ground.
        var isWhole = placed.Count == involved.DistinctBy(pupil => Place(pupil, memory) ?? pupil.Id).Count();
        var isPlain = involved.All(pupil => pupil.Upi is not null || Place(pupil, memory) is not null);
        IEnumerable<string> removed = isPlain && known is not null ? known.Students.Except(now.Students).Except(involved.Select(pupil => pupil.Upi ?? "")) : [];
        ImmutableArray<Observation> observations =
        [
            .. placed.Select(each => One(row, each.Pupil, each.Student!)),
            .. removed.Select(student => PlacedRow.Withdraw(binding.School, "behaviour", row.Id, student, updated, "deleted")),
        ];
        if (!isWhole && known is not null)
            now = now with { Students = [.. now.Students.Union(known.Students.Except(removed))] };
        var record = observations.IsEmpty ? null : new UpstreamRecord(row.Id, ContentHash.Of(observations, recordedAtCounts: true), observations);
        now = now with { Content = record?.ContentHash ?? 0 };
        return new Reading(record, memory.With(Table, row.Id, now.ToString()), isWhole ? null : "students: a pupil is not on the roll we know.", !isWhole);
    }

    private static string? Place(InvolvedPayload pupil, UpstreamMemory memory) =>
        memory.Students.GetValueOrDefault(pupil.Id ?? "") ?? (pupil.Upi is { } upi && memory.Pupil(upi) is { Facts: not null } ? upi : null);

    private Behaviour One(BehaviourPayload row, InvolvedPayload pupil, string student) => new()
    {
        School = binding.School,
        Student = new StudentId(student),
        RecordedAt = Recorded(row),
        Id = row.Id!,
        OccurredAt = row.IncidentDate!.Value.Happened,
        // What kind it was may be withheld from us; that it was is not.
        Kind = string.IsNullOrWhiteSpace(row.Type) ? "unspecified" : row.Type,
        Points = (int)Math.Round(pupil.Meta?.Data?.Points ?? row.Points ?? 0, MidpointRounding.AwayFromZero),
        Role = pupil.Meta?.Data?.Role is { } role ? Roles.GetValueOrDefault(role.Trim(), BehaviourRole.Involved) : BehaviourRole.Involved,
    };

    private static DateTimeOffset? Recorded(BehaviourPayload row)
    {
        var (created, recorded) = (row.CreatedAt?.Stamp, row.RecordedDate?.Happened);
        return recorded > created || created is null ? recorded : created;
    }
}
