using System.Globalization;
using Orleans;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>
/// What we remember of one pupil: an immutable value that takes observations in by natural key, in any order, any number of times.
/// An observation that changes nothing returns the same value. Holds no clock and decides nothing.
/// </summary>
[GenerateSerializer, Immutable, Alias("Chronology")]
public sealed record Chronology
{
    [Id(0)] public StudentId Student { get; init; }

    /// <summary>The pupil as on roll; null when we have marks or concerns but no record of the pupil yet.</summary>
    [Id(1)] public Pupil? Pupil { get; init; }

    /// <summary>When we first heard that the pupil is on roll: nobody can have been told of an absence before.</summary>
    [Id(2)] public DateTimeOffset? KnownSince { get; init; }

    [Id(3)] public MarkSheet Marks { get; init; } = MarkSheet.Empty;

    [Id(4)] public CaseFile File { get; init; } = CaseFile.Empty;

    public static Chronology Empty(StudentId student) => new() { Student = student };

    /// <summary>Takes in an observation of this pupil. Those of other pupils and of kinds a chronology does not hold change nothing.</summary>
    public Chronology With(Observation observation) => observation switch
    {
        Mark mark => mark.Student == Student ? WithMark(mark) : this,
        Pupil pupil => pupil.Student == Student ? WithPupil(pupil) : this,
        ChronologyReplaced replaced => replaced.Student == Student ? replaced.By : this,
        PupilObservation other => other.Student == Student ? WithFile(File.With(other)) : this,
        ConcernAction action => WithFile(File.With(action)),
        Withdrawn withdrawn => Without(withdrawn),
        _ => this,
    };

    /// <summary>Without what is past its period. Marks bound themselves by school years.</summary>
    public Chronology Forget(DateTimeOffset asOf) => File.Forget(asOf) is var file && file == File ? this : this with { File = file };

    // Names and dates of birth stay out of logs, whatever prints this.
    public override string ToString() => $"chronology: {Marks}, {File}";

    private Chronology WithMark(Mark mark) =>
        AttendanceCodes.TryPlace(mark.Code, mark.At.Date, out var place)
            ? WithMarks(Marks.With(mark.At, place, mark.ReceivedAt))
            : throw new ArgumentException($"The register of {mark.At.Date:yyyy-MM-dd} has no such code.", nameof(mark));

    private Chronology WithPupil(Pupil pupil)
    {
        var since = KnownSince is { } known && known <= pupil.ReceivedAt ? known : pupil.ReceivedAt;
        var isOld = File.IsWithdrawn(pupil) || (Pupil is { } current && (current.ReceivedAt > pupil.ReceivedAt || Content.Same(current, pupil with { ReceivedAt = current.ReceivedAt })));
        return isOld && since == KnownSince ? this : this with { Pupil = isOld ? Pupil : pupil, KnownSince = since };
    }

    private Chronology Without(Withdrawn withdrawn)
    {
        if (withdrawn.Of == "mark") return SessionOf(withdrawn) is { } at ? WithMarks(Marks.With(at, 0, withdrawn.ReceivedAt)) : this;
        var without = WithFile(File.Without(withdrawn));
        return withdrawn.Of == "pupil" && Pupil is { } pupil && pupil.ReceivedAt <= withdrawn.ReceivedAt ? without with { Pupil = null } : without;
    }

    private Chronology WithMarks(MarkSheet marks) => ReferenceEquals(marks, Marks) ? this : this with { Marks = marks };

    private Chronology WithFile(CaseFile file) => ReferenceEquals(file, File) ? this : this with { File = file };

    private SchoolSession? SessionOf(Withdrawn withdrawn) =>
        withdrawn.OfKey.Split('|') is [var student, var date, var session] && student == Student.Value
        && DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && Enum.TryParse<Session>(session, out var half)
            ? new SchoolSession(day, half)
            : null;
}
