using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// A deleted mark leaves no tombstone that is documented: once a day the marks stamped in the last four weeks are listed and compared with
/// those we know. A mark entered ahead is stamped before its day, so the day of the stamp is what is remembered of each.
/// </summary>
internal sealed class KnownMarks(WondePager pager, UpstreamBinding binding)
{
    private const string Table = "known-marks";
    private const string DueTable = "reconciled";
    private const string Due = "marks daily";
    private static readonly TimeSpan Every = TimeSpan.FromHours(20);
    private static readonly int FirstStampDay = new DateOnly(2000, 1, 1).DayNumber;

    // No number of marks is too many by itself: a closed school's whole register may go.
    private static readonly Absences Absences = new("marks", most: int.MaxValue);

    /// <summary>Remembers that a mark was there, if it is of the last four weeks.</summary>
    public static UpstreamMemory With(UpstreamMemory memory, DateOnly today, string student, SchoolSession at, DateTimeOffset stamp)
    {
        if (at.Date < FirstDay(today) || at.Date > today)
            return memory;
        var content = (ushort)Math.Clamp(DateOnly.FromDateTime(stamp.UtcDateTime).DayNumber - FirstStampDay, 1, ushort.MaxValue);
        var known = Of(memory, student, today);
        return known[at] == content ? memory : memory.With(Table, student, known.With(at, content).ToString());
    }

    public async IAsyncEnumerable<UpstreamPage> Reconcile(SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (memory, now, today) = (request.Memory, request.UpdatedBefore, SchoolTime.DateOf(request.UpdatedBefore));
        if (memory.Find(DueTable, Due) is not { } last)
        {
            // All has just been read for the first time: there is nothing to compare it with.
            yield return new UpstreamPage { Memory = Done(memory, now) };
            yield break;
        }

        if (now - DateTimeOffset.ParseExact(last, "O", CultureInfo.InvariantCulture) < Every)
            yield break;
        var since = now.AddDays(-KnownSessions.Days);
        var known = Known(memory, today, since);
        var (marks, seen) = (new MarkTranslator(binding, isFirstImport: false, today), new HashSet<string>(StringComparer.Ordinal));
        foreach (var path in MarkStream.Lists)
        {
            await foreach (var page in pager.Pages(binding, new WondeList(path, [], since), cancellation).ConfigureAwait(false))
            {
                if (path == MarkStream.Lists[0] && page.Coverage != Coverage.Supplied)
                    throw new UpstreamException("The marks of the last four weeks may not be read, though those that changed may.");
                var rows = WondeJson.Reader.Rows<MarkPayload>(page.Rows);
                var places = rows.Where(row => row.Row is not null).Select(row => (Row: row, Place: MarkTranslator.PlaceOf(row.Row!, memory))).Where(each => each.Place is not null).ToList();
                seen.UnionWith(places.Select(each => KeyOf(each.Place!.Value.Student, each.Place.Value.At)));
                // What is known came with its change; a mark that did not is made up for here.
                var missed = places.Where(each => each.Place!.Value.At.Date is var date && date >= FirstDay(today) && date <= today && Of(memory, each.Place.Value.Student, today)[each.Place.Value.At] == 0).Select(each => each.Row);
                var read = WondeJson.Reader.Read(request.Stream, missed.ToList(), memory, marks.Read) with { Quarantined = [] };
                memory = read.Memory;
                yield return read;
            }
        }

        var present = Present(known, seen);
        var here = present.ToHashSet(StringComparer.Ordinal);
        var doubted = known.Where(each => here.Contains(each.Key) || memory.Pupil(each.Value.Student) is { IsOnRoll: true }).Select(each => each.Key).ToList();
        (memory, var gone) = Absences.Note(memory, doubted, seen, now, present);
        foreach (var key in gone)
            memory = memory.With(Table, known[key].Student, Of(memory, known[key].Student, today).Without(known[key].At).ToString());
        yield return new UpstreamPage { Memory = Done(memory, now), Records = [.. gone.Select(key => Withdraw(known[key].Student, key, now))] };
    }

    // A day's margin, so that a mark at the very edge is not missed by the source's reading of the bound.
    private static Dictionary<string, (string Student, SchoolSession At)> Known(UpstreamMemory memory, DateOnly today, DateTimeOffset since)
    {
        var firstStamp = DateOnly.FromDateTime(since.UtcDateTime).DayNumber + 2 - FirstStampDay;
        return memory.Table(Table).Keys.Where(student => IsHere(memory, student))
            .SelectMany(student => Of(memory, student, today) is var known ? known.All().Where(at => known[at] >= firstStamp).Select(at => (student, at)) : [])
            .ToDictionary(each => KeyOf(each.student, each.at), each => each, StringComparer.Ordinal);
    }

    // Whose pupil has gone, or may have, keeps what was recorded: a leaver's history stays, and a withheld child is no deletion.
    private static bool IsHere(UpstreamMemory memory, string student) => memory.Pupil(student) is { Facts: not null } && memory.Find(GoneTranslator.Table, student) is null;

    // Of whom there is no mark at all, it is the pupil who has gone: so many marks at once are one, and of pupils not many may go.
    private static List<string> Present(Dictionary<string, (string Student, SchoolSession At)> known, HashSet<string> seen)
    {
        var pupils = known.Values.Select(each => each.Student).ToHashSet(StringComparer.Ordinal);
        var present = seen.Where(known.ContainsKey).Select(key => known[key].Student).ToHashSet(StringComparer.Ordinal);
        return MassChange.IsSuspicious(pupils.Count - present.Count, pupils.Count)
            ? throw MassChange.Refused(pupils.Count - present.Count, pupils.Count, "pupils' marks")
            : [.. known.Where(each => present.Contains(each.Value.Student)).Select(each => each.Key)];
    }

    private static KnownSessions Of(UpstreamMemory memory, string student, DateOnly today) => KnownSessions.Parse(memory.Find(Table, student), FirstDay(today));

    private static DateOnly FirstDay(DateOnly today) => today.AddDays(1 - KnownSessions.Days);

    private static string KeyOf(string student, SchoolSession at) => string.Create(CultureInfo.InvariantCulture, $"{student}|{at.Date:yyyy-MM-dd}|{at.Session}");

    private static UpstreamMemory Done(UpstreamMemory memory, DateTimeOffset now) => memory.With(DueTable, Due, now.ToString("O", CultureInfo.InvariantCulture));

    private UpstreamRecord Withdraw(string student, string key, DateTimeOffset at) => new(
        key,
        ContentHash.Of("gone " + at.ToString("O", CultureInfo.InvariantCulture)),
        [new Withdrawn { School = binding.School, Of = "mark", OfKey = key, Student = new StudentId(student), At = at, RecordedAt = at, Reason = "reconciled" }]);
}
