using System.Text.Json;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// How many pupils Wonde itself counts: a list from which some are missing while the count still has them was not read whole. Whether leavers, or those whom
/// the school withholds from us, are counted is not documented: the count is believed for as long as it was right the last time that nobody was missing.
/// </summary>
internal sealed class RollCount(WondePager pager)
{
    private const string Table = "counts";
    private const string Of = "students";

    /// <summary>Null where the source does not say.</summary>
    public async Task<int?> Ask(UpstreamBinding binding, CancellationToken cancellation)
    {
        using var answer = await pager.One(binding, $"schools/{Uri.EscapeDataString(binding.UpstreamSchool)}/counts?include={Of}", cancellation).ConfigureAwait(false);
        return answer.IsSuccess && answer.HasObject
            && Within(Within(Within(Within(answer.Body, "data"), Of), "data"), "count") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt32(out var students)
            ? students
            : null;
    }

    /// <summary>Whether so many rows are fewer than the source has, as far as its count can be believed.</summary>
    public static bool IsAbove(int? count, int rows, UpstreamMemory memory) => count > rows && memory.Find(Table, Of) is not null;

    /// <summary>After a complete read that missed nobody whom we know to be here.</summary>
    public static UpstreamMemory Learn(UpstreamMemory memory, int? count, int rows) => count == rows ? memory.With(Table, Of, "right") : memory.Without(Table, Of);

    public static UpstreamMemory Forget(UpstreamMemory memory) => memory.Without(Table, Of);

    private static JsonElement? Within(JsonElement? body, string name) =>
        body is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var value) ? value : null;
}
