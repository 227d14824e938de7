using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// Students on roll. There is no list of deletions: a complete read is compared with the pupils we know. Who is missing and among the leavers has left, on the day that
/// list says; who is on neither list any more is withdrawn after two such reads. Whoever is new is told last, when it is known who is not there any more: the source
/// may have issued all ids anew.
/// </summary>
internal sealed class RollStream(AssemblyPager pager, StudentTranslator translator)
{
    public const string Flags = "demographics=true&care=true";
    private static readonly Absences Absences = new("pupils");

    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        if (request.UpdatedFrom is not null && MustBeWhole(request))
            request = request with { UpdatedFrom = null };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var flags = new LostFlags(memory);
        var newcomers = new Newcomers<StudentPayload>(!OnRoll(request).Any(), OnRoll(request), IdentityOf, StudentTranslator.IsEarlier);
        await foreach (var page in Pages(binding, request, flags, cancellation).ConfigureAwait(false))
        {
            if (page.Coverage is Coverage.NotPermitted or Coverage.NotSupplied)
            {
                yield return new UpstreamPage { Memory = memory, Coverage = page.Coverage };
                yield break;
            }

            var rows = AssemblyJson.Reader.Rows<StudentPayload>(page.Rows);
            flags.Take(rows);
            seen.UnionWith(rows.Select(row => row.Id));
            var read = AssemblyJson.Reader.Read(request.Stream, newcomers.Without(rows), memory, translator.OnRoll);
            memory = read.Memory;
            yield return page.Of(request.Stream, read) with { Coverage = flags.Coverage };
        }

        if (request.UpdatedFrom is not null && (newcomers.NeedACompleteRead || flags.Are))
        {
            // Whether the pupils we know are still there, and whether anybody's flags are, only a complete read can tell.
            await foreach (var page in Sweep(binding, request with { UpdatedFrom = null, Memory = memory }, cancellation).ConfigureAwait(false))
                yield return page;
            yield break;
        }

