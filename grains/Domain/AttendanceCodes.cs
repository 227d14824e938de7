using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RiskMonitor.Domain;

/// <summary>What a mark counts as. Possible = present + approved + authorised + unauthorised; attended = present + approved; absent = the other two.</summary>
public enum MarkCategory : byte
{
    /// <summary>The register has no mark yet.</summary>
    NoMark = 0,
    Present = 1,

    /// <summary>Approved educational activity elsewhere: attended.</summary>
    Approved = 2,
    Authorised = 3,
    Unauthorised = 4,

    /// <summary>Not a possible attendance: neither attended nor absent.</summary>
    NotPossible = 5,
}

/// <summary>
/// The Department for Education's attendance codes by date: the list in force since 19 August 2024 (SI 2024/208, regulation 10, and the
/// statutory guidance <i>Working together to improve school attendance</i>) and what history before it may hold. An unknown code is never guessed.
/// </summary>
public static class AttendanceCodes
{
    /// <summary>The jurisdictions whose code table is known. Wales, Scotland and Northern Ireland have codes of their own.</summary>
    public static readonly ImmutableArray<string> Jurisdictions = ["England"];

    /// <summary>The first date of the codes of SI 2024/208.</summary>
    public static readonly DateOnly NewCodesFrom = new(2024, 8, 19);

    private enum InForce
    {
        Always,
        SinceNewCodes,
        BeforeNewCodes,
    }

    // A code's place in this list is stored in chronologies: append, never insert or remove. Place 0 is "no mark".
    private static readonly (string Code, MarkCategory Category, InForce When)[] Table =
    [
        ("", MarkCategory.NoMark, InForce.Always),
        ("/", MarkCategory.Present, InForce.Always),
        ("\\", MarkCategory.Present, InForce.Always),
        ("L", MarkCategory.Present, InForce.Always),
        ("K", MarkCategory.Approved, InForce.SinceNewCodes),
        ("V", MarkCategory.Approved, InForce.Always),
        ("P", MarkCategory.Approved, InForce.Always),
        ("W", MarkCategory.Approved, InForce.Always),
        ("B", MarkCategory.Approved, InForce.Always),
        ("C", MarkCategory.Authorised, InForce.Always),
        ("C1", MarkCategory.Authorised, InForce.SinceNewCodes),
        ("C2", MarkCategory.Authorised, InForce.SinceNewCodes),
        ("E", MarkCategory.Authorised, InForce.Always),
        ("I", MarkCategory.Authorised, InForce.Always),
        ("J1", MarkCategory.Authorised, InForce.SinceNewCodes),
        ("M", MarkCategory.Authorised, InForce.Always),
        ("R", MarkCategory.Authorised, InForce.Always),
        ("S", MarkCategory.Authorised, InForce.Always),
        ("T", MarkCategory.Authorised, InForce.Always),
        ("G", MarkCategory.Unauthorised, InForce.Always),
        ("N", MarkCategory.Unauthorised, InForce.Always),
        ("O", MarkCategory.Unauthorised, InForce.Always),
        ("U", MarkCategory.Unauthorised, InForce.Always),
        ("D", MarkCategory.NotPossible, InForce.Always),
        ("X", MarkCategory.NotPossible, InForce.Always),
        ("Q", MarkCategory.NotPossible, InForce.SinceNewCodes),
        ("Y1", MarkCategory.NotPossible, InForce.SinceNewCodes),
        ("Y2", MarkCategory.NotPossible, InForce.SinceNewCodes),
        ("Y3", MarkCategory.NotPossible, InForce.SinceNewCodes),
        ("Y4", MarkCategory.NotPossible, InForce.SinceNewCodes),
        ("Y5", MarkCategory.NotPossible, InForce.SinceNewCodes),
        ("Y6", MarkCategory.NotPossible, InForce.SinceNewCodes),
        ("Y7", MarkCategory.NotPossible, InForce.SinceNewCodes),
        ("Z", MarkCategory.NotPossible, InForce.Always),
        ("#", MarkCategory.NotPossible, InForce.Always),
        ("H", MarkCategory.Authorised, InForce.BeforeNewCodes),
        ("J", MarkCategory.Approved, InForce.BeforeNewCodes),
        ("Y", MarkCategory.NotPossible, InForce.BeforeNewCodes),
    ];

    private static readonly FrozenDictionary<string, byte> Places =
        Table.Select((row, place) => (row.Code, Place: (byte)place)).Append(("-", (byte)0)).ToFrozenDictionary(each => each.Item1, each => each.Item2, StringComparer.Ordinal);

    private static readonly MarkCategory[] Categories = [.. Table.Select(row => row.Category)];

    /// <summary>Whether a register of that date may hold this code. Null, blank and <c>-</c> mean "no mark" and are always accepted.</summary>
    public static bool IsAccepted(string? code, DateOnly date) => TryPlace(code, date, out _);

    /// <summary>What the code counts as on that date; null when it is no code of that date.</summary>
    public static MarkCategory? CategoryOf(string? code, DateOnly date) => TryPlace(code, date, out var place) ? Categories[place] : null;

    internal static bool TryPlace(string? code, DateOnly date, out byte place)
    {
        place = 0;
        if (string.IsNullOrWhiteSpace(code)) return true;
        return Places.TryGetValue(code, out place) && Table[place].When switch
        {
            InForce.SinceNewCodes => date >= NewCodesFrom,
            InForce.BeforeNewCodes => date < NewCodesFrom,
            _ => true,
        };
    }

    /// <summary>How many places the code table has.</summary>
    internal static int Count => Table.Length;

    internal static MarkCategory CategoryAt(byte place) => Categories[place];

    /// <summary>Null for "no mark".</summary>
    internal static string? CodeAt(byte place) => place == 0 ? null : Table[place].Code;

    internal static byte PlaceOf(string code) => Places[code];

    internal static bool IsAbsent(MarkCategory category) => category is MarkCategory.Authorised or MarkCategory.Unauthorised;

    internal static bool IsAttended(MarkCategory category) => category is MarkCategory.Present or MarkCategory.Approved;
}
