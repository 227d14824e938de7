using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orleans;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>What tells whether two records are one child. Never shown, never logged.</summary>
[GenerateSerializer, Immutable, Alias("IdentityClue")]
public sealed record IdentityClue([property: Id(0)] string? Upn, [property: Id(1)] DateOnly? Born, [property: Id(2)] string? Name)
{
    [Id(3)] public DateOnly Joined { get; init; }

    /// <summary>The last day on roll; null while on roll.</summary>
    [Id(4)] public DateOnly? Left { get; init; }

    /// <summary>The record itself was withdrawn.</summary>
    [Id(5)] public bool IsGone { get; init; }

    internal static IdentityClue Of(Pupil pupil) =>
        new(string.IsNullOrWhiteSpace(pupil.Upn) ? null : pupil.Upn.Trim().ToUpperInvariant(), pupil.Born, Plain(pupil.FullName)) { Joined = pupil.Joined, Left = pupil.Left };

    /// <summary>Whether both say that the pupil was on roll at one time; the day on which one ends and the other begins may be the same.</summary>
    internal bool IsAtOnceWith(IdentityClue other) =>
        !IsGone && !other.IsGone && (Left is not { } left || left > other.Joined) && (other.Left is not { } otherLeft || otherLeft > Joined);

    internal IEnumerable<ulong> Keys()
    {
        if (Upn is not null) yield return KeyOf($"upn {Upn}");
        if (Name is not null && Born is { } born) yield return KeyOf($"name {born:yyyy-MM-dd} {Name}");
    }

