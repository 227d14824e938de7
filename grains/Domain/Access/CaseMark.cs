using System.Buffers;
using Orleans;

namespace RiskMonitor.Domain.Access;

/// <summary>
/// By which a grant names one pupil's case: a keyed fingerprint of the pupil's id, made where the school's keys are. It can be compared and
/// stored; whom it names nobody can tell without the key.
/// </summary>
[GenerateSerializer, Immutable, Alias("CaseMark")]
public readonly record struct CaseMark(string Value)
{
    /// <summary>How many bytes of the fingerprint are kept.</summary>
    public const int Bytes = 16;

    private const int Length = 2 * Bytes;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <exception cref="ArgumentException">The value is not a mark.</exception>
    [Id(0)] public string Value { get; init; } = IsMark(Value) ? Value : throw new ArgumentException($"A case mark must be {Length} of 0 to 9 and a to f.", nameof(Value));

    /// <summary>Null: it is no mark.</summary>
    public static CaseMark? Parse(string text) => IsMark(text) ? new CaseMark(text) : null;

    public override string ToString() => Value;

    private static bool IsMark(string text) => text.Length == Length && !text.AsSpan().ContainsAnyExcept(Digits);
}
