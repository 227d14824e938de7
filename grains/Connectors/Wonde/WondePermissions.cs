using System.Collections.Immutable;
using System.Text.Json;
using RiskMonitor.Connectors.Http;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>Which scopes a school has granted → which streams can be read. A scope that is not listed tells nothing.</summary>
internal static class WondePermissions
{
    private static readonly (string Stream, string Scope)[] Needed =
    [
        ("codes", "attendance.read"), ("roll", "students.read"), ("flags", "students.read"), ("contacts", "contacts.read"), ("leavers", "students.read"),
        ("marks", "attendance.read"), ("behaviours", "behaviour.read"), ("exclusions", "exclusion.read"), (GoneTranslator.Stream, "students.read"),
    ];

    public static ImmutableDictionary<string, Coverage> Of(UpstreamAnswer answer, ImmutableArray<string> streams)
    {
        var approved = new Dictionary<string, bool>(StringComparer.Ordinal);
        if (answer.IsSuccess && Scopes(answer.Body) is { ValueKind: JsonValueKind.Array } scopes)
        {
            foreach (var scope in scopes.EnumerateArray())
            {
                if (scope.ValueKind == JsonValueKind.Object && scope.TryGetProperty("identity", out var name) && name.ValueKind == JsonValueKind.String)
                    approved[name.GetString()!] = scope.TryGetProperty("approved", out var isApproved) && Loosely.Flag(isApproved) == true;
            }
        }

        return streams.ToImmutableDictionary(stream => stream, stream => Of(approved, Needed.First(each => each.Stream == stream).Scope));
    }

    private static JsonElement Scopes(JsonElement body) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty("data", out var data) ? data : body;

    private static Coverage Of(Dictionary<string, bool> approved, string scope) =>
        !approved.TryGetValue(scope, out var isApproved) ? Coverage.Unknown : isApproved ? Coverage.Supplied : Coverage.NotPermitted;
}
