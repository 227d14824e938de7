using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Orleans;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>
/// What a school tells its trust of one record, so that a child who moves within the trust is recognised: codes under the trust's key, which tell whether two
/// records agree and nothing else. Number, name and date of birth stay in the school.
/// </summary>
[GenerateSerializer, Immutable, Alias("ChildMarks")]
public sealed record ChildMarks
{
    private const int CodeLength = 24;

    /// <summary>By which the trust calls the record, for as long as it has the key.</summary>
    [Id(0)] public required StudentId Handle { get; init; }

    [Id(1)] public required SchoolId School { get; init; }

    /// <summary>The pupil's id at the school.</summary>
    [Id(2)] public required StudentId Student { get; init; }

    [Id(3)] public string? Number { get; init; }

    /// <summary>Whether the number can be one child's for good.</summary>
    [Id(4)] public bool IsPermanent { get; init; }

    [Id(5)] public string? Born { get; init; }

    [Id(6)] public string? Name { get; init; }

    public static ChildMarks Of(SchoolId school, StudentId student, IdentityClue clue, ReadOnlyMemory<byte> key)
    {
        string? Code(string kind, string? text) =>
            text is null ? null : Convert.ToHexStringLower(HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes($"{kind} {text}")))[..CodeLength];
        return new ChildMarks
        {
            Handle = new StudentId(Code("record", $"{school}/{student}")!),
            School = school,
            Student = student,
            Number = Code("number", clue.Upn),
            IsPermanent = clue.Upn is { } upn && PupilNumber.IsPermanent(upn),
            Born = Code("born", clue.Born?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
            Name = Code("name", clue.Name),
        };
    }

    public override string ToString() => $"marks of a record at {School}";
}

/// <summary>
/// Which records of different schools of a trust are one child. Certain is an equal permanent UPN with an equal date of birth where the names do not differ: a
/// child may well be on roll at two schools at once. All else that speaks for it waits for a person.
/// </summary>
public static class ChildrenOfTrust
{
    private const string SameNumber = "the same permanent UPN and date of birth";

    /// <param name="said">What people said of two records, by their handles.</param>
    public static ImmutableArray<IdentityPair> Pairs(IReadOnlyCollection<ChildMarks> records, IReadOnlyDictionary<string, IdentityDecision> said)
    {
        var byHandle = records.DistinctBy(each => each.Handle).ToDictionary(each => each.Handle);
        var alike = byHandle.Values.Where(each => each.Number is not null).GroupBy(each => $"number {each.Number}")
            .Concat(byHandle.Values.Where(each => each is { Name: not null, Born: not null }).GroupBy(each => $"name {each.Name} {each.Born}"))
            .SelectMany(same => same.SelectMany(one => same.Where(other => one.Handle.CompareTo(other.Handle) < 0 && one.School != other.School).Select(other => (one, other))));
        var spoken = said.Values.Where(each => each.Verdict is not IdentityVerdict.Undone && byHandle.ContainsKey(each.Student) && byHandle.ContainsKey(each.Other))
            .Select(each => each.Student.CompareTo(each.Other) < 0 ? (byHandle[each.Student], byHandle[each.Other]) : (byHandle[each.Other], byHandle[each.Student]));
        return [.. alike.Concat(spoken).DistinctBy(each => (each.Item1.Handle, each.Item2.Handle)).Select(each => Pair(each.Item1, each.Item2, said))];
    }

    private static IdentityPair Pair(ChildMarks one, ChildMarks other, IReadOnlyDictionary<string, IdentityDecision> said)
    {
        var (why, isCertain) = Compare(one, other);
        var decision = said.GetValueOrDefault(IdentityDecision.KeyOf(one.Handle, other.Handle));
        var standing = decision?.Verdict switch
        {
            IdentityVerdict.Same => IdentityStanding.SaidSame,
            IdentityVerdict.Different => IdentityStanding.SaidDifferent,
            _ => isCertain ? IdentityStanding.Certain : IdentityStanding.Waiting,
        };
        return new IdentityPair(one.Handle, other.Handle, standing, why, standing is IdentityStanding.SaidSame or IdentityStanding.SaidDifferent ? decision : null);
    }

    private static (string Why, bool IsCertain) Compare(ChildMarks a, ChildMarks b)
    {
        var (sameNumber, sameBorn) = (a.Number is not null && a.Number == b.Number, a.Born is not null && a.Born == b.Born);
        if (!sameNumber) return (a.Name is not null && a.Name == b.Name && sameBorn ? "the same name and date of birth, not the same UPN" : "a person said so", false);
        if (!a.IsPermanent) return (sameBorn ? "the same UPN, which is not a permanent one, and the same date of birth" : "the same UPN, which is not a permanent one", false);
        if (a.Born is null || b.Born is null) return ("the same permanent UPN, but not both have a date of birth", false);
        if (!sameBorn) return ("the same permanent UPN, but another date of birth", false);
        return a.Name is not null && b.Name is not null && a.Name != b.Name ? ($"{SameNumber}, but another name", false) : (SameNumber, true);
    }
}
