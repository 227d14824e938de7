using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// Students on roll, and those who have left → <see cref="Domain.Observations.Pupil"/>. Our pupil id is Assembly's <c>student_id</c>, as the vendor advises.
/// Child protection plans and children in need are not supplied: nothing is concluded from that.
/// </summary>
internal sealed class StudentTranslator(UpstreamBinding binding, DateOnly today)
{
    /// <summary>Pupils who are back: what is there of their last weeks is told again.</summary>
    public const string ReturnedTable = "returned";

    public Reading OnRoll(StudentPayload row, UpstreamMemory memory)
    {
        if (Trouble(row) is { } trouble)
            return new Reading(null, memory, trouble);
        var known = memory.Known(row.Id!);
        var (plan, support) = Needs(row.Demographics?.SenCategory);
        var student = Student(row, known) with { Left = null, IsGone = false };
        foreach (var (kind, value) in (ReadOnlySpan<(StatusKind, bool?)>)
            [(StatusKind.CLA, Loosely.Flag(row.Demographics?.InCare)), (StatusKind.EHCP, plan), (StatusKind.SENSupport, support)])
            student = student.Seen(kind, value, today);
        var isUnclear = !string.IsNullOrWhiteSpace(row.Demographics?.InCare) && Loosely.Flag(row.Demographics.InCare) is null;
        return Told(Learn(known is { IsOnRoll: false } ? memory.With(ReturnedTable, row.Id!, "") : memory, row), student) with
        {
            Trouble = isUnclear ? "demographics.in_care: neither yes nor no; what was known of it stands." : null,
        };
    }

    public Reading Left(StudentPayload row, UpstreamMemory memory)
    {
        if (Trouble(row) is { } trouble)
            return new Reading(null, memory, trouble);
        if (row.EndDate is not { } end)
            return new Reading(null, memory, "end_date: missing for a leaver.");
        var known = memory.Known(row.Id!);
        // Who left longer ago than the product remembers is nobody's risk here; and an earlier stay says nothing of the present one.
        if (end.Day < today.AddDays(-UpstreamMemory.RememberedDays) || (known is { IsOnRoll: true } && end.Day < known.Joined))
            return new Reading(null, memory);
        return Told(Learn(memory, row), Student(row, known) with { Left = end.Day, IsGone = false });
    }

    private static string? Trouble(StudentPayload row) =>
        string.IsNullOrEmpty(row.Id) ? "id: missing."
        : IdText.IsValid(row.Id) ? null : "id: not 1 to 64 letters, digits, '-', '_' or '.'.";

    // A row without a first day is somebody all the same: the day we first saw the pupil is late rather than early.
    private KnownStudent Student(StudentPayload row, KnownStudent? known)
    {
        var joined = row.StartDate?.Day ?? known?.Joined ?? today;
        return (known ?? new KnownStudent { Student = row.Id!, Joined = joined }) with
        {
            Born = row.Dob?.Day ?? known?.Born,
            YearGroup = YearGroup.Of(row.YearCode) ?? known?.YearGroup,
            Joined = joined,
            Upn = row.Upn is { Length: > 0 } ? row.Upn : known?.Upn,
            Initials = Initials(row) ?? known?.Initials,
            FullName = $"{row.FirstName} {row.LastName}".Trim() is { Length: > 0 } name ? name : known?.FullName,
        };
    }

    private static string? Initials(StudentPayload row)
    {
        var letters = string.Concat(((string?[])[row.FirstName, row.LastName]).Where(name => !string.IsNullOrEmpty(name)).Select(name => name![..1]));
        return letters.Length == 0 ? null : letters;
    }

    // The census's letters: E a plan, S its predecessor, K support, A and P its predecessors, N none.
    private static (bool? Plan, bool? Support) Needs(string? category) => category?.Trim().ToUpperInvariant() switch
    {
        "E" or "S" => (true, false),
        "K" or "A" or "P" => (false, true),
        "N" => (false, false),
        _ => (null, null),
    };

    private UpstreamMemory Learn(UpstreamMemory memory, StudentPayload row) =>
        PupilDirectory.Learn(
            memory.WithStudent(row.Id!, row.Id!), new StudentId(row.Id!), row.MisId, PupilDirectory.Hashes(binding.UpnKey, row.Upn, row.FormerUpn), row.Pan);

    private Reading Told(UpstreamMemory memory, KnownStudent student)
    {
        var (remembered, record) = memory.Tell(student, binding.School);
        return new Reading(record, remembered);
    }
}
