using System.Runtime.CompilerServices;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// Session marks of pupils on roll and of leavers. The school's code list is read again once when a mark names a code that is not in it;
/// the marks of a pupil who is back, which may come with old stamps, are read again from the start of the school year.
/// </summary>
internal sealed class MarkStream(WondePager pager)
{
    public const string Name = "marks";

    /// <summary>Of pupils on roll, then of leavers.</summary>
    public static readonly string[] Lists = ["attendance/session", "attendance-leavers/session"];

    private const string ImportedTable = "marks-imported";
    private const string Imported = "once";
    private bool _codesReread;

    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        var marks = new MarkTranslator(binding, memory.Find(ImportedTable, Imported) is null, SchoolTime.DateOf(request.UpdatedBefore));
        if (WondeJson.Reader.Parked<MarkPayload>(request.Stream, memory) is { Count: > 0 } parked)
        {
            var retried = await Read(binding, parked, request, marks, cancellation).ConfigureAwait(false);
            memory = retried.Memory;
            // What still cannot be told was quarantined when it came.
            yield return retried with { Quarantined = [] };
        }

        var returned = memory.Table(RollTranslator.RereadTable);
        foreach (var path in Lists)
        {
            var list = WondeList.Remembered(path, request);
            if (!returned.IsEmpty && request.UpdatedFrom is { } from)
                list = list with { UpdatedFrom = Earlier(from, StartOfSchoolYear(request.UpdatedBefore)) };
            await foreach (var page in pager.Pages(binding, list, cancellation).ConfigureAwait(false))
            {
                var rows = WondeJson.Reader.Rows<MarkPayload>(page.Rows).Where(row => IsWanted(row.Row, request, memory)).ToList();
                var read = await Read(binding, rows, request with { Memory = memory }, marks, cancellation).ConfigureAwait(false);
                memory = read.Memory;
                var coverage = path == Lists[0] ? page.Coverage : Coverage.Supplied;
                yield return read with { Coverage = coverage };
                if (coverage != Coverage.Supplied)
                    yield break;
            }
        }

        memory = memory.With(ImportedTable, Imported, "").WithTable(RollTranslator.RereadTable, memory.Table(RollTranslator.RereadTable).RemoveRange(returned.Keys));
        yield return new UpstreamPage { Memory = memory };
        await foreach (var page in new KnownMarks(pager, binding).Reconcile(request with { Memory = memory }, cancellation).ConfigureAwait(false))
            yield return page;
    }

    private async Task<UpstreamPage> Read(
        UpstreamBinding binding, List<RawRow<MarkPayload>> rows, SweepRequest request, MarkTranslator marks, CancellationToken cancellation)
    {
        var memory = request.Memory;
        if (!_codesReread && rows.Any(row => row.Row is not null && MarkTranslator.NeedsCodes(row.Row, memory)))
        {
            _codesReread = true;
            memory = await new CodeList(pager).Again(binding, memory, cancellation).ConfigureAwait(false);
        }

        return WondeJson.Reader.Read(request.Stream, rows, memory, marks.Read);
    }

    private static bool IsWanted(MarkPayload? row, SweepRequest request, UpstreamMemory memory) =>
        row is null || request.UpdatedFrom is not { } from
        || !((row.UpdatedAt ?? row.CreatedAt)?.Stamp < from.AddSeconds(-1))
        || ((row.Student.Id ?? row.StudentId.Id) is { } pupil && memory.Students.TryGetValue(pupil, out var student)
            && memory.Find(RollTranslator.RereadTable, student) is not null);

    private static DateTimeOffset StartOfSchoolYear(DateTimeOffset now)
    {
        var today = SchoolTime.DateOf(now);
        return SchoolTime.StartOf(new DateOnly(today.Month >= 9 ? today.Year : today.Year - 1, 9, 1));
    }

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
