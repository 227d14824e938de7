using System.Collections.Immutable;
using System.Globalization;

namespace RiskMonitor.Connectors.SafeguardingSource;

/// <summary>
/// Once a day the ids of the incidents are listed and compared with those we know: what the feed never showed (a clock that jumped, an entry that became visible
/// late) is read by its id, and what is listed no more is gone after two such lists six hours apart.
/// </summary>
internal sealed class KnownIncidents(FeedPager pager, UpstreamBinding binding)
{
    private const string Path = "incident-ids";
    private const string DueTable = "reconciled";
    private const string Due = "incidents";
    private static readonly TimeSpan Every = TimeSpan.FromHours(20);
    private static readonly Absences Absences = new("incidents");

    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private string? _trouble;

    public static bool IsDue(UpstreamMemory memory, DateTimeOffset now) =>
        memory.Find(DueTable, Due) is not { } last
        || (now - DateTimeOffset.ParseExact(last, "O", CultureInfo.InvariantCulture)).Duration() >= (Absences.HasDoubts(memory) ? Absences.Apart : Every);

    /// <summary>Marks those that are to be read by their ids. Of an incident from before the product's memory only what we know of it counts.</summary>
    public async Task<UpstreamPage> List(SweepRequest request, CancellationToken cancellation)
    {
        var since = FeedPager.Time(request.Now.AddDays(-UpstreamMemory.RememberedDays));
        var memory = await List($"{Path}?occurred_from={since}", request.Memory, isRecent: true, cancellation).ConfigureAwait(false);
        if (_trouble is null && Placements.Standing(memory).Any(id => !_listed.Contains(id)))
            memory = await List($"{Path}?occurred_to={since}", memory, isRecent: false, cancellation).ConfigureAwait(false);
        return new UpstreamPage
        {
            Memory = memory,
            HasNoRows = true,
            Understood = _trouble is null ? [Path] : [],
            Quarantined = _trouble is null ? [] : [new Quarantined(request.Stream, Path, _trouble)],
        };
    }

    /// <summary>After those have been read: what is gone.</summary>
    /// <exception cref="UpstreamException">Too many are missing to be believed.</exception>
    public UpstreamPage Gone(SweepRequest request, IncidentTranslator translator)
    {
        var memory = request.Memory.With(DueTable, Due, request.Now.ToString("O", CultureInfo.InvariantCulture));
        if (_trouble is not null)
            return new UpstreamPage { Memory = memory };
        (memory, var gone) = Absences.Note(memory, [.. Placements.Standing(memory)], _listed, request.Now);
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        foreach (var incident in gone)
        {
            (var record, memory) = translator.Vanished(incident, memory);
            records.Add(record);
        }

        return new UpstreamPage { Memory = memory, Records = records.ToImmutable() };
    }

    private async Task<UpstreamMemory> List(string path, UpstreamMemory memory, bool isRecent, CancellationToken cancellation)
    {
        await foreach (var (rows, coverage) in pager.Pages(binding, path, cancellation, mayBeAbsent: true).ConfigureAwait(false))
        {
            if (coverage != Coverage.Supplied)
                _trouble = $"{Path}: {(coverage is Coverage.NotPermitted ? "the source does not let us read this list" : "the source has no such list")}; concerns that its feed leaves out are not found.";
            else
                memory = Compare(FeedJson.Reader.Rows<ListedPayload>(rows), memory, isRecent);
        }

        return memory;
    }

    private UpstreamMemory Compare(List<RawRow<ListedPayload>> rows, UpstreamMemory memory, bool isRecent)
    {
        foreach (var row in rows)
        {
            if (row.Row is not { Id.Length: > 0, Version: { } version } listed)
            {
                // It may be any of those that seem to be missing.
                _trouble = $"{Path}: a row has no id, or no version that can be read; nothing was taken to be gone.";
                continue;
            }

            _listed.Add(listed.Id);
            if (IsToBeRead(Placements.Find(memory, listed.Id), version, listed.Deleted ?? false, isRecent))
                memory = Placements.ReadAgain(memory, listed.Id);
        }

        return memory;
    }

    private static bool IsToBeRead(Placement? known, long version, bool isDeleted, bool isRecent) =>
        known is null ? isRecent && !isDeleted
        : version > known.Version ? known.Student is not null || !isDeleted
        : version == known.Version && known.Student is null && !isDeleted;
}
