namespace RiskMonitor.StandIns.Demo;

/// <summary>One stretch of missed sessions: how long, what the school in the end writes, and when it comes to know.</summary>
/// <param name="KnownAt">From then on the code is written; until then <c>N</c>.</param>
internal sealed record Absence(int Sessions, string Code, DateTimeOffset KnownAt);

/// <summary>Lengths and reasons of absences as national statistics have them.</summary>
internal static class AbsencePattern
{
    private static readonly (int Value, double Weight)[] _lengths =
    [
        (1, 0.10), (2, 0.38), (3, 0.05), (4, 0.17), (5, 0.03), (6, 0.09), (8, 0.06), (10, 0.06), (14, 0.03), (20, 0.03),
    ];

    private static readonly (string Value, double Weight)[] _single =
        [("M", 0.24), ("U", 0.12), ("I", 0.34), ("O", 0.20), ("C", 0.07), ("R", 0.03)];

    private static readonly (string Value, double Weight)[] _day =
        [("I", 0.50), ("O", 0.26), ("C", 0.09), ("M", 0.06), ("R", 0.05), ("G", 0.04)];

    private static readonly (string Value, double Weight)[] _days =
        [("I", 0.52), ("O", 0.24), ("C", 0.11), ("G", 0.08), ("M", 0.03), ("T", 0.02)];

    private static readonly (string Value, double Weight)[] _weeks =
        [("I", 0.56), ("O", 0.14), ("G", 0.16), ("C", 0.09), ("T", 0.05)];

    public static double MeanLength { get; } = _lengths.Sum(entry => entry.Value * entry.Weight);

    public static int Length(SeededDraw draw) => draw.Weighted(_lengths);

    /// <param name="isSeldomReported">Whether this family seldom rings the school. A quarter do not, and have most of the unauthorised absence.</param>
    public static string Code(int length, bool startsInTheMorning, bool isSeldomReported, SeededDraw draw)
    {
        var code = draw.Weighted(length switch { 1 => _single, 2 => _day, <= 6 => _days, _ => _weeks });
        var chance = draw.Unit();
        code = (code, isSeldomReported) switch
        {
            ("O", false) when chance < 0.6 => "I",
            ("I", true) when chance < 0.4 => "O",
            _ => code,
        };
        return (code, length, startsInTheMorning) switch
        {
            ("U", _, false) => "O",
            // A fortnight's holiday or truancy draws a visit long before its end.
            ("G" or "O", > 10, _) => "I",
            _ => code,
        };
    }

    /// <summary>How many minutes after midnight of how many school days later the office writes the reason; negative days mean it was known before.</summary>
    public static (int Days, double Minutes) Known(string code, bool startsInTheMorning, SeededDraw draw)
    {
        var (before, soon, sameDay) = code switch
        {
            "I" => (0.28, 0.45, 0.13),
            "O" => (0.40, 0.05, 0.15),
            "U" => (0.00, 1.00, 0.00),
            _ => (0.75, 0.15, 0.05),
        };
        var chance = draw.Unit();
        if (chance < before)
            return (-1, 0);
        if (chance < before + soon)
            return (0, startsInTheMorning ? Minutes(9, 22) + (120 * draw.Unit()) : Minutes(13, 45) + (60 * draw.Unit()));
        if (chance < before + soon + sameDay)
            return (0, startsInTheMorning ? Minutes(11, 30) + (230 * draw.Unit()) : Minutes(14, 30) + (60 * draw.Unit()));
        return (draw.Between(1, 4), Minutes(9, 0) + (380 * draw.Unit()));
    }

    public static double Minutes(int hour, int minute) => (hour * 60) + minute;
}
