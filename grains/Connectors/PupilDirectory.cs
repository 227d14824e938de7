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

    public static PupilDirectory Empty { get; } = new(ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty);

    /// <summary>What the MIS feed of the same school has learnt.</summary>
    public static PupilDirectory From(UpstreamMemory misMemory) => new(misMemory.Table(MisIdTable), misMemory.Table(UpnTable))
    {
        AdmissionNumbers = misMemory.Table(AdmissionTable),
    };

    /// <summary>MIS id first, then UPN, then former UPN; null when none is known or the UPN is shared by two pupils.</summary>
    internal StudentId? Find(string? misId, IEnumerable<string> upnHashes)
    {
        if (misId is not null && MisIds.TryGetValue(misId, out var byMis))
            return new StudentId(byMis);
        foreach (var hash in upnHashes)
        {
            if (UpnHashes.TryGetValue(hash, out var student) && student != Shared)
                return new StudentId(student);
        }

        return null;
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
        memory.With(table, key, memory.Find(table, key) is { } known && known != student.Value && isOneChild?.Invoke(known) != true ? Shared : student.Value);

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