    // Two systems write one name with other capitals, accents and spaces, and with its parts in another order.
    private static string? Plain(string? name)
    {
        if (name is null) return null;
        var letters = name.Normalize(NormalizationForm.FormD).Where(each => CharUnicodeInfo.GetUnicodeCategory(each) != UnicodeCategory.NonSpacingMark);
        var words = string.Concat(letters.Select(each => char.IsLetter(each) ? char.ToUpperInvariant(each) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(' ', words.Order(StringComparer.Ordinal));
    }

    private static ulong KeyOf(string text) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public override string ToString() => "clue";
}

/// <summary>How two records of one school stand to each other.</summary>
/// <param name="Why">What speaks for one child, in plain words that name nobody.</param>
public sealed record IdentityPair(StudentId First, StudentId Second, IdentityStanding Standing, string Why, IdentityDecision? Said);

/// <summary>Whether a pair waits for a person, and if not, who says what.</summary>
public enum IdentityStanding
{
    Waiting = 0,

    /// <summary>Certain by itself: the same permanent UPN and date of birth, no other name, and never on roll at once.</summary>
    Certain = 1,

    SaidSame = 2,
    SaidDifferent = 3,
}

/// <summary>
/// Which records of a school are one child. Certain is an equal permanent UPN with an equal date of birth, where the names do not differ and one
/// record ends before the other begins (two who are on roll at once may be two children, one of them with the other's number);
/// all else that speaks for it waits for a person. It is a function of the records and of what was said, so that every word can be taken back.
/// </summary>
[GenerateSerializer, Immutable, Alias("PupilIdentities")]
public sealed record PupilIdentities
{
    private const string SameNumber = "the same permanent UPN and date of birth";

    public static PupilIdentities Empty { get; } = new();

    /// <summary>Of every pupil of whom there was a record, those withdrawn since among them.</summary>
    [Id(0)] public ImmutableDictionary<StudentId, IdentityClue> Clues { get; init; } = ImmutableDictionary<StudentId, IdentityClue>.Empty;

    /// <summary>Who has which clue, by its hash.</summary>
    [Id(1)] public ImmutableDictionary<ulong, ImmutableArray<StudentId>> ByKey { get; init; } = ImmutableDictionary<ulong, ImmutableArray<StudentId>>.Empty;

    /// <summary>The last word of a person, by pair.</summary>
    [Id(2)] public ImmutableDictionary<string, IdentityDecision> Said { get; init; } = ImmutableDictionary<string, IdentityDecision>.Empty;

    /// <summary>The records joined with each, itself among them, the one known first in front: that is the child's. Nobody who stands alone is here.</summary>
    [Id(3)] public ImmutableDictionary<StudentId, ImmutableArray<StudentId>> Joined { get; init; } = ImmutableDictionary<StudentId, ImmutableArray<StudentId>>.Empty;

    /// <summary>What each joined record says by itself: joining can be taken back.</summary>
    [Id(4)] public ImmutableDictionary<StudentId, Chronology> Own { get; init; } = ImmutableDictionary<StudentId, Chronology>.Empty;

    /// <summary>The record under which the child is known.</summary>
    public StudentId PrimaryOf(StudentId student) => Joined.TryGetValue(student, out var joined) ? joined[0] : student;

    /// <summary>All records of the child.</summary>
    public ImmutableArray<StudentId> RecordsOf(StudentId student) => Joined.TryGetValue(student, out var joined) ? joined : [student];

    public bool IsAlias(StudentId student) => PrimaryOf(student) != student;

    /// <summary>Every pair for which anything speaks, or of which somebody said something.</summary>
    public IEnumerable<IdentityPair> Pairs()
    {
        var alike = ByKey.Values.Where(each => each.Length > 1).SelectMany(PairsOf);
        var said = Said.Values.Where(each => each.Verdict is not IdentityVerdict.Undone).Select(each => (each.Student, each.Other));
        return alike.Concat(said).Select(each => each.Item1.CompareTo(each.Item2) < 0 ? each : (each.Item2, each.Item1)).Distinct()
            .Select(each => Pair(each.Item1, each.Item2)).OfType<IdentityPair>();
    }

    /// <summary>How two records stand to each other; null when nothing speaks for one child.</summary>
    public IdentityPair? Pair(StudentId one, StudentId other)
    {
        var (why, isCertain) = Compare(one, other);
        var said = Said.GetValueOrDefault(IdentityDecision.KeyOf(one, other));
        return said?.Verdict switch
        {
            IdentityVerdict.Same => new(one, other, IdentityStanding.SaidSame, why ?? "a person said so", said),
            IdentityVerdict.Different => new(one, other, IdentityStanding.SaidDifferent, why ?? "a person said so", said),
            _ => why is null ? null : new(one, other, isCertain ? IdentityStanding.Certain : IdentityStanding.Waiting, why, null),
        };
    }

    /// <param name="pupil">What the record says now; null: it was withdrawn.</param>
    internal PupilIdentities With(StudentId student, Pupil? pupil)
    {
        var before = Clues.GetValueOrDefault(student);
        if ((pupil is null ? before is null ? null : before with { IsGone = true } : IdentityClue.Of(pupil)) is not { } clue || before == clue) return this;
        var byKey = ByKey.ToBuilder();
        foreach (var key in before?.Keys() ?? []) byKey[key] = byKey[key].Remove(student);
        foreach (var key in clue.Keys()) byKey[key] = byKey.GetValueOrDefault(key, []).Add(student);
        foreach (var key in before?.Keys() ?? [])
        {
            if (byKey[key].IsEmpty) byKey.Remove(key);
        }

        return this with { Clues = Clues.SetItem(student, clue), ByKey = byKey.ToImmutable() };
    }

    /// <summary>Whether anything but its own clue is known of a record: it was joined, or a person has spoken of it.</summary>
    public bool IsLinked(StudentId student) => Joined.ContainsKey(student) || Own.ContainsKey(student) || Said.Values.Any(each => each.Student == student || each.Other == student);

    /// <summary>Without a record that is not linked with another.</summary>
    internal PupilIdentities Without(StudentId student)
    {
        if (!Clues.TryGetValue(student, out var clue)) return this;
        var byKey = ByKey;
        foreach (var key in clue.Keys())
            byKey = byKey[key].Remove(student) is { IsEmpty: false } others ? byKey.SetItem(key, others) : byKey.Remove(key);
        return this with { Clues = Clues.Remove(student), ByKey = byKey };
    }

    internal PupilIdentities With(IdentityDecision decision) =>
        Said.TryGetValue(decision.Key, out var before) && before.ReceivedAt > decision.ReceivedAt ? this : this with { Said = Said.SetItem(decision.Key, decision) };

    /// <summary>All records that are one child with this one, by what is certain and what was said.</summary>
    internal ImmutableHashSet<StudentId> SameAs(StudentId student)
    {
        var found = ImmutableHashSet.CreateBuilder<StudentId>();
        var open = new Queue<StudentId>([student]);
        while (open.TryDequeue(out var next))
        {
            if (!found.Add(next)) continue;
            foreach (var other in Candidates(next).Where(other => Pair(next, other)?.Standing is IdentityStanding.Certain or IdentityStanding.SaidSame)) open.Enqueue(other);
        }

        return found.ToImmutable();
    }

    private IEnumerable<StudentId> Candidates(StudentId student)
    {
        var alike = Clues.GetValueOrDefault(student)?.Keys().SelectMany(key => ByKey.GetValueOrDefault(key, [])) ?? [];
        var said = Said.Values.Where(each => each.Student == student || each.Other == student).Select(each => each.Student == student ? each.Other : each.Student);
        return alike.Concat(said).Where(each => each != student);
    }

    private (string? Why, bool IsCertain) Compare(StudentId one, StudentId other)
    {
        if (Clues.GetValueOrDefault(one) is not { } a || Clues.GetValueOrDefault(other) is not { } b) return (null, false);
        var (sameUpn, sameBorn) = (a.Upn is not null && a.Upn == b.Upn, a.Born is not null && a.Born == b.Born);
        var (sameName, otherName) = (a.Name is not null && a.Name == b.Name, a.Name is not null && b.Name is not null && a.Name != b.Name);
        if (!sameUpn) return sameName && sameBorn ? ("the same name and date of birth, not the same UPN", false) : (null, false);
        if (!PupilNumber.IsPermanent(a.Upn!)) return (sameBorn ? "the same UPN, which is not a permanent one, and the same date of birth" : "the same UPN, which is not a permanent one", false);
        if (a.Born is null || b.Born is null) return ("the same permanent UPN, but not both have a date of birth", false);
        if (!sameBorn) return ("the same permanent UPN, but another date of birth", false);
        if (otherName) return ($"{SameNumber}, but another name", false);
        return a.IsAtOnceWith(b) ? ($"{SameNumber}, but both on roll at once", false) : (SameNumber, true);
    }

    private static IEnumerable<(StudentId, StudentId)> PairsOf(ImmutableArray<StudentId> alike) =>
        alike.SelectMany((one, index) => alike.Skip(index + 1).Select(other => (one, other)));

    public override string ToString() => $"{Clues.Count} records, {Joined.Count} of them joined";
}
