using System.Buffers;
using Orleans;

namespace RiskMonitor.Domain;

/// <summary>A school, by the id its sources and its own configuration agree on: 1–64 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>.</summary>
[GenerateSerializer, Immutable, Alias("SchoolId")]
public readonly record struct SchoolId(string Value) : IComparable<SchoolId>
{
    /// <exception cref="ArgumentException">The value is not an id.</exception>
    [Id(0)] public string Value { get; init; } = IdText.Checked(Value, nameof(SchoolId));

    /// <summary>A trust has a board of its own, worked like a school's: its id is the trust's behind a prefix that no school may have.</summary>
    /// <exception cref="ArgumentException">The trust's id is too long to have a board.</exception>
    public static SchoolId OfTrust(TrustId trust) => new(IdText.TrustPrefix + trust.Value);

    /// <summary>Whether this is a trust's own board and no school.</summary>
    public bool IsTrust => Value is not null && Value.StartsWith(IdText.TrustPrefix, StringComparison.Ordinal);

    /// <summary>The trust whose own board this is; null for a school.</summary>
    public TrustId? Trust => IsTrust && Value.Length > IdText.TrustPrefix.Length ? new TrustId(Value[IdText.TrustPrefix.Length..]) : null;

    public int CompareTo(SchoolId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>A pupil at one school. The same child at another school is another id, linked in the trust.</summary>
[GenerateSerializer, Immutable, Alias("StudentId")]
public readonly record struct StudentId(string Value) : IComparable<StudentId>
{
    /// <exception cref="ArgumentException">The value is not an id.</exception>
    [Id(0)] public string Value { get; init; } = IdText.Checked(Value, nameof(StudentId));

    public int CompareTo(StudentId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>A multi-academy trust: the schools that share one safeguarding team.</summary>
[GenerateSerializer, Immutable, Alias("TrustId")]
public readonly record struct TrustId(string Value) : IComparable<TrustId>
{
    /// <exception cref="ArgumentException">The value is not an id.</exception>
    [Id(0)] public string Value { get; init; } = IdText.Checked(Value, nameof(TrustId));

    public int CompareTo(TrustId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>A rule of the catalogue, as people cite it: <c>ATT-04</c>.</summary>
[GenerateSerializer, Immutable, Alias("RuleId")]
public readonly record struct RuleId([property: Id(0)] string Value) : IComparable<RuleId>
{
    public int CompareTo(RuleId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>What an id may look like: it stands in addresses, keys and logs, so it can hold no name, space or slash.</summary>
public static class IdText
{
    public const int MaximumLength = 64;

    /// <summary>Reserved: ids that begin so are the boards of trusts, and no school's.</summary>
    public const string TrustPrefix = "trust.";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    // Every pupil of every line is checked, so this looks at a whole id at once.
    public static bool IsValid(string? value) =>
        value is { Length: > 0 and <= MaximumLength } && !value.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>An id a school may have.</summary>
    public static bool IsSchool(string? value) => IsValid(value) && !value!.StartsWith(TrustPrefix, StringComparison.Ordinal);

    /// <summary>An id a trust may have: short enough that its own board has an id too.</summary>
    public static bool IsTrust(string? value) => IsValid(value) && value!.Length <= MaximumLength - TrustPrefix.Length;

    internal static string Checked(string value, string what) =>
        IsValid(value) ? value : throw new ArgumentException($"{what} must be 1 to {MaximumLength} letters, digits, '-', '_' or '.'.", nameof(value));
}
