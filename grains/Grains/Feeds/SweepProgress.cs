using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Feeds;

/// <summary>How far the sweep under way has come. In memory only: what is stored is its end.</summary>
internal sealed record SweepProgress(DateTimeOffset StartedAt)
{
    private long Pages { get; init; }

    private long Rows { get; init; }

    private long Changed { get; init; }

    private long SetAside { get; init; }

    private string Stream { get; init; } = "";

    private StreamReading? Reading { get; init; }

    /// <summary>While a stream is being read.</summary>
    public SweepProgress With(string stream, StreamReading reading) =>
        (Reading is { } broken && broken != reading ? Counted(broken) : this) with { Stream = stream, Reading = reading };

    /// <summary>When it has been.</summary>
    public SweepProgress Counted(StreamReading reading) => this with
    {
        Pages = Pages + reading.Pages,
        Rows = Rows + reading.Rows,
        Changed = Changed + reading.Changed,
        SetAside = SetAside + reading.Quarantined,
        Reading = null,
    };

    public SweepRecord Record(DateTimeOffset at, string? trouble)
    {
        var all = Reading is null ? this : Counted(Reading);
        return new SweepRecord(0, StartedAt) { EndedAt = at, Trouble = trouble, Pages = (int)all.Pages, Rows = all.Rows, Changed = all.Changed, SetAside = all.SetAside };
    }

    public SweepUnderWay Show() => Reading is null
        ? new SweepUnderWay(StartedAt, Stream, Pages, Rows)
        : new SweepUnderWay(StartedAt, Stream, Pages + Reading.Pages, Rows + Reading.Rows);
}
