using System.Collections.Immutable;
using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

internal static class IdReason
{
    public const string Text = "is not an id (1 to 64 letters, digits, '-', '_' or '.')";
    public const string Trust = "is not a trust's id (1 to 58 letters, digits, '-', '_' or '.')";
    public const string Reserved = "begins with 'trust.', which no school's id may: a trust's own line says \"trust\" instead of \"school\"";
}

internal static class FieldIds
{
    public static SchoolId SchoolId(this Fields line, string name) => line.SchoolOf(name, line.Text(name));

    public static SchoolId SchoolOf(this Fields line, string name, JsonElement value) => line.SchoolOf(name, line.TextOf(name, value));

    /// <summary>A trust's own board, by the trust's id.</summary>
    public static SchoolId TrustId(this Fields line, string name)
    {
        if (line.Text(name) is var text && IdText.IsTrust(text)) return Domain.SchoolId.OfTrust(new(text));
        line.Reject(name, IdReason.Trust);
        return default;
    }

    public static StudentId Student(this Fields line, string name = "student") =>
        line.Text(name) is var text && IdText.IsValid(text) ? new StudentId(text) : line.Refused<StudentId>(name);

    /// <summary>The pupil once more, where the field has been taken already.</summary>
    public static StudentId? AgainStudent(this Fields line) =>
        line.Peek("student") is { ValueKind: JsonValueKind.String } value && IdText.IsValid(value.GetString()) ? new StudentId(value.GetString()!) : null;

    public static ImmutableArray<StudentId> Students(this Fields line, string name) => line.List(name, (place, value) =>
        line.TextOf(place, value) is var text && IdText.IsValid(text) ? new StudentId(text) : line.Refused<StudentId>(place));

    private static SchoolId SchoolOf(this Fields line, string name, string text)
    {
        if (!IdText.IsValid(text)) return line.Refused<SchoolId>(name);
        if (!IdText.IsSchool(text) && !line.Trusted) line.Reject(name, IdReason.Reserved);
        return new SchoolId(text);
    }

    private static T Refused<T>(this Fields line, string name)
        where T : struct
    {
        line.Reject(name, IdReason.Text);
        return default;
    }
}
