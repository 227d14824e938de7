using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.SafeguardingSource;

/// <summary>An incident → the <see cref="Concern"/> about its pupil and a <see cref="ConcernAction"/> for each thing done. Its narrative is not read.</summary>
internal sealed class IncidentTranslator(UpstreamBinding binding, PupilLinks links, DateTimeOffset asOf)
{
    private readonly CategoryReader _categories = new(binding.Categories);

    public Reading Read(IncidentPayload row, UpstreamMemory memory)
    {
        if (string.IsNullOrEmpty(row.Id))
            return new Reading(null, memory, "id: missing.");
        if (row.SchoolId is { Length: > 0 } school && school != binding.UpstreamSchool)
            return new Reading(null, memory, "school_id: it is another school's.");
        if (row.Version is not { } version)
            return new Reading(null, memory, "version: missing.");
        var known = Placements.Find(memory, row.Id);
        if (known?.Version > version)
            return new Reading(null, memory);
        if (row.DeletedAt is { } deleted)
            return Buried(row, known, memory, deleted.At);
        if (row.OccurredAt is null)
            return new Reading(null, memory, "occurred_at: missing.");
        if (row.Severity is < 1 or > 4)
            return new Reading(null, memory, "severity: not 1 to 4.");
        if (row.Student?.Id is null)
            return new Reading(null, memory, "student: missing.");
        return links.Find(row.Student, memory) is { } student
            ? Placed(row, known, memory, student)
            : Unplaced(row, known, Placements.Wait(memory, row.Id, [row.Student]));
    }

    // Whom it was told of is not the child any more, as the source says: it must not stand there until the right one is known. Two records
    // that were merged are one child.
    private Reading Unplaced(IncidentPayload row, Placement? known, UpstreamMemory memory)
    {
        var trouble = PupilLinks.IsContradicted(row.Student!, memory)
            ? "student: the link of this pupil contradicts the roll; tried again in every sweep."
            : "student: not on the roll we know; tried again in every sweep.";
        if (known?.Student is null || PupilLinks.AreOne(memory, known.Sources[0], row.Student!.Id!))
            return new Reading(null, memory, trouble);
        var gone = known with { Version = row.Version!.Value, Student = null, Actions = [] };
        return new Reading(
            new UpstreamRecord(row.Id!, ContentHash.Of($"moved {row.Version}"), [.. Withdrawn(row.Id!, known, gone, row.UpdatedAt?.At ?? asOf)]), Placements.Keep(memory, row.Id!, gone), trouble);
    }

    private Reading Placed(IncidentPayload row, Placement? known, UpstreamMemory memory, StudentId student)
    {
        var others = Others(row);
        var strangers = others.Where(pupil => links.Find(pupil, memory) is null).ToList();
        memory = strangers.Count == 0 ? Placements.Settled(memory, row.Id!) : Placements.Wait(memory, row.Id!, strangers);

        var (actions, actionTrouble) = Actions(row);
        var placement = new Placement(
            row.Version!.Value, Remembered(row.UpdatedAt?.At), student.Value,
            [.. others.Select(pupil => pupil.Id!).Prepend(row.Student!.Id!).Distinct()],
            [.. (row.Categories ?? []).Select(category => category.Id).OfType<string>()],
            [.. actions.Select(action => action.Key)]);
        ImmutableArray<Observation> observations =
            [Concern(row, student, memory), .. actions, .. known is null ? [] : Withdrawn(row.Id!, known, placement, row.UpdatedAt?.At ?? asOf)];
        var record = new UpstreamRecord(row.Id!, ContentHash.Of(observations, recordedAtCounts: true), observations);
        var trouble = strangers.Count > 0 ? "linked_students, child_on_child: a pupil is not on the roll we know; tried again in every sweep." : actionTrouble;
        return new Reading(record, Placements.Keep(memory, row.Id!, placement), trouble);
    }

    private Concern Concern(IncidentPayload row, StudentId student, UpstreamMemory memory)
    {
        var meanings = _categories.Meanings(row.Categories, memory);
        return new Concern
        {
            School = binding.School,
            Student = student,
            RecordedAt = row.RecordedAt?.At,
            Id = SourceIds.Of(row.Id!),
            OccurredAt = row.OccurredAt!.Value.At,
            Categories = [.. meanings.Select(meaning => meaning.Canonical).Distinct().Order(StringComparer.Ordinal)],
            Severity = (int?)row.Severity ?? meanings.Max(meaning => meaning.Severity),
            // Who it was matters only for telling two recorders apart; without it the concern still counts.
            RecordedBy = row.RecordedBy?.Id ?? "unknown",
            RecorderRole = row.RecordedBy?.Role,
            Linked = Students(row.LinkedStudents, memory),
            SameEventAs = string.IsNullOrEmpty(row.SameEventAs) ? null : SourceIds.Of(row.SameEventAs),
            ChildOnChild = row.ChildOnChild is { } between
                ? new ChildOnChild(Students(Links(between.Aggressors, row), memory), Students(Links(between.Targets, row), memory))
                : null,
        };
    }

