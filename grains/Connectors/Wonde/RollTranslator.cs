using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>Pupils on roll, their flags, and leavers → <see cref="Domain.Observations.Pupil"/>. Our pupil id is Wonde's <c>upi</c>: it survives a change of the Wonde id.</summary>
internal sealed class RollTranslator(UpstreamBinding binding, DateOnly today)
{
    /// <summary>
    /// Pupils who are back, or under a new id, or new while marks wait for somebody we do not know: marks of theirs may come with an old stamp,
    /// or have come under an old id, and must be read again.
    /// </summary>
    public const string RereadTable = "reread-marks";

    public Reading OnRoll(StudentPayload row, UpstreamMemory memory)
    {
        if (Trouble(row) is { } trouble)
            return new Reading(null, memory, trouble);
        var known = memory.Pupil(row.Upi!) ?? new KnownPupil { Student = row.Upi! };
        var education = row.EducationDetails?.Data;
        if (Joined(row, known) is not { } joined)
            return new Reading(null, memory, "education_details.admission_date: missing, and so is created_at.");

        var (flagged, unclear) = Flagged(known, row.ExtendedDetails?.Data);
        var pupil = flagged with
        {
            WondeId = row.Id,
            Facts = Facts(row, known.Facts, joined),
            Left = null,
            Updated = row.UpdatedAt?.Stamp ?? row.CreatedAt?.Stamp,
            Restored = row.RestoredAt?.Stamp,
        };
        memory = Learn(memory, row, education);
        if (IsBack(known, pupil) || (known.WondeId is null && RowReader.HasParked(MarkStream.Name, memory)))
            memory = memory.With(RereadTable, pupil.Student, "");
        return Told(memory.Without(GoneTranslator.Table, pupil.Student), pupil) with { Trouble = unclear };
    }

    public Reading Flags(StudentPayload row, UpstreamMemory memory)
    {
        if (Trouble(row) is { } trouble)
            return new Reading(null, memory, trouble);
        var known = memory.Pupil(row.Upi!) ?? new KnownPupil { Student = row.Upi!, WondeId = row.Id };
        var (plans, plansTrouble) = Spans(StatusKind.CP, row.ChildProtectionPlanDateRanges);
        var (care, careTrouble) = Spans(StatusKind.CLA, row.InCareDateRanges);
        var pupil = known with { ProtectionPlans = plans ?? known.ProtectionPlans, Care = care ?? known.Care };
        if (plansTrouble)
            pupil = pupil.With(pupil.Flag(StatusKind.CP).Seen(true, today));
        if (careTrouble)
            pupil = pupil.With(pupil.Flag(StatusKind.CLA).Seen(true, today));
        if (row.Siblings?.Data is { } siblings)
            pupil = pupil with { Siblings = [.. siblings.Select(s => s.Upi ?? memory.Students.GetValueOrDefault(s.Id ?? "")).OfType<string>().Where(IdText.IsValid).Order(StringComparer.Ordinal)] };
        var told = Told(memory, pupil);
        return plansTrouble || careTrouble ? told with { Trouble = "A date range has no start_date: it counts from today." } : told;
    }

    /// <summary>With whom the pupil lives: a contact who lives with two pupils makes them one household.</summary>
    public static Reading Contacts(StudentPayload row, UpstreamMemory memory)
    {
        if (Trouble(row) is { } trouble)
            return new Reading(null, memory, trouble);
        if (row.Contacts?.Data is not { } contacts)
            return new Reading(null, memory);
        var known = memory.Pupil(row.Upi!) ?? new KnownPupil { Student = row.Upi!, WondeId = row.Id };
        var homes = contacts.Where(contact => Loosely.Flag(contact.Relationship?.Data?.LivesWithPupil) == true)
            .Select(contact => contact.Upi ?? contact.Id).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        return new Reading(null, homes.SequenceEqual(known.Homes) ? memory : memory.Remember(known with { Homes = homes }));
    }

    public Reading Left(StudentPayload row, UpstreamMemory memory)
    {
        if (Trouble(row) is { } trouble)
            return new Reading(null, memory, trouble);
        var known = memory.Pupil(row.Upi!) ?? new KnownPupil { Student = row.Upi! };
        var education = row.EducationDetails?.Data;
        memory = memory.Without(GoneTranslator.Table, known.Student);
        if (!memory.Students.ContainsKey(row.Id!) && RowReader.HasParked(MarkStream.Name, memory))
            memory = memory.With(RereadTable, known.Student, "");
        if (known.WondeId is null || known.WondeId == row.Id || !known.IsOnRoll)
            memory = Learn(memory, row, education);
        else
            memory = memory.WithStudent(row.Id!, known.Student);
        if (education?.LeavingDate?.Date is not { } left)
            return new Reading(null, memory, "education_details.leaving_date: missing for a leaver.");
        if (Joined(row, known) is not { } joined)
            return new Reading(null, memory, "education_details.admission_date: missing, and so is created_at.");
        var updated = row.UpdatedAt?.Stamp;
        if (known.IsOnRoll && (updated <= known.Updated || left < known.Facts!.Joined))
            return new Reading(null, memory);

        return Told(memory, known with { WondeId = row.Id, Facts = Facts(row, known.Facts, joined), Left = left, Updated = updated ?? known.Updated });
    }

