using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// Students on roll. There is no list of deletions: a complete read is compared with the pupils we know, and who is on neither list any more
/// is withdrawn after two of them.
/// </summary>
internal sealed class RollStream(AssemblyPager pager, StudentTranslator translator)
{
    public const string Flags = "demographics=true&care=true";
    private static readonly Absences Absences = new("pupils");

    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in Pages(binding, request, cancellation).ConfigureAwait(false))
        {
            if (page.Coverage is Coverage.NotPermitted or Coverage.NotSupplied)
            {
                yield return new UpstreamPage { Memory = memory, Coverage = page.Coverage };
                yield break;
            }

            var rows = AssemblyJson.Reader.Rows<StudentPayload>(page.Rows);
            seen.UnionWith(rows.Select(row => row.Id));
            var read = AssemblyJson.Reader.Read(request.Stream, rows, memory, translator.OnRoll);
            var coverage = page.Coverage == Coverage.Supplied && HasLostFlags(rows, memory) ? Coverage.IncludeRejected : page.Coverage;
            memory = read.Memory;
            yield return read with { Coverage = coverage };
        }

        if (request.UpdatedFrom is null)
            yield return Reconciled(binding, request, memory, seen);
    }

    // The flags need scopes of their own: one that is not granted must not blind us to the pupils.
    private async IAsyncEnumerable<AssemblyPage> Pages(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
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
        await foreach (var page in pager.Pages(binding, new AssemblyList("students", "", AssemblyUpstream.Since(request)), cancellation).ConfigureAwait(false))
            yield return page.Coverage == Coverage.Supplied ? page with { Coverage = Coverage.IncludeRejected } : page;
    }

    // A scope that is taken away turns values into null: that is no all-clear, and it is said.
    private static bool HasLostFlags(List<RawRow<StudentPayload>> rows, UpstreamMemory before)
    {
        var known = rows.Where(row => row.Row is not null).Select(row => (row.Row!.Demographics, Known: before.Known(row.Id))).ToList();
        return Lost(StatusKind.CLA, flags => string.IsNullOrWhiteSpace(flags?.InCare)) || Lost(StatusKind.EHCP, flags => flags?.SenCategory is null);

        bool Lost(StatusKind kind, Func<DemographicsPayload?, bool> isNull) =>
            known.Any(each => each.Known?.Flags.Any(flag => flag.Kind == kind && flag.Last is not null) == true) && known.All(each => isNull(each.Demographics));
    }

    private static UpstreamPage Reconciled(UpstreamBinding binding, SweepRequest request, UpstreamMemory memory, HashSet<string> seen)
    {
        var onRoll = memory.KnownStudents().Where(student => student.IsOnRoll).ToDictionary(student => student.Student, StringComparer.Ordinal);
        var (after, gone) = Absences.Note(memory, onRoll.Keys, seen, request.UpdatedBefore, pupilsOf: binding);
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        foreach (var student in gone)
        {
            after = after.Remember(onRoll[student] with { IsGone = true, LastContent = 0, Revision = onRoll[student].Revision + 1 });
            records.Add(Record(student, new Withdrawn
            {
                School = binding.School,
                Of = "pupil",
                OfKey = student,
                Student = new StudentId(student),
                At = request.UpdatedBefore,
                RecordedAt = request.UpdatedBefore,
                Reason = "reconciled",
            }));
        }

        return new UpstreamPage { Memory = after, Records = records.ToImmutable() };
    }

    private static UpstreamRecord Record(string id, Withdrawn withdrawn) =>
        new(id, ContentHash.Of(withdrawn.At.ToString("O", System.Globalization.CultureInfo.InvariantCulture)), [withdrawn]);
}