    private (ImmutableArray<ConcernAction> Actions, string? Trouble) Actions(IncidentPayload row)
    {
        string? trouble = null;
        var actions = ImmutableArray.CreateBuilder<ConcernAction>();
        foreach (var action in row.Actions ?? [])
        {
            // A note is none of the things that count as doing something.
            if (action.DeletedAt is not null || string.Equals(action.Kind, "note", StringComparison.OrdinalIgnoreCase))
                continue;
            if (string.IsNullOrEmpty(action.Id) || action.RecordedAt is not { } at || !TryKind(action.Kind, out var kind))
                trouble = "actions: one has no id, no recorded_at or a kind that is not in the contract.";
            else
                actions.Add(new ConcernAction
                {
                    School = binding.School,
                    RecordedAt = at.At,
                    Id = SourceIds.OfAction(row.Id!, action.Id),
                    Concern = SourceIds.Of(row.Id!),
                    At = at.At,
                    Kind = kind,
                    Agency = action.Agency,
                });
        }

        return (actions.ToImmutable(), trouble);
    }

    private Reading Buried(IncidentPayload row, Placement? known, UpstreamMemory memory, DateTimeOffset deleted)
    {
        memory = Placements.Settled(memory, row.Id!);
        if (known?.Student is null)
            return new Reading(null, memory);
        var gone = known with { Version = row.Version!.Value, Student = null, Actions = [], Updated = Remembered(deleted) };
        ImmutableArray<Observation> observations = [.. Withdrawn(row.Id!, known, gone, deleted)];
        return new Reading(
            new UpstreamRecord(row.Id!, ContentHash.Of($"deleted {row.Version}"), observations), Placements.Keep(memory, row.Id!, gone));
    }

    /// <summary>The source lists it no more, and left no tombstone. Should it be listed again, it is read again.</summary>
    public (UpstreamRecord Record, UpstreamMemory Memory) Vanished(string incident, UpstreamMemory memory)
    {
        var known = Placements.Find(memory, incident)!;
        var gone = known with { Student = null, Actions = [] };
        var record = new UpstreamRecord(incident, ContentHash.Of($"vanished {asOf:O}"), [.. Withdrawn(incident, known, gone, asOf, "reconciled")]);
        return (record, Placements.Keep(Placements.Settled(memory, incident), incident, gone));
    }

    // A stamp of long ago, by a clock that was wrong, would let us forget at once what stands.
    private DateOnly Remembered(DateTimeOffset? updated) =>
        SchoolTime.DateOf(updated is { } at && at > asOf.AddDays(-UpstreamMemory.RememberedDays) ? at : asOf);

    private IEnumerable<Withdrawn> Withdrawn(string incident, Placement before, Placement now, DateTimeOffset at, string reason = "deleted")
    {
        if (before.Student is null)
            yield break;
        var student = new StudentId(before.Student);
        foreach (var action in before.Actions.Except(now.Actions))
            yield return Withdrawn("action", action, student, at, reason);
        if (before.Student != now.Student)
            yield return Withdrawn("concern", $"{SourceIds.Of(incident)}|{before.Student}", student, at, reason);
    }

    private Withdrawn Withdrawn(string type, string key, StudentId student, DateTimeOffset at, string reason) => new()
    {
        School = binding.School,
        Of = type,
        OfKey = key,
        Student = student,
        At = at,
        RecordedAt = at,
        Reason = reason,
    };

    private static List<LinkPayload> Others(IncidentPayload row) =>
        [.. (row.LinkedStudents ?? [])
            .Concat(Links(row.ChildOnChild?.Aggressors, row)).Concat(Links(row.ChildOnChild?.Targets, row))
            .Where(pupil => pupil.Id is not null).DistinctBy(pupil => pupil.Id)];

    // Roles name pupils by id alone; what else is known of them stands in the same incident.
    private static IEnumerable<LinkPayload> Links(string[]? ids, IncidentPayload row) =>
        (ids ?? []).Select(id => (row.LinkedStudents ?? []).Prepend(row.Student!).FirstOrDefault(pupil => pupil.Id == id) ?? new LinkPayload { Id = id });

    private ImmutableArray<StudentId> Students(IEnumerable<LinkPayload>? pupils, UpstreamMemory memory) =>
        [.. (pupils ?? []).Select(pupil => links.Find(pupil, memory)).OfType<StudentId>().Distinct().Order()];

    private static bool TryKind(string? text, out ActionKind kind)
    {
        kind = default;
        return text is not null && !char.IsDigit(text.FirstOrDefault()) && Enum.TryParse(text, ignoreCase: true, out kind) && Enum.IsDefined(kind);
    }
}
