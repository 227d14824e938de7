using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// What is no longer there → <see cref="Withdrawn"/>. A tombstone beats a record only if it is newer, and a pupil's tombstone alone is not "gone":
/// a leaver has one too. A pupil is withdrawn after two complete sweeps in neither list.
/// </summary>
internal sealed class GoneTranslator(UpstreamBinding binding)
{
    public const string Table = "gone";
    public const string Stream = "deletions";
    public const int SweepsNeeded = 2;

    /// <summary>Two sweeps that miss a pupil without a tombstone must be this far apart: one bad hour upstream is not a leaver.</summary>
    public static TimeSpan Apart { get; } = TimeSpan.FromHours(6);

    public Reading Buried(DeletionPayload row, UpstreamMemory memory)
    {
        if (string.IsNullOrEmpty(row.Id) || row.Type is null)
            return new Reading(null, memory, "id or type: missing.");
        if (row.DeletedAt is not { } deleted)
            return new Reading(null, memory, "deleted_at: missing.");
        if (row.RestoredAt?.Stamp > deleted.Stamp)
            return new Reading(null, memory);
        return row.Type.ToUpperInvariant() switch
        {
            "STUDENT" or "STUDENTS" => new Reading(null, Suspect(memory, row.Id, deleted.Stamp)),
            "BEHAVIOUR" or "BEHAVIOURS" => Withdraw(memory, BehaviourTranslator.Table, "behaviour", row.Id, deleted.Stamp),
            "EXCLUSION" or "EXCLUSIONS" => Withdraw(memory, ExclusionTranslator.Table, "suspension", row.Id, deleted.Stamp),
            _ => new Reading(null, memory),
        };
    }

    /// <summary>A complete read of the roll did not have this pupil.</summary>
    public static UpstreamMemory Missed(UpstreamMemory memory, string student, DateTimeOffset at)
    {
        var absence = Find(memory, student) ?? new Absence("reconciled", at, at, 0);
        return absence.Reason != "reconciled" || (absence.Sweeps > 0 && at - absence.Since < Apart)
            ? memory
            : Keep(memory, student, absence with { Sweeps = absence.Sweeps + 1 });
    }

    /// <summary>A person has said that this pupil, whom a complete read of the roll did not have, has gone: no second read is waited for.</summary>
    public static UpstreamMemory Accepted(UpstreamMemory memory, string student, DateTimeOffset at) =>
        Keep(memory, student, (Find(memory, student) ?? new Absence("reconciled", at, at, 0)) with { Sweeps = SweepsNeeded, IsAccepted = true });

    /// <summary>At the end of a complete sweep: those who have been missing for long enough, save those the school withholds.</summary>
    public (UpstreamMemory Memory, ImmutableArray<UpstreamRecord> Records) Settle(UpstreamMemory before, UpstreamMemory memory, IReadOnlySet<string> withheld)
    {
        (memory, var going) = Going(before, memory, withheld);
        var unasked = going.Where(each => !each.Absence.IsAccepted).Select(each => each.Pupil.Student).ToList();
        if (unasked.Count > 0 && memory.Pupils().Count(pupil => pupil.IsOnRoll) is var onRoll && MassChange.IsSuspicious(unasked.Count, onRoll)
            && !MassChange.IsAccepted(binding, unasked, onRoll))
            throw MassChange.Refused(unasked, onRoll);
        foreach (var (pupil, _) in going)
            memory = memory.Without(Table, pupil.Student).Remember(pupil with { Facts = null, LastContent = 0, Revision = pupil.Revision + 1 });
        return (memory, [.. going.Select(each => Withdraw(binding.School, each.Pupil.Student, each.Absence.Reason, each.Absence.At))]);
    }

    /// <summary>Those of whom a complete sweep says for the second time that they are not there.</summary>
    public static (UpstreamMemory Memory, List<(KnownPupil Pupil, Absence Absence)> Going) Going(UpstreamMemory before, UpstreamMemory memory, IReadOnlySet<string> withheld)
    {
        var going = new List<(KnownPupil Pupil, Absence Absence)>();
        foreach (var (student, _) in memory.Table(Table).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            var absence = Find(memory, student)!;
            if (absence.Reason == "deleted" && Find(before, student)?.Reason == "deleted")
                absence = absence with { Sweeps = absence.Sweeps + 1 };
            memory = Keep(memory, student, absence);
            if (absence.Sweeps >= SweepsNeeded && memory.Pupil(student) is { IsOnRoll: true } pupil && !withheld.Contains(pupil.WondeId ?? ""))
                going.Add((pupil, absence));
        }

        return (memory, going);
    }

    public static UpstreamRecord Withdraw(SchoolId school, string student, string reason, DateTimeOffset at) => Record(student, new Withdrawn
    {
        School = school,
        Of = "pupil",
        OfKey = student,
        Student = new StudentId(student),
        At = at,
        RecordedAt = at,
        Reason = reason,
    });

    private static UpstreamMemory Suspect(UpstreamMemory memory, string wondeId, DateTimeOffset deleted)
    {
        if (!memory.Students.TryGetValue(wondeId, out var student) || memory.Pupil(student) is not { IsOnRoll: true } pupil)
            return memory;
        // A row as new as its tombstone, or under another id, says that the pupil is here.
        if (pupil.WondeId != wondeId || pupil.Updated > deleted)
            return memory;
        return Find(memory, student) is { Reason: "deleted" } ? memory : Keep(memory, student, new Absence("deleted", deleted, deleted, 1));
    }

    private Reading Withdraw(UpstreamMemory memory, string table, string type, string id, DateTimeOffset deleted)
    {
        if (memory.Find(table, id) is not { } text || PlacedRow.Parse(text) is not { } placed || placed.Updated > deleted)
            return new Reading(null, memory);
        var withdrawn = placed.Students.Select(student => PlacedRow.Withdraw(binding.School, type, id, student, deleted, "deleted"));
        return new Reading(Record($"{type}-{id}", [.. withdrawn]), memory.Without(table, id));
    }

    private static UpstreamRecord Record(string id, params ImmutableArray<Observation> observations) =>
        new(id, ContentHash.Of(string.Join('\n', observations.Cast<Withdrawn>().Select(w => w.At.ToString("O", CultureInfo.InvariantCulture)))), observations);

    private static Absence? Find(UpstreamMemory memory, string student) =>
        memory.Find(Table, student) is { } text ? JsonSerializer.Deserialize<Absence>(text) : null;

    private static UpstreamMemory Keep(UpstreamMemory memory, string student, Absence absence) =>
        memory.With(Table, student, JsonSerializer.Serialize(absence));

    /// <param name="IsAccepted">Among so many that a person was asked.</param>
    internal sealed record Absence(string Reason, DateTimeOffset At, DateTimeOffset Since, int Sweeps, bool IsAccepted = false);
}
