using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Schools;

/// <summary>How a school works through its journal. Section <c>Schools</c>; checked at start.</summary>
public sealed class SchoolOptions
{
    public const string Section = "Schools";

    /// <summary>Batches that may wait to be evaluated before the next is refused with "try later": 1–10,000. Default 256.</summary>
    [Range(1, 10_000)]
    public int RowsBehind { get; set; } = 256;

    /// <summary>Pupils called at a time: 1–1,024. Default 64.</summary>
    [Range(1, 1_024)]
    public int PupilsInFlight { get; set; } = 64;

    /// <summary>
    /// Journal bytes after which a checkpoint is written, at the least; it also waits until the tail is as long as the last checkpoint,
    /// so that writing checkpoints costs no more than writing the journal. 4 KiB–1 GiB. Default 256 KiB.
    /// </summary>
    [Range(4 << 10, 1 << 30)]
    public int CheckpointBytes { get; set; } = 256 << 10;

    /// <summary>
    /// Whether open alerts ask again by themselves: the ladder is climbed, what was set aside or left comes back, doubled evidence is told.
    /// Without it a board tells exactly what the rules say and people do, as a replay does. Default yes.
    /// </summary>
    public bool AsksAgain { get; set; } = true;

    /// <summary>With which other schools a school is compared where it has named none itself. Section <c>Peers</c>. Default nobody.</summary>
    public ImmutableDictionary<SchoolId, ImmutableArray<SchoolId>> Peers { get; set; } = ImmutableDictionary<SchoolId, ImmutableArray<SchoolId>>.Empty;

    public ImmutableArray<SchoolId> PeersOf(SchoolId school) => Peers.GetValueOrDefault(school, []);
}
