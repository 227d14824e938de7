using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>Exclusions have neither "changed since" nor deletions: all that began in the time the product remembers are read each time, and compared.</summary>
internal sealed class ExclusionStream(AssemblyPager pager)
{
    // One that is decided now may begin after a holiday.
    private const int DaysAhead = 60;
    private static readonly Absences Absences = new("exclusions");

    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var today = SchoolTime.DateOf(request.UpdatedBefore);
        var first = today.AddDays(-UpstreamMemory.RememberedDays);
        var translator = new ExclusionTranslator(binding, request.UpdatedBefore);
        var memory = ExclusionTranslator.Forget(request.Memory, first);
        var known = ExclusionTranslator.Since(memory, first);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var list = new AssemblyList("exclusions", $"start_date={AssemblyList.Day(first)}&end_date={AssemblyList.Day(today.AddDays(DaysAhead))}");
        await foreach (var page in pager.Pages(binding, list, cancellation).ConfigureAwait(false))
        {
            if (page.Coverage != Coverage.Supplied)
            {
                yield return new UpstreamPage { Memory = memory, Coverage = page.Coverage };
                yield break;
            }

            var rows = AssemblyJson.Reader.Rows<ExclusionPayload>(page.Rows);
            seen.UnionWith(rows.Select(row => row.Id));
            var read = AssemblyJson.Reader.Read(request.Stream, rows, memory, translator.Read);
            memory = read.Memory;
            yield return page.Of(request.Stream, read);
        }

        (memory, var gone) = Absences.Note(memory, known, seen, request.UpdatedBefore, ExclusionTranslator.OfPupilsHere(memory, known));
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        foreach (var id in gone)
        {
            (memory, var record) = translator.Gone(memory, id);
            records.Add(record);
        }

        yield return new UpstreamPage { Memory = memory, Records = records.ToImmutable() };
    }
}
