using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// Marks changed since the last sweep, of whatever date; and once a day all marks of the last four weeks, since one that is taken away
/// leaves no trace. Without dates the list would be of the current week alone, so they are always sent. What has never been read is read in stretches of four weeks,
/// the latest first: one long list would not hold still for as long as a source that allows few requests takes to give it.
/// </summary>
internal sealed class AttendanceStream(AssemblyPager pager)
{
    private const string Table = "marks-reconciled";
    private const string LastTime = "at";
    private static readonly TimeSpan Every = TimeSpan.FromHours(20);

    // No number of marks is too many by itself: a closed school's whole register may go.
    private static readonly Absences Absences = new("marks", most: int.MaxValue);

    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (memory, last) = (request.Memory, request.Memory.Find(Table, LastTime));
        var translator = new AttendanceTranslator(binding, request.UpdatedBefore, last is null);
        if (AssemblyJson.Reader.Parked<AttendancePayload>(request.Stream, memory) is { Count: > 0 } parked)
        {
            // What still cannot be told was quarantined when it came.
            var retried = AssemblyJson.Reader.Read(request.Stream, parked, memory, translator.Read) with { Quarantined = [] };
            memory = retried.Memory;
            yield return retried;
        }

        foreach (var list in Lists(request))
        {
            await foreach (var page in pager.Pages(binding, list, cancellation).ConfigureAwait(false))
            {
                var read = AssemblyJson.Reader.Read(request.Stream, AssemblyJson.Reader.Rows<AttendancePayload>(page.Rows), memory, translator.Read);
                memory = read.Memory;
                yield return page.Of(request.Stream, read);
                if (page.Coverage != Coverage.Supplied)
                    yield break;
            }
        }

        if (last is not null && request.UpdatedBefore - DateTimeOffset.Parse(last, CultureInfo.InvariantCulture) < Every)
            yield break;
        await foreach (var page in Reconcile(binding, request with { Memory = memory }, translator, cancellation).ConfigureAwait(false))
            yield return page;
    }

    private async IAsyncEnumerable<UpstreamPage> Reconcile(
        UpstreamBinding binding, SweepRequest request, AttendanceTranslator translator, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        var known = translator.Known(memory);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in pager.Pages(binding, Marks(request, KnownSessions.Days - 1, null), cancellation).ConfigureAwait(false))
        {
            if (page.Coverage != Coverage.Supplied)
                throw new UpstreamException("The marks of the last four weeks may not be read, though those that changed may.");
            var rows = AssemblyJson.Reader.Rows<AttendancePayload>(page.Rows);
            seen.UnionWith(rows.Select(row => row.Row is null ? null : translator.SeenBy(row.Row, memory)).OfType<string>());
            // What is known came with its change; what did not, such as of a pupil who was away meanwhile, is made up for here.
            var read = AssemblyJson.Reader.Read(request.Stream, rows.Where(row => row.Row is not null && IsOfPupil(row.Row, memory)), memory, translator.ReadNews) with { Quarantined = [] };
            memory = read.Memory;
            yield return page.Of(request.Stream, read);
        }

        var (after, gone) = Absences.Note(memory, known.Keys, seen, request.UpdatedBefore, Present(known, seen));
        after = after.WithTable(StudentTranslator.ReturnedTable, after.Table(StudentTranslator.ReturnedTable).Clear());
        var records = gone.Select(key => Withdraw(binding.School, known[key].Student, key, request.UpdatedBefore)).ToImmutableArray();
        foreach (var key in gone)
            after = translator.Forget(after, known[key].Student, known[key].At);
        yield return new UpstreamPage { Memory = after.With(Table, LastTime, request.UpdatedBefore.ToString("O", CultureInfo.InvariantCulture)), Records = records };
    }

    // Of whom there is no mark at all, it is the pupil who has gone: so many marks at once are one, and of pupils not many may go.
    private static List<string> Present(Dictionary<string, (string Student, SchoolSession At)> known, HashSet<string> seen)
    {
        var pupils = known.Values.Select(each => each.Student).ToHashSet(StringComparer.Ordinal);
        var present = seen.Where(known.ContainsKey).Select(key => known[key].Student).ToHashSet(StringComparer.Ordinal);
        return MassChange.IsSuspicious(pupils.Count - present.Count, pupils.Count)
            ? throw MassChange.Refused(pupils.Count - present.Count, pupils.Count, "pupils' marks")
            : [.. known.Where(each => present.Contains(each.Value.Student)).Select(each => each.Key)];
    }

    // A leaver's too: a mark that is dated behind the last day says that somebody was there.
    private static bool IsOfPupil(AttendancePayload row, UpstreamMemory memory) => row.StudentId is { } student && memory.Known(student) is { IsGone: false };

    public static AssemblyList Marks(SweepRequest request, int daysBack, DateTimeOffset? since) => Marks(request, daysBack, 0, since);

    private static AssemblyList Marks(SweepRequest request, int from, int to, DateTimeOffset? since)
    {
        var today = SchoolTime.DateOf(request.UpdatedBefore);
        return new AssemblyList("attendances", $"start_date={AssemblyList.Day(today.AddDays(-from))}&end_date={AssemblyList.Day(today.AddDays(-to))}", since);
    }

    private static IEnumerable<AssemblyList> Lists(SweepRequest request)
    {
        if (AssemblyUpstream.Since(request) is { } since)
            yield return Marks(request, UpstreamMemory.RememberedDays, since);
        for (var to = 0; request.UpdatedFrom is null && to <= UpstreamMemory.RememberedDays; to += KnownSessions.Days)
            yield return Marks(request, Math.Min(to + KnownSessions.Days - 1, UpstreamMemory.RememberedDays), to, null);
    }

    private static UpstreamRecord Withdraw(SchoolId school, string student, string key, DateTimeOffset at) => new(
        key,
        ContentHash.Of("gone " + at.ToString("O", CultureInfo.InvariantCulture)),
        [new Withdrawn { School = school, Of = "mark", OfKey = key, Student = new StudentId(student), At = at, RecordedAt = at, Reason = "reconciled" }]);
}
