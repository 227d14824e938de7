using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// An exclusion → <see cref="Suspension"/>. Permanent when <c>type_code</c> is <c>PERM</c>; reinstated at the earlier of the two dates that is set.
/// When parents were told and whether an exam was missed is not at the source: null until somebody enters it.
/// </summary>
internal sealed class ExclusionTranslator(UpstreamBinding binding)
{
    public const string Table = "exclusion-pupils";

    public Reading Read(ExclusionPayload row, UpstreamMemory memory)
    {
        if (string.IsNullOrEmpty(row.Id))
            return new Reading(null, memory, "id: missing.");
        if (row.StartDate is not { } start)
            return new Reading(null, memory, "start_date: missing.");
        if (string.IsNullOrWhiteSpace(row.TypeCode) && string.IsNullOrWhiteSpace(row.Type))
            return new Reading(null, memory, "type_code: missing, and so is type.");
        var isPermanent = string.IsNullOrWhiteSpace(row.TypeCode)
            ? row.Type!.Trim().StartsWith("PERM", StringComparison.OrdinalIgnoreCase)
            : row.TypeCode.Trim().Equals("PERM", StringComparison.OrdinalIgnoreCase);
        if ((row.Sessions ?? row.Days * 2) is not { } sessions && !isPermanent)
            return new Reading(null, memory, "sessions: missing, and so is days.");
        if ((row.Student.Id ?? row.StudentId.Id) is not { } wondeId)
            return new Reading(null, memory, "student: missing.");
        if (!memory.Students.TryGetValue(wondeId, out var student))
            return new Reading(null, memory, "student: not on the roll we know.", MayResolve: true);

        var suspension = One(row, student, start.Date, (int)Math.Round(row.Sessions ?? row.Days * 2 ?? 0, MidpointRounding.AwayFromZero), isPermanent);
        var now = new PlacedRow(start.Date, row.UpdatedAt?.Stamp ?? row.CreatedAt?.Stamp ?? start.Happened, [student]);
        var known = memory.Find(Table, row.Id) is { } text ? PlacedRow.Parse(text) : null;
        IEnumerable<string> moved = known?.Students.Except(now.Students) ?? [];
        ImmutableArray<Observation> observations =
            [suspension, .. moved.Select(other => PlacedRow.Withdraw(binding.School, "suspension", row.Id, other, now.Updated, "deleted"))];
        var record = new UpstreamRecord(row.Id, ContentHash.Of(observations, recordedAtCounts: true), observations);
        return new Reading(record, memory.With(Table, row.Id, (now with { Content = record.ContentHash }).ToString()));
    }

    private Suspension One(ExclusionPayload row, string student, DateOnly from, int sessions, bool isPermanent) => new()
    {
        School = binding.School,
        Student = new StudentId(student),
        RecordedAt = row.CreatedAt?.Stamp,
        Id = row.Id!,
        From = from,
        To = row.EndDate?.Date,
        Sessions = sessions,
        Permanent = isPermanent,
        ReinstatedAt = Earlier(row.AppealReinstatementDate?.Happened, row.DisciplineCommitteeReinstatementDate?.Happened),
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right < left ? right ?? left : left;
}
