using System.Collections.Immutable;
using RiskMonitor.Domain;

namespace RiskMonitor.Connectors;

/// <summary>
/// Who a school's other sources mean: the MIS feed learns it from the roll, and hands it to a feed that knows pupils only by their MIS id or UPN.
/// UPNs are present as keyed hashes only.
/// </summary>
/// <param name="MisIds">The MIS's own pupil id → our pupil id.</param>
/// <param name="UpnHashes">Keyed hash of a UPN, present or former → our pupil id; empty where two pupils share it.</param>
public sealed record PupilDirectory(ImmutableDictionary<string, string> MisIds, ImmutableDictionary<string, string> UpnHashes)
{
    internal const string AdmissionTable = "admission-numbers";
    internal const string MisIdTable = "mis-ids";
    internal const string UpnTable = "upn-hashes";
    private const string Shared = "";

    /// <summary>Admission number → our pupil id; empty where two pupils share it. It names a pupil only together with a date of birth.</summary>
    public ImmutableDictionary<string, string> AdmissionNumbers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the roll says of our pupils, by our id; of a pupil who is not in it nothing can be contradicted.</summary>
    public ImmutableDictionary<string, RollMark> Roll { get; init; } = ImmutableDictionary<string, RollMark>.Empty;

    /// <summary>No MIS is read, and the school's own sender chose our pupils' ids: other systems may know them by these.</summary>
    public bool HasSendersIds { get; init; }

    public static PupilDirectory Empty { get; } = new(ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty);

    /// <summary>What the MIS feed of the same school has learnt.</summary>
    public static PupilDirectory From(UpstreamMemory misMemory) => new(misMemory.Table(MisIdTable), misMemory.Table(UpnTable))
    {
        AdmissionNumbers = misMemory.Table(AdmissionTable),
    };

    /// <summary>Also by the UPNs of the pupils the school knows, by whatever way it came to know them. Where two have one and no MIS says whose it is, it is nobody's.</summary>
    public PupilDirectory With(ImmutableDictionary<string, RollMark> roll)
    {
        var onRoll = roll.Where(each => each.Value.UpnHash is not null).GroupBy(each => each.Value.UpnHash!, each => each.Key, StringComparer.Ordinal)
            .Where(same => !UpnHashes.ContainsKey(same.Key)).Select(same => KeyValuePair.Create(same.Key, same.Count() == 1 ? same.Single() : Shared));
        return this with { Roll = roll, UpnHashes = UpnHashes.AddRange(onRoll) };
    }

    /// <summary>MIS id first, then UPN, then former UPN. Nobody when none is known, the UPN is two pupils', or what is said contradicts itself or the roll.</summary>
    /// <param name="upnHashes">The present one first.</param>
    /// <param name="permanent">The hash of the present one, where it is permanent.</param>
    /// <returns>The pupil, or what contradicts what, by the fields of a link.</returns>
    internal (StudentId? Student, string? Contradiction) Match(string? misId, IEnumerable<string> upnHashes, string? permanent, DateOnly? born)
    {
        var byMis = misId is null ? null : MisIds.GetValueOrDefault(misId) ?? (HasSendersIds && Roll.ContainsKey(misId) ? misId : null);
        var byUpn = upnHashes.Select(hash => UpnHashes.GetValueOrDefault(hash)).Where(student => student is not (null or Shared)).Distinct().ToList();
        if (byMis is not null && byUpn.Any(student => student != byMis))
            return (null, "mis_id, upn: they name different pupils.");
        if (byUpn.Count > 1)
            return (null, "upn, former_upn: they name different pupils.");
        if ((byMis ?? byUpn.FirstOrDefault()) is not { } found)
            return (null, null);
        var known = Roll.GetValueOrDefault(found);
        var isOtherUpn = permanent is not null && known?.UpnHash is not null && byUpn.Count == 0 && !upnHashes.Contains(known.UpnHash);
        var isOtherDay = born is not null && known?.Born is not null && born != known.Born;
        return (isOtherUpn, isOtherDay) switch
        {
            (true, true) => (null, "upn, dob: they are not those of the pupil who has this mis_id."),
            (false, true) => (null, "dob: it is not that of the pupil who has this mis_id or UPN."),
            // A number that was corrected in one of the two systems is still the child's, where the day of birth says so.
            (true, false) when born is null || known?.Born is null => (null, "upn: it is not that of the pupil who has this mis_id, and no dob says that it is the same child."),
            _ => (new StudentId(found), null),
        };
    }

    /// <param name="isOneChild">Whether a pupil who had the same number before is this child under another id: then the number still names one child.</param>
    internal static UpstreamMemory Learn(
        UpstreamMemory memory, StudentId student, string? misId, IEnumerable<string> upnHashes, string? admissionNumber = null, Func<string, bool>? isOneChild = null)
    {
        if (misId is not null)
            memory = memory.With(MisIdTable, misId, student.Value);
        foreach (var hash in upnHashes)
            memory = Learn(memory, UpnTable, hash, student, isOneChild);
        return string.IsNullOrWhiteSpace(admissionNumber) ? memory : Learn(memory, AdmissionTable, admissionNumber.Trim(), student, isOneChild);
    }

    private static UpstreamMemory Learn(UpstreamMemory memory, string table, string key, StudentId student, Func<string, bool>? isOneChild) =>
        memory.With(table, key, memory.Find(table, key) is { } known && known != student.Value && (known == Shared || isOneChild?.Invoke(known) != true) ? Shared : student.Value);

    /// <summary>Hashes of those UPNs that are there; none without a key.</summary>
    internal static ImmutableArray<string> Hashes(ReadOnlyMemory<byte> key, params ReadOnlySpan<string?> upns)
    {
        if (key.IsEmpty)
            return [];
        var hashes = ImmutableArray.CreateBuilder<string>();
        foreach (var upn in upns)
        {
            if (!string.IsNullOrWhiteSpace(upn))
                hashes.Add(PupilNumber.Hash(key, upn));
        }

        return hashes.ToImmutable();
    }
}

/// <summary>What tells whether somebody else is meant: not to be shown, nor logged.</summary>
/// <param name="UpnHash">Null when the roll has no permanent UPN of the pupil.</param>
public sealed record RollMark(DateOnly? Born, string? UpnHash)
{
    public override string ToString() => nameof(RollMark);
}
