using System.Globalization;
using System.Runtime.CompilerServices;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// Dated statuses and siblings, and apart from them the contacts a pupil lives with, asked for apart from the roll: an include that a school's system does
/// not know must not blind us to its pupils. Whether a pupil's row counts as changed when only what is included has changed is not documented: once a day
/// all are read.
/// </summary>
internal sealed class FlagStream(WondePager pager, Translate<StudentPayload> translate, string[] includes)
{
    public static readonly string[] Includes = ["in_care_date_ranges", "child_protection_plan_date_ranges", "siblings"];
    public static readonly string[] ContactIncludes = ["contacts"];

    private const string DueTable = "reconciled";
    private static readonly TimeSpan Every = TimeSpan.FromHours(20);

    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        var isWhole = request.UpdatedFrom is null || IsDue(memory, request);
        var list = isWhole ? new WondeList("students", includes) : WondeList.Of("students", request, includes);
        await foreach (var page in new RowStream<StudentPayload>(pager, list, translate).Sweep(binding, request, cancellation).ConfigureAwait(false))
        {
            // The daily reading is there for what moved no stamp: what is as it was is no news.
            var before = memory;
            memory = page.Memory;
            yield return isWhole && request.UpdatedFrom is not null ? page with { Records = [.. page.Records.Where(record => IsChanged(record, before, memory))] } : page;
        }

        var (settled, records) = Households.Settle(memory, binding.School, SchoolTime.DateOf(request.UpdatedBefore));
        if (isWhole)
            settled = settled.With(DueTable, $"{request.Stream} daily", request.UpdatedBefore.ToString("O", CultureInfo.InvariantCulture));
        if (!ReferenceEquals(settled, memory))
            yield return new UpstreamPage { Memory = settled, Records = records };
    }

    private static bool IsChanged(UpstreamRecord record, UpstreamMemory before, UpstreamMemory after) =>
        before.Pupil(record.RecordId)?.Revision != after.Pupil(record.RecordId)?.Revision;

    private static bool IsDue(UpstreamMemory memory, SweepRequest request) =>
        memory.Find(DueTable, $"{request.Stream} daily") is not { } last
        || request.UpdatedBefore - DateTimeOffset.ParseExact(last, "O", CultureInfo.InvariantCulture) >= Every;
}
