using System.Collections.Immutable;
using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

internal static class IdReason
{
    public const string Text = "is not an id (1 to 64 letters, digits, '-', '_' or '.')";
}

internal static class FieldIds
{
    public static SchoolId SchoolId(this Fields line, string name) =>
        line.Text(name) is var text && IdText.IsValid(text) ? new SchoolId(text) : line.Refused<SchoolId>(name);

    public static SchoolId SchoolOf(this Fields line, string name, JsonElement value) =>
        line.TextOf(name, value) is var text && IdText.IsValid(text) ? new SchoolId(text) : line.Refused<SchoolId>(name);

    public static StudentId Student(this Fields line) =>
        line.Text("student") is var text && IdText.IsValid(text) ? new StudentId(text) : line.Refused<StudentId>("student");

    /// <summary>The pupil once more, where the field has been taken already.</summary>
    public static StudentId? AgainStudent(this Fields line) =>
        line.Peek("student") is { ValueKind: JsonValueKind.String } value && IdText.IsValid(value.GetString()) ? new StudentId(value.GetString()!) : null;

    public static ImmutableArray<StudentId> Students(this Fields line, string name) => line.List(name, (place, value) =>
        line.TextOf(place, value) is var text && IdText.IsValid(text) ? new StudentId(text) : line.Refused<StudentId>(place));

    private static T Refused<T>(this Fields line, string name)
        where T : struct
    {
        line.Reject(name, IdReason.Text);
        return default;
    }
}
