using System.Collections.Immutable;
using System.Text.Json;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// An exclusion → <see cref="Suspension"/>. <c>Reinstated</c> replaces the kind it had, so the kind is kept from our own history, and since it has no date
/// it counts from when it was first seen. When parents were told and whether an exam was missed is not at the source: null until somebody enters it.
/// </summary>
internal sealed class ExclusionTranslator(UpstreamBinding binding, DateTimeOffset now)
{
    private const string Table = "exclusions";

    public Reading Read(ExclusionPayload row, UpstreamMemory memory)
    {
        if (string.IsNullOrEmpty(row.Id))
            return new Reading(null, memory, "id: missing.");
        if (Kind(row.ExclusionType) is not { } kind)
            return new Reading(null, memory, "exclusion_type: none of Fixed Term, Lunchtime, Permanent, Reinstated.");
        if (row.StartDate is not { } start)
            return new Reading(null, memory, "start_date: missing.");
        if (string.IsNullOrEmpty(row.StudentId))
            return new Reading(null, memory, "student_id: missing.");
        if (!memory.Students.TryGetValue(row.StudentId, out var student))
            return new Reading(null, memory, "student_id: not on the roll we know.", MayResolve: true);
        var known = Find(memory, row.Id);
        var isPermanent = kind == ExclusionKind.Permanent || (kind == ExclusionKind.Reinstated && known?.IsPermanent == true);
        if ((row.ExclusionLength ?? known?.Sessions) is not { } sessions && !isPermanent)
            return new Reading(null, memory, "exclusion_length: missing.");
        var exclusion = new KnownExclusion(
            student, start.Day, isPermanent, (int)Math.Round(row.ExclusionLength ?? known?.Sessions ?? 0, MidpointRounding.AwayFromZero),
            kind == ExclusionKind.Reinstated ? known?.ReinstatedAt ?? now : null);
        ImmutableArray<Observation> observations = [One(row, exclusion)];
        if (known is not null && known.Student != student)
            observations = observations.Add(PlacedRow.Withdraw(binding.School, "suspension", row.Id, known.Student, now, "deleted"));
        return new Reading(new UpstreamRecord(row.Id, ContentHash.Of(observations, recordedAtCounts: true), observations), Keep(memory, row.Id, exclusion));
    }

    /// <summary>
    /// Those that began since a day: what a read from that day on must still have. What was said of a pupil who goes on under another id stays as history.
    /// </summary>
    public static IReadOnlyCollection<string> Since(UpstreamMemory memory, DateOnly day) =>
        [.. memory.Table(Table).Keys.Where(id => Find(memory, id)! is var known && known.On >= day && memory.Known(known.Student)?.GoesOnAs is null)];

    /// <summary>Those of pupils who are not gone: of these not many go at once.</summary>
    public static IReadOnlyCollection<string> OfPupilsHere(UpstreamMemory memory, IEnumerable<string> exclusions) =>
        [.. exclusions.Where(id => memory.Known(Find(memory, id)!.Student) is not { IsGone: true })];

    /// <summary>Those that began before are neither read nor remembered any more.</summary>
    public static UpstreamMemory Forget(UpstreamMemory memory, DateOnly before) =>
        memory.WithTable(Table, memory.Table(Table).RemoveRange(memory.Table(Table).Keys.Where(id => Find(memory, id)!.On < before)));

    public (UpstreamMemory Memory, UpstreamRecord Record) Gone(UpstreamMemory memory, string id)
    {
        var withdrawn = PlacedRow.Withdraw(binding.School, "suspension", id, Find(memory, id)!.Student, now, "reconciled");
        return (memory.Without(Table, id), new UpstreamRecord(id, ContentHash.Of($"gone {now:O}"), [withdrawn]));
    }

    private Suspension One(ExclusionPayload row, KnownExclusion exclusion) => new()
    {
        School = binding.School,
        Student = new StudentId(exclusion.Student),
        Id = row.Id!,
        From = exclusion.On,
        To = row.EndDate?.Day,
        Sessions = exclusion.Sessions,
        Permanent = exclusion.IsPermanent,
        ReinstatedAt = exclusion.ReinstatedAt,
    };

    private static ExclusionKind? Kind(string? type) => type?.Trim().ToUpperInvariant() switch
    {
        "FIXED TERM" => ExclusionKind.FixedTerm,
        "LUNCHTIME" => ExclusionKind.Lunchtime,
        "PERMANENT" => ExclusionKind.Permanent,
        "REINSTATED" => ExclusionKind.Reinstated,
        _ => null,
    };

    private static KnownExclusion? Find(UpstreamMemory memory, string id) =>
        memory.Find(Table, id) is { } text ? JsonSerializer.Deserialize<KnownExclusion>(text) : null;

    private static UpstreamMemory Keep(UpstreamMemory memory, string id, KnownExclusion exclusion) => memory.With(Table, id, JsonSerializer.Serialize(exclusion));

    private enum ExclusionKind
    {
        FixedTerm,
        Lunchtime,
        Permanent,
        Reinstated,
    }

    private sealed record KnownExclusion(string Student, DateOnly On, bool IsPermanent, int Sessions, DateTimeOffset? ReinstatedAt);
}
