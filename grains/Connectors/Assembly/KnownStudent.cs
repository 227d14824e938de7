using System.Collections.Immutable;
using System.Text.Json;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>What the lists of students, leavers and registration groups have said of one pupil: no list sends a whole one.</summary>
internal sealed record KnownStudent
{
    public required string Student { get; init; }

    public DateOnly? Born { get; init; }

    public int? YearGroup { get; init; }

    public required DateOnly Joined { get; init; }

    /// <summary>The last day on roll; one that is still to come has been announced.</summary>
    public DateOnly? Left { get; init; }

    public string? Upn { get; init; }

    public string? Initials { get; init; }

    public string? FullName { get; init; }

    /// <summary>Statuses have no dates here: each counts from when it was first seen.</summary>
    public ImmutableArray<FlagHistory> Flags { get; init; } = [];

    /// <summary>Withdrawn: on neither list any more.</summary>
    public bool IsGone { get; init; }

    /// <summary>The id under which the source has the same child now; null: under this one, or nobody knows.</summary>
    public string? GoesOnAs { get; init; }

    public ulong LastContent { get; init; }

    public int Revision { get; init; }

    /// <summary>The list of those on roll must have the pupil.</summary>
    public bool Stays => Left is null && !IsGone;

    /// <summary>An end date is the last day, so that a mark of that day is of somebody on roll.</summary>
    public bool IsOnRoll(DateOnly today) => !IsGone && (Left is not { } left || left >= today);

    public KnownStudent Seen(StatusKind kind, bool? value, DateOnly on)
    {
        var flag = Flags.FirstOrDefault(each => each.Kind == kind) ?? new FlagHistory(kind, null, []);
        return this with { Flags = [.. Flags.Where(each => each.Kind != kind), flag.Seen(value, on)] };
    }

    public Pupil ToPupil(SchoolId school, string? registration) => new()
    {
        School = school,
        Student = new StudentId(Student),
        Born = Born,
        YearGroup = YearGroup,
        Registration = registration,
        Joined = Joined,
        Left = Left,
        Statuses = [.. Flags.SelectMany(flag => flag.Spans).OrderBy(status => status.Kind).ThenBy(status => status.From)],
        Upn = Upn,
        Initials = Initials,
        FullName = FullName,
    };
}

/// <summary>The pupils a feed remembers.</summary>
internal static class StudentBook
{
    public const string RegistrationTable = "registrations";

    /// <summary>Pupils of whom the leavers say that they have left, and the roll has not been asked yet; with their last day.</summary>
    public const string LeavingTable = "leaving";

    /// <summary>Pupils whose last day was known beforehand; when it is over the roll says whether it was.</summary>
    public const string AnnouncedTable = "announced";

    private const string Table = "students";

    /// <summary>Whether somebody's announced last day is over.</summary>
    public static bool HasAnnouncedBefore(UpstreamMemory memory, DateOnly today) => memory.Table(AnnouncedTable).Values.Any(day => IsBefore(day, today));

    public static bool IsBefore(string day, DateOnly today) => string.CompareOrdinal(day, AssemblyList.Day(today)) < 0;

    public static KnownStudent? Known(this UpstreamMemory memory, string student) =>
        memory.Find(Table, student) is { } text ? JsonSerializer.Deserialize<KnownStudent>(text) : null;

    public static IEnumerable<KnownStudent> KnownStudents(this UpstreamMemory memory) =>
        memory.Table(Table).Values.Select(text => JsonSerializer.Deserialize<KnownStudent>(text)!);

    public static UpstreamMemory Remember(this UpstreamMemory memory, KnownStudent student) =>
        memory.With(Table, student.Student, JsonSerializer.Serialize(student));

    /// <summary>Remembers the pupil, and says what is to be told of it.</summary>
    public static (UpstreamMemory Memory, UpstreamRecord Record) Tell(this UpstreamMemory memory, KnownStudent student, SchoolId school)
    {
        ImmutableArray<Observation> observations = [student.ToPupil(school, memory.Find(RegistrationTable, student.Student))];
        var content = ContentHash.Of(observations, recordedAtCounts: false);
        if (content != student.LastContent)
            student = student with { LastContent = content, Revision = student.Revision + 1 };

        // Three lists tell of the same pupil: the revision keeps "as before" of one from hiding what another said in between.
        return (memory.Remember(student), new UpstreamRecord(student.Student, ContentHash.Of(observations, recordedAtCounts: false, student.Revision), observations));
    }
}
