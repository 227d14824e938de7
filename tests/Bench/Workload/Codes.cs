namespace RiskMonitor.Bench.Workload;

/// <summary>The codes the generator uses, as small numbers. 0 is "no mark"; what is absent and what is unauthorised follows from the order.</summary>
internal static class Codes
{
    public const byte None = 0, PresentMorning = 1, PresentAfternoon = 2, Late = 3, Illness = 4, Other = 11, Unknown = 14, Malformed = 255;
    private const byte FirstAbsent = 4, FirstUnauthorised = 11;

    private static readonly string[] Letters = ["-", "/", "\\", "L", "I", "M", "C", "E", "R", "T", "S", "O", "G", "U", "N"];

    // The mix within absence of domain.md 6.3.
    private static readonly (byte Code, double Upto)[] Mix =
        [(4, .50), (5, .55), (6, .63), (7, .65), (8, .66), (9, .67), (10, .68), (11, .88), (12, .95), (13, .97), (14, 1.01)];

    public static string? Letter(byte code) => code switch { None => null, Malformed => "??", _ => Letters[code] };

    public static bool IsAbsent(byte code) => code is >= FirstAbsent and not Malformed;

    public static bool IsUnauthorised(byte code) => code is >= FirstUnauthorised and not Malformed;

    public static byte DrawAbsence(double roll) => Mix.First(entry => roll < entry.Upto).Code;
}
