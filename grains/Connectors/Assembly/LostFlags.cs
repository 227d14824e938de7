using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// A scope that is taken away is refused, or turns values into null: that is no all-clear, and it is said for as long as it lasts. The list must then be read whole
/// each time: "nothing has changed" would be all that could be heard of it.
/// </summary>
internal sealed class LostFlags(UpstreamMemory before)
{
    private const string Table = "lost-flags";
    private const string Name = "demographics";
    private static readonly StatusKind[] Watched = [StatusKind.CLA, StatusKind.EHCP];

    private readonly HashSet<StatusKind> _known = [];
    private readonly HashSet<StatusKind> _supplied = [];
    private bool _isRefused;

    /// <summary>Of rows that were read.</summary>
    public Coverage Coverage => !_isRefused ? Coverage.Supplied : WereEverSupplied() ? Coverage.NotPermitted : Coverage.IncludeRejected;

    /// <summary>When last read they were.</summary>
    public static bool Were(UpstreamMemory memory) => memory.Find(Table, Name) is not null;

    /// <summary>In all rows so far; of a list read whole, all there are.</summary>
    public bool Are => _isRefused ? WereEverSupplied() : Watched.Any(kind => _known.Contains(kind) && !_supplied.Contains(kind));

    /// <summary>The pupils can be read, their flags may not.</summary>
    public void Refuse() => _isRefused = true;

    public void Take(IEnumerable<RawRow<StudentPayload>> rows)
    {
        foreach (var (id, row, _) in rows)
        {
            if (row is null)
                continue;
            if (!string.IsNullOrWhiteSpace(row.Demographics?.InCare))
                _supplied.Add(StatusKind.CLA);
            if (!string.IsNullOrWhiteSpace(row.Demographics?.SenCategory))
                _supplied.Add(StatusKind.EHCP);
            if (_known.Count < Watched.Length && before.Known(id) is { } known)
                _known.UnionWith(Watched.Where(kind => known.Flags.Any(flag => flag.Kind == kind && flag.Last is not null)));
        }
    }

    public UpstreamMemory Remembered(UpstreamMemory memory) => Are ? memory.With(Table, Name, "") : memory.Without(Table, Name);

    private bool WereEverSupplied() => before.KnownStudents().Any(student => student.Flags.Any(flag => flag.Last is not null));
}
