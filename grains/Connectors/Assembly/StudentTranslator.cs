using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// Students on roll, and those who have left → <see cref="Domain.Observations.Pupil"/>. Our pupil id is Assembly's <c>student_id</c>, as the vendor advises.
/// Child protection plans and children in need are not supplied: nothing is concluded from that. A pupil who has been here before has several rows, with one id: the stay
/// that ends last counts, or does not end, in whatever order they come.
/// </summary>
internal sealed class StudentTranslator(UpstreamBinding binding, DateOnly today)
{
    /// <summary>Pupils who are back: what is there of their last weeks is told again.</summary>
    public const string ReturnedTable = "returned";

    private readonly Dictionary<string, (DateOnly End, DateOnly Start)> _stays = new(StringComparer.Ordinal);

    public Reading OnRoll(StudentPayload row, UpstreamMemory memory)
    {
        if (Trouble(row) is { } trouble)
            return new Reading(null, memory, trouble);
        var known = memory.Known(row.Id!);
        if (IsEarlierStay(row, known))
            return new Reading(null, memory);
        var (plan, support) = Needs(row.Demographics?.SenCategory);
        var student = Student(row, known) with { Left = row.EndDate?.Day >= today ? row.EndDate?.Day : null, IsGone = false, GoesOnAs = null };
        foreach (var (kind, value) in (ReadOnlySpan<(StatusKind, bool?)>)
            [(StatusKind.CLA, Loosely.Flag(row.Demographics?.InCare)), (StatusKind.EHCP, plan), (StatusKind.SENSupport, support)])
            student = student.Seen(kind, value, today);
        var isUnclear = !string.IsNullOrWhiteSpace(row.Demographics?.InCare) && Loosely.Flag(row.Demographics.InCare) is null;
        memory = student.Left is { } last ? memory.With(StudentBook.AnnouncedTable, row.Id!, AssemblyList.Day(last)) : memory.Without(StudentBook.AnnouncedTable, row.Id!);
        return Told(Learn(known?.IsOnRoll(today) == false ? memory.With(ReturnedTable, row.Id!, "") : memory, row), student) with
        {
            Trouble = isUnclear ? "demographics.in_care: neither yes nor no; what was known of it stands." : null,
        };
    }

    /// <summary>Whoever is on roll as far as we know may have an earlier stay here: that is for the roll to say.</summary>
    public Reading Left(StudentPayload row, UpstreamMemory memory) => Left(row, memory, (end, known) => end < today && known.IsOnRoll(today));

    /// <summary>As <see cref="Left(StudentPayload, UpstreamMemory)"/>, of somebody whom the roll, read whole, does not have.</summary>
    public Reading Gone(StudentPayload row, UpstreamMemory memory) => Left(row, memory, (_, _) => false);

    private Reading Left(StudentPayload row, UpstreamMemory memory, Func<DateOnly, KnownStudent, bool> mayBeHere)
    {
        if (Trouble(row) is { } trouble)
            return new Reading(null, memory, trouble);
        if (row.EndDate is not { } end)
            return new Reading(null, memory, "end_date: missing for a leaver.");
        var known = memory.Known(row.Id!);
        // Who left longer ago than the product remembers is nobody's risk here; and an earlier stay says nothing of the present one.
        if (end.Day < today.AddDays(-UpstreamMemory.RememberedDays) || IsEarlierStay(row, known))
            return new Reading(null, memory);
        if (known is not null && mayBeHere(end.Day, known))
            return new Reading(null, memory.With(StudentBook.LeavingTable, row.Id!, AssemblyList.Day(end.Day)));
        if (end.Day >= today)
            memory = memory.With(StudentBook.AnnouncedTable, row.Id!, AssemblyList.Day(end.Day));
        return Told(Learn(memory, row), Student(row, known) with { Left = end.Day, IsGone = false, GoesOnAs = null });
    }

    /// <summary>Of two rows of one pupil, whether the first is of an earlier stay than the second.</summary>
    public static bool IsEarlier(StudentPayload row, StudentPayload other) => StayOf(row).CompareTo(StayOf(other)) < 0;

    private static (DateOnly End, DateOnly Start) StayOf(StudentPayload row) => (row.EndDate?.Day ?? DateOnly.MaxValue, row.StartDate?.Day ?? DateOnly.MinValue);

    private bool IsEarlierStay(StudentPayload row, KnownStudent? known)
    {
        var stay = StayOf(row);
        if (stay.End < today && known is { IsGone: false } && stay.End < known.Joined)
            return true;
        if (_stays.TryGetValue(row.Id!, out var other) && stay.CompareTo(other) < 0)
            return true;
        _stays[row.Id!] = stay;
        return false;
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
            memory.WithStudent(row.Id!, row.Id!), new StudentId(row.Id!), row.MisId, PupilDirectory.Hashes(binding.UpnKey, row.Upn, row.FormerUpn), row.Pan,
            other => memory.Known(other) is not { } known || (!known.IsOnRoll(today) && IsOneChild(known, row)));

    // After all ids were issued anew the number means the child under the new one, once the old one is not on roll any more.
    private static bool IsOneChild(KnownStudent other, StudentPayload row) =>
        row.Upn is { } upn && PupilNumber.IsPermanent(upn) && string.Equals(other.Upn?.Trim(), upn.Trim(), StringComparison.OrdinalIgnoreCase)
        && other.Born is { } born && row.Dob?.Day == born;

    private Reading Told(UpstreamMemory memory, KnownStudent student)
    {
        var (remembered, record) = memory.Tell(student, binding.School);
        return new Reading(record, remembered);
    }
}
