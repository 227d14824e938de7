using System.Text.Json;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>Whom a school withholds from us: such a child disappears from the lists like one who has gone.</summary>
internal static class WithheldPeople
{
    /// <summary>Their ids at Wonde; none where it does not say.</summary>
    public static async Task<HashSet<string>> Read(WondePager pager, UpstreamBinding binding, CancellationToken cancellation)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var path = $"meta/schools/{Uri.EscapeDataString(binding.UpstreamSchool)}/acl?with_user_type=true";
        using var answer = await pager.One(binding, path, cancellation).ConfigureAwait(false);
        if (!answer.IsSuccess || !answer.HasObject || !answer.Body.TryGetProperty("data", out var list) || list.ValueKind != JsonValueKind.Object
            || !list.TryGetProperty("ids", out var people) || people.ValueKind != JsonValueKind.Array)
            return ids;
        foreach (var person in people.EnumerateArray())
        {
            var id = person.ValueKind == JsonValueKind.Object && person.TryGetProperty("id", out var value) ? value : person;
            if (id.ValueKind == JsonValueKind.String)
                ids.Add(id.GetString()!);
        }

        return ids;
    }
}
