using Orleans;

namespace RiskMonitor.Domain.Observations;

/// <summary>What a person said of two records of one school. Stored as a word: never rename one.</summary>
public enum IdentityVerdict
{
    Same,
    Different,

    /// <summary>What was said before is taken back: it is again as the roll alone tells.</summary>
    Undone,
}

/// <summary>
/// Ours, not a sender's: a person decided whether two records of a school are one child. In the journal, so that a reading of it joins the
/// same records at the same moment. The last word about a pair counts.
/// </summary>
[GenerateSerializer, Immutable, Alias("IdentityDecision")]
public sealed record IdentityDecision : Observation
{
    [Id(0)] public required StudentId Student { get; init; }

    [Id(1)] public required StudentId Other { get; init; }

    [Id(2)] public required IdentityVerdict Verdict { get; init; }

    /// <summary>Who said so: an opaque staff id.</summary>
    [Id(3)] public required string By { get; init; }

    public override string Type => "identity";

    public override string Key => KeyOf(Student, Other);

    /// <summary>A pair is the same pair whichever is named first.</summary>
    public static string KeyOf(StudentId one, StudentId other) => one.CompareTo(other) < 0 ? $"{one}|{other}" : $"{other}|{one}";
}

/// <summary>What a pupil's chronology is from now on: records were joined, or taken apart again. Made by the register, never stored or sent.</summary>
[GenerateSerializer, Immutable, Alias("ChronologyReplaced")]
public sealed record ChronologyReplaced : PupilObservation
{
    [Id(0)] public required Chronology By { get; init; }

    public override string Type => "chronology";

    public override string Key => Student.Value;

    public override string ToString() => Type;
}
