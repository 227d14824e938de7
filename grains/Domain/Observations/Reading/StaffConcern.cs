using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

/// <summary>
/// Recognises a concern about an adult who works with children (KCSIE part 4: allegations and low-level concerns).
/// It is another thing in law, with other readers, and must never enter a pupil's state.
/// </summary>
internal static class StaffConcern
{
    public const string Reason = "concerns about staff are not pupil observations; they belong to the school's own procedure";

    private static readonly string[] Marks = ["staff", "lowlevel", "lado", "allegationagainstadult", "allegationagainstteacher", "positionoftrust"];

    private static readonly string[] Subjects = ["about", "subject", "subjecttype", "subjectrole", "persontype", "concerntype", "kind", "category", "stream"];

    public static bool IsType(string type) => Speaks(type);

    /// <returns>The field that says so, or null.</returns>
    public static string? FieldOf(JsonElement concern)
    {
        foreach (var field in concern.EnumerateObject())
        {
            if (field.Value.ValueKind is JsonValueKind.Null or JsonValueKind.False) continue;
            var name = Plain(field.Name);
            if (name == "categories" && field.Value.ValueKind == JsonValueKind.Array && field.Value.EnumerateArray().Any(SpeaksIn)) return "categories";
            if (Subjects.Contains(name) && SpeaksIn(field.Value)) return field.Name;

            // Who recorded it is staff, of course; whom it is about must not be.
            if (name is not ("recordedby" or "role" or "type") && Speaks(name) && !name.StartsWith("recorded", StringComparison.Ordinal) && !name.StartsWith("reported", StringComparison.Ordinal)) return "line";
        }

        return null;
    }

    private static bool SpeaksIn(JsonElement value) => value.ValueKind == JsonValueKind.String && Speaks(value.GetString()!);

    private static bool Speaks(string text)
    {
        var plain = Plain(text);
        return Marks.Any(mark => plain.Contains(mark, StringComparison.Ordinal));
    }

    private static string Plain(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
