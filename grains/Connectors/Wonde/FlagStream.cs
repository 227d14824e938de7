using System.Runtime.CompilerServices;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>Dated statuses and siblings, asked for apart from the roll: an include that a school's system does not know must not blind us to its pupils.</summary>
internal sealed class FlagStream(WondePager pager, RollTranslator translator)
{
    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        var rows = new RowStream<StudentPayload>(
            pager, WondeList.Of("students", request, "in_care_date_ranges", "child_protection_plan_date_ranges", "sen_needs", "siblings"), translator.Flags);
        await foreach (var page in rows.Sweep(binding, request, cancellation).ConfigureAwait(false))
        {
            memory = page.Memory;
            yield return page;
        }

        var (settled, records) = Households.Settle(memory, binding.School, SchoolTime.DateOf(request.UpdatedBefore));
        if (!ReferenceEquals(settled, memory))
            yield return new UpstreamPage { Memory = settled, Records = records };
    }
}