    private static bool IsBack(KnownPupil known, KnownPupil pupil) => known.WondeId is not null
        && (known.Facts is null || known.Left is not null || known.WondeId != pupil.WondeId || known.Restored != pupil.Restored);

    private static string? Trouble(StudentPayload row) =>
        string.IsNullOrEmpty(row.Id) ? "id: missing."
        : row.Upi is null ? "upi: missing."
        : IdText.IsValid(row.Upi) ? null : "upi: not 1 to 64 letters, digits, '-', '_' or '.'.";

    // Without the include a pupil would have no first day; the day the row came to Wonde is late rather than early.
    private static DateOnly? Joined(StudentPayload row, KnownPupil known) =>
        row.EducationDetails?.Data?.AdmissionDate?.Date
        ?? known.Facts?.Joined
        ?? (row.CreatedAt is { } created ? SchoolTime.DateOf(created.Stamp) : null);

    private static RollFacts Facts(StudentPayload row, RollFacts? known, DateOnly joined)
    {
        var education = row.EducationDetails?.Data;
        var (year, registration) = (row.Year?.Data, row.Registration?.Data);
        return new RollFacts
        {
            Born = row.DateOfBirth?.Date ?? known?.Born,
            YearGroup = YearGroup.Of(year?.Code, year?.Name, education?.CurrentNcYear) ?? known?.YearGroup,
            Registration = registration?.Name ?? registration?.Code ?? (row.Registration is null ? known?.Registration : null),
            Joined = joined,
            Upn = education?.Upn ?? known?.Upn,
            Initials = Initials(row),
            FullName = $"{row.Forename} {row.Surname}".Trim() is { Length: > 0 } name ? name : known?.FullName,
        };
    }

    private static string? Initials(StudentPayload row)
    {
        if (row.Initials is { Length: > 0 and <= 4 } given)
            return given;
        var letters = string.Concat(((string?[])[row.Forename, row.Surname]).Where(name => !string.IsNullOrEmpty(name)).Select(name => name![..1]));
        return letters.Length == 0 ? null : letters;
    }

    // A word that is neither yes nor no ends nothing and begins nothing, and is said; the pupil is told all the same.
    private (KnownPupil Pupil, string? Unclear) Flagged(KnownPupil pupil, ExtendedPayload? flags)
    {
        if (flags is null)
            return (pupil, null);
        string? unclear = null;
        foreach (var (kind, field, text) in (ReadOnlySpan<(StatusKind, string, string?)>)
            [(StatusKind.CP, "child_protection_plan", flags.ChildProtectionPlan), (StatusKind.CIN, "child_in_need", flags.ChildInNeed), (StatusKind.CLA, "in_lea_care", flags.InLeaCare)])
        {
            var value = Loosely.Flag(text);
            if (value is null && !string.IsNullOrWhiteSpace(text))
                unclear = $"extended_details.{field}: neither yes nor no; what was known of it stands.";
            pupil = pupil.With(pupil.Flag(kind).Seen(value, today));
        }

        var (plan, support) = Needs(flags.SenStatus);
        pupil = pupil.With(pupil.Flag(StatusKind.EHCP).Seen(plan, today));
        return (pupil.With(pupil.Flag(StatusKind.SENSupport).Seen(support, today)), unclear);
    }

    // The census's letters: E a plan, S its predecessor, K support, A and P its predecessors, N none.
    private static (bool? Plan, bool? Support) Needs(string? status) => status?.Trim().ToUpperInvariant() switch
    {
        "E" or "S" => (true, false),
        "K" or "A" or "P" => (false, true),
        "N" => (false, false),
        _ => (null, null),
    };

    private static (ImmutableArray<PupilStatus>? Spans, bool HasTrouble) Spans(StatusKind kind, Included<RangePayload[]>? ranges)
    {
        if (ranges?.Data is not { } given)
            return (null, false);
        var spans = given.Where(range => range.StartDate is not null).Select(range => new PupilStatus(kind, range.StartDate!.Value.Date, range.EndDate?.Date));
        return ([.. spans], given.Any(range => range is { StartDate: null, EndDate: null }));
    }

    private UpstreamMemory Learn(UpstreamMemory memory, StudentPayload row, EducationPayload? education) =>
        PupilDirectory.Learn(
            memory.WithStudent(row.Id!, row.Upi!), new StudentId(row.Upi!), row.MisId,
            PupilDirectory.Hashes(binding.UpnKey, education?.Upn, education?.FormerUpn), education?.AdmissionNumber,
            other => memory.Pupil(other) is not { IsOnRoll: true } && IsOneChild(memory.Pupil(other)?.Facts, row, education));

    // After a change of MIS every upi is new: the number then means the child under the new one, once the old one is not on roll any more.
    private static bool IsOneChild(RollFacts? other, StudentPayload row, EducationPayload? education) =>
        other is null || (education?.Upn is { } upn && PupilNumber.IsPermanent(upn) && string.Equals(other.Upn?.Trim(), upn.Trim(), StringComparison.OrdinalIgnoreCase)
            && other.Born is { } born && row.DateOfBirth?.Date == born);

    private Reading Told(UpstreamMemory memory, KnownPupil pupil)
    {
        var (remembered, record) = memory.Tell(pupil, binding.School, today);
        return new Reading(record, remembered);
    }
}
