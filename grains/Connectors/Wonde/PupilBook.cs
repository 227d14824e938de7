using System.Collections.Immutable;
using System.Text.Json;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>The pupils a feed remembers, by our id.</summary>
internal static class PupilBook
{
    public const string Table = "pupils";

    public static KnownPupil? Pupil(this UpstreamMemory memory, string student) =>
        memory.Find(Table, student) is { } text ? JsonSerializer.Deserialize<KnownPupil>(text) : null;

    public static IEnumerable<KnownPupil> Pupils(this UpstreamMemory memory) =>
        memory.Table(Table).Values.Select(text => JsonSerializer.Deserialize<KnownPupil>(text)!);

    public static UpstreamMemory Remember(this UpstreamMemory memory, KnownPupil pupil) =>
        memory.With(Table, pupil.Student, JsonSerializer.Serialize(pupil));

    /// <summary>Remembers the pupil, and says what is to be told of it: nothing until the roll has been heard.</summary>
    public static (UpstreamMemory Memory, UpstreamRecord? Record) Tell(this UpstreamMemory memory, KnownPupil pupil, SchoolId school, DateOnly today)
    {
        if (pupil.Facts is null)
            return (memory.Remember(pupil), null);

        ImmutableArray<Observation> observations = [pupil.ToPupil(school, today)];
        var content = ContentHash.Of(observations, recordedAtCounts: false);
        if (content != pupil.LastContent)
            pupil = pupil with { LastContent = content, Revision = pupil.Revision + 1 };

        // Three streams tell of the same pupil: the revision keeps "as before" of one from hiding what another said in between.
        var record = new UpstreamRecord(pupil.Student, ContentHash.Of(observations, recordedAtCounts: false, pupil.Revision), observations);
        return (memory.Remember(pupil), record);
    }
}
