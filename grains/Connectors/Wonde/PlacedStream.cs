using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>Where a list of placed rows comes from and what it is remembered as.</summary>
internal sealed record PlacedList(string Path, string Include, string Table, string Type);

/// <summary>
/// Behaviour and exclusions. Whether a deleted one leaves a tombstone is not documented: once a day those stamped in the last four weeks are listed
/// and compared with those we know, once a week all of them.
/// </summary>
internal sealed class PlacedStream<T>(WondePager pager, PlacedList list, Translate<T> translate)
    where T : class
{
    private const string DueTable = "reconciled";
    private const int RecentDays = 28;
    private static readonly TimeSpan EveryDay = TimeSpan.FromHours(20);
    private static readonly TimeSpan EveryWeek = TimeSpan.FromDays(7);

    private readonly Absences _absences = new(list.Path);

    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (memory, coverage) = (request.Memory, Coverage.Supplied);
        var rows = new RowStream<T>(pager, WondeList.Remembered(list.Path, request, list.Include), translate);
        await foreach (var page in rows.Sweep(binding, request, cancellation).ConfigureAwait(false))
        {
            (memory, coverage) = (page.Memory, page.Coverage);
            yield return page;
        }

        if (coverage is Coverage.NotPermitted or Coverage.NotSupplied || !IsDue(memory, "daily", EveryDay, request.UpdatedBefore))
            yield break;
        var isWeekly = IsDue(memory, "weekly", EveryWeek, request.UpdatedBefore);
        var since = request.UpdatedBefore.AddDays(isWeekly ? -UpstreamMemory.RememberedDays : -RecentDays);
        await foreach (var page in Reconcile(binding, request with { Memory = memory }, since, cancellation).ConfigureAwait(false))
        {
            memory = page.Memory;
            yield return page;
        }

        memory = Done(memory, "daily", request.UpdatedBefore);
        yield return new UpstreamPage { Memory = isWeekly ? Done(memory, "weekly", request.UpdatedBefore) : memory, Coverage = coverage };
    }

    private async IAsyncEnumerable<UpstreamPage> Reconcile(
        UpstreamBinding binding, SweepRequest request, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // A day's margin, so that a row at the very edge is not missed by the source's reading of the bound.
        var known = request.Memory.Table(list.Table).Select(row => (row.Key, Row: PlacedRow.Parse(row.Value)!)).Where(each => each.Row.Updated >= since.AddDays(1) && IsHere(each.Row, request.Memory))
            .ToDictionary(each => each.Key, each => each.Row, StringComparer.Ordinal);
        var (memory, seen) = (request.Memory, new HashSet<string>(StringComparer.Ordinal));
        await foreach (var page in pager.Pages(binding, new WondeList(list.Path, [list.Include], since), cancellation).ConfigureAwait(false))
        {
            if (page.Coverage is Coverage.NotPermitted or Coverage.NotSupplied)
                throw new UpstreamException($"The list {list.Path} could be read a moment ago, and now it cannot.");
            var rows = WondeJson.Reader.Rows<T>(page.Rows);
            seen.UnionWith(rows.Select(row => row.Id));
            // What is known came with its change; a row that did not, or whose change moved no stamp, is made up for here.
            var read = WondeJson.Reader.Read(request.Stream, rows, memory, translate) with { Quarantined = [], Coverage = page.Coverage };
            yield return read with { Records = [.. read.Records.Where(record => ContentOf(record.RecordId, memory) is not { } content || content != record.ContentHash)] };
            memory = read.Memory;
        }

        (memory, var gone) = _absences.Note(memory, known.Keys, seen, request.UpdatedBefore);
        var records = gone.Select(id => Withdraw(binding, id, known[id], request.UpdatedBefore)).ToImmutableArray();
        memory = memory.WithTable(list.Table, memory.Table(list.Table).RemoveRange(gone));
        yield return new UpstreamPage { Memory = memory, Records = records };
    }

    private ulong? ContentOf(string id, UpstreamMemory memory) => memory.Find(list.Table, id) is { } text ? PlacedRow.Parse(text)?.Content : null;

    // What was said of pupils who have all gone, or are known by another id since, is history, whatever has become of its row.
    private static bool IsHere(PlacedRow row, UpstreamMemory memory) => row.Students.Any(student => memory.Pupil(student) is { Facts: not null });

    private UpstreamRecord Withdraw(UpstreamBinding binding, string id, PlacedRow row, DateTimeOffset at) => new(
        id,
        ContentHash.Of("gone " + at.ToString("O", CultureInfo.InvariantCulture)),
        [.. row.Students.Select(student => PlacedRow.Withdraw(binding.School, list.Type, id, student, at, "reconciled"))]);

    private bool IsDue(UpstreamMemory memory, string how, TimeSpan every, DateTimeOffset now) =>
        memory.Find(DueTable, $"{list.Path} {how}") is not { } last || now - DateTimeOffset.ParseExact(last, "O", CultureInfo.InvariantCulture) >= every;

    private UpstreamMemory Done(UpstreamMemory memory, string how, DateTimeOffset now) =>
        memory.With(DueTable, $"{list.Path} {how}", now.ToString("O", CultureInfo.InvariantCulture));
}