        request = request with { Memory = request.UpdatedFrom is null ? flags.Remembered(memory) : memory };
        await foreach (var page in Settled(binding, request, newcomers, seen, cancellation).ConfigureAwait(false))
            yield return flags.Are ? page with { Coverage = Coverage.NotPermitted } : page;
    }

    private async IAsyncEnumerable<UpstreamPage> Settled(
        UpstreamBinding binding, SweepRequest request, Newcomers<StudentPayload> newcomers, HashSet<string> seen, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        Dictionary<string, string> renamed = [];
        if (request.UpdatedFrom is null)
        {
            renamed = newcomers.Renamed(seen);
            seen = [.. seen, .. renamed.Values];
            var left = await Left(binding, request, seen, cancellation).ConfigureAwait(false);
            yield return left;
            var gone = Reconciled(binding, request, left.Memory, seen);
            memory = gone.Memory;
            yield return gone;
        }

        if (newcomers.Rows.Count > 0)
            yield return Told(binding, request, memory, newcomers.Rows, renamed);
    }

    // Somebody is said to have left, or an announced last day is over; or what is lost may have come back without a change.
    private static bool MustBeWhole(SweepRequest request) =>
        !request.Memory.Table(StudentBook.LeavingTable).IsEmpty || LostFlags.Were(request.Memory) || StudentBook.HasAnnouncedBefore(request.Memory, Today(request));

    private static DateOnly Today(SweepRequest request) => SchoolTime.DateOf(request.UpdatedBefore);

    private static IEnumerable<RollIdentity> OnRoll(SweepRequest request) => request.Memory.KnownStudents()
        .Where(student => student.IsOnRoll(Today(request))).Select(student => new RollIdentity(student.Student, student.Upn, student.Born));

    private static RollIdentity? IdentityOf(StudentPayload row) => row.Id is { } id ? new RollIdentity(id, row.Upn, row.Dob?.Day) : null;

    // The flags need scopes of their own: one that is not granted must not blind us to the pupils.
    private async IAsyncEnumerable<AssemblyPage> Pages(
        UpstreamBinding binding, SweepRequest request, LostFlags flags, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var isRefused = false;
        await foreach (var page in pager.Pages(binding, new AssemblyList("students", Flags, AssemblyUpstream.Since(request)), cancellation).ConfigureAwait(false))
        {
            isRefused = page.Coverage == Coverage.NotPermitted;
            if (!isRefused)
                yield return page;
        }

        if (!isRefused)
            yield break;
        flags.Refuse();
        await foreach (var page in pager.Pages(binding, new AssemblyList("students", "", AssemblyUpstream.Since(request)), cancellation).ConfigureAwait(false))
            yield return page;
    }

    // Who is not on roll any more, and is among the leavers: their rows were written before the day of leaving and have no new stamp, so they did not come with what changed.
    private async Task<UpstreamPage> Left(UpstreamBinding binding, SweepRequest request, HashSet<string> seen, CancellationToken cancellation)
    {
        var (memory, leaving, announced) = (request.Memory, request.Memory.Table(StudentBook.LeavingTable), request.Memory.Table(StudentBook.AnnouncedTable));
        var missing = memory.KnownStudents().Where(student => (student.Stays || leaving.ContainsKey(student.Student)) && !seen.Contains(student.Student))
            .Select(student => student.Student).ToHashSet(StringComparer.Ordinal);
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        memory = memory.WithTable(StudentBook.LeavingTable, leaving.Clear()).WithTable(
            StudentBook.AnnouncedTable, announced.RemoveRange(announced.Where(each => StudentBook.IsBefore(each.Value, Today(request))).Select(each => each.Key)));
        if (missing.Count == 0)
            return new UpstreamPage { Memory = memory };
        await foreach (var page in pager.Pages(binding, new AssemblyList("students/left"), cancellation).ConfigureAwait(false))
        {
            var rows = AssemblyJson.Reader.Rows<StudentPayload>(page.Rows).Where(row => missing.Contains(row.Id));
            var read = AssemblyJson.Reader.Read("leavers", rows, memory, translator.Gone);
            memory = read.Memory;
            records.AddRange(read.Records);
        }

        // An empty roll is not believed unless every one of its pupils is among the leavers: an earlier stay of somebody who is here is there too.
        return seen.Count > 0 || missing.Count == 1 || records.Select(record => record.RecordId).Distinct(StringComparer.Ordinal).Count() == missing.Count
            ? new UpstreamPage { Memory = memory, Records = records.ToImmutable() }
            : throw MassChange.Refused(missing, missing.Count, mayBeMeant: false);
    }

    private static UpstreamPage Reconciled(UpstreamBinding binding, SweepRequest request, UpstreamMemory memory, HashSet<string> seen)
    {
        var expected = memory.KnownStudents().Where(student => student.Stays).ToDictionary(student => student.Student, StringComparer.Ordinal);
        var (after, gone) = Absences.Note(memory, expected.Keys, seen, request.UpdatedBefore, pupilsOf: binding);
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        foreach (var student in gone)
        {
            after = Without(after, student, goesOnAs: null);
            records.Add(Withdraw(binding, request, student));
        }

        return new UpstreamPage { Memory = after, Records = records.ToImmutable() };
    }

    // The old record is withdrawn just before its successor is told: in one page, so that nobody is seen to have gone.
    private UpstreamPage Told(
        UpstreamBinding binding, SweepRequest request, UpstreamMemory memory, IReadOnlyDictionary<string, RawRow<StudentPayload>> rows, Dictionary<string, string> renamed)
    {
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        var page = new UpstreamPage { Memory = memory };
        foreach (var (student, row) in rows.OrderByDescending(row => renamed.ContainsKey(row.Key)))
        {
            if (renamed.TryGetValue(student, out var old))
            {
                memory = Without(memory, old, student);
                records.Add(Withdraw(binding, request, old));
            }

            var read = AssemblyJson.Reader.Read(request.Stream, [row], memory, translator.OnRoll);
            memory = read.Memory;
            records.AddRange(read.Records);
            page = page with { Quarantined = page.Quarantined.AddRange(read.Quarantined), Understood = page.Understood.AddRange(read.Understood) };
        }

        return page with { Memory = memory, Records = records.ToImmutable() };
    }

    private static UpstreamMemory Without(UpstreamMemory memory, string student, string? goesOnAs) => memory.Known(student) is { } known
        ? memory.Remember(known with { IsGone = true, GoesOnAs = goesOnAs, LastContent = 0, Revision = known.Revision + 1 })
        : memory;

    private static UpstreamRecord Withdraw(UpstreamBinding binding, SweepRequest request, string student) => new(
        student,
        ContentHash.Of(request.UpdatedBefore.ToString("O", CultureInfo.InvariantCulture)),
        [new Withdrawn
        {
            School = binding.School,
            Of = "pupil",
            OfKey = student,
            Student = new StudentId(student),
            At = request.UpdatedBefore,
            RecordedAt = request.UpdatedBefore,
            Reason = "reconciled",
        }]);
}
