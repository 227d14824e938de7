using RiskMonitor.Domain;

namespace RiskMonitor.Connectors;

/// <summary>A register's letters as a source lists them.</summary>
internal static class RegisterCode
{
    /// <summary>Kept whole where it is one of the Department's (<c>C1</c>, <c>Y3</c>), else by its first character; blank and <c>-</c> are "no mark".</summary>
    public static bool TryRead(string listed, DateOnly date, out string? code)
    {
        var text = listed.Trim();
        code = text.Length == 0 || text == "-" ? null
            : AttendanceCodes.IsAccepted(text, date) ? text
            : text[..1].ToUpperInvariant();
        return AttendanceCodes.IsAccepted(code, date) && (code != "-" || text == "-");
    }
}
