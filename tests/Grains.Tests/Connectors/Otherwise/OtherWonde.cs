using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace RiskMonitor.Grains.Tests.Connectors.Otherwise;

/// <summary>
/// A server of Wonde's published shapes by somebody who decided everything else than our stand-in does: numbered pages of a size of its own, addresses that end
/// in a slash, one list of register codes for all schools, no upper bounds, and rows whose stamp does not move when only what is included in them changes.
/// </summary>
internal sealed class OtherWonde(TimeProvider clock) : IAsyncDisposable
{
    public const string Token = "other-token";

    private const int MostPerPage = 25;
    private readonly OtherRows _rows = new();
    private WebApplication _application = null!;

    public Dictionary<string, OtherPupil> Pupils { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, OtherMark> Marks { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, OtherIncident> Incidents { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, OtherExclusion> Exclusions { get; } = new(StringComparer.Ordinal);

    public List<OtherTombstone> Tombstones { get; } = [];

    public List<string> Refused { get; } = [];

    public Uri Address { get; private set; } = null!;

    public async Task Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        _application = builder.Build();
        _application.Run(Answer);
        await _application.StartAsync();
        Address = new Uri(_application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single() + "/v1.0");
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task Answer(HttpContext context)
    {
        context.Response.Headers.Date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
            return Refuse(context, 401, null);
        var path = context.Request.Path.Value!["/v1.0/".Length..];
        return path switch
        {
            "meta/schools/9" => Send(context, new JsonObject { ["data"] = new JsonObject { ["online"] = 1, ["approved"] = 1 } }),
            "meta/schools/9/permissions" => Send(context, new JsonArray(new JsonObject { ["identity"] = "students.read", ["approved"] = 1 })),
            "attendance-codes" => Send(context, new JsonObject { ["data"] = new JsonArray([.. Codes()]) }),
            "schools/9/attendance-codes/" => Send(context, new JsonObject { ["data"] = new JsonArray(), ["meta"] = new JsonArray() }),
            _ when Rows(path, Words(context, "include")) is { } rows => List(context, rows),
            // Addresses without their slash are nobody's here: the page that says so is the web server's own.
            _ => Refuse(context, 404, path.EndsWith('/') ? """{"error":"resource_not_found"}""" : null),
        };
    }

    private List<(string Id, DateTimeOffset Updated, JsonObject Row)>? Rows(string path, HashSet<string> includes) => path switch
    {
        "schools/9/students/" => [.. Pupils.Values.Where(IsHere).Select(pupil => (pupil.Id, pupil.Updated, _rows.Pupil(pupil, includes)))],
        "schools/9/students-leaver/" => [.. Pupils.Values.Where(pupil => pupil is { IsGone: false, Left: not null }).Select(pupil => (pupil.Id, pupil.Updated, _rows.Pupil(pupil, includes)))],
        "schools/9/attendance/session/" => MarksOf(IsHere),
        "schools/9/attendance-leavers/session/" => MarksOf(pupil => pupil is { IsGone: false, Left: not null }),
        "schools/9/behaviours/" => [.. Incidents.Values.Select(incident => (incident.Id, incident.Updated, _rows.Incident(incident, upi => Pupils[upi].Id)))],
        "schools/9/exclusions/" => [.. Exclusions.Values.Where(each => !Pupils[each.Upi].IsGone).Select(each => (each.Id, each.Updated, _rows.Exclusion(each, Pupils[each.Upi].Id)))],
        "schools/9/deletions/" => [.. Tombstones.Select(tombstone => (tombstone.Id, tombstone.At, _rows.Tombstone(tombstone)))],
        _ => null,
    };

    private List<(string, DateTimeOffset, JsonObject)> MarksOf(Func<OtherPupil, bool> which) =>
        [.. Marks.Values.Where(mark => which(Pupils[mark.Upi])).Select(mark => (mark.Id, mark.Updated, _rows.Mark(mark, Pupils[mark.Upi].Id)))];

    private Task List(HttpContext context, List<(string Id, DateTimeOffset Updated, JsonObject Row)> rows)
    {
        var (query, perPage) = (context.Request.Query, int.Parse(context.Request.Query["per_page"].FirstOrDefault() ?? "50", CultureInfo.InvariantCulture));
        if (perPage > 100)
            return Refuse(context, 400, """{"error":"invalid_request","error_description":"per_page is too large"}""");
        var number = int.Parse(query["page"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture);
        var size = Math.Min(perPage, MostPerPage);
        var wanted = query["updated_after"].FirstOrDefault() is { } text
            ? rows.Where(row => row.Updated > DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)).ToList()
            : rows;
        var page = wanted.OrderByDescending(row => row.Id, StringComparer.Ordinal).Skip((number - 1) * size).Take(size).Select(row => (JsonNode)row.Row).ToArray();
        var hasMore = number * size < wanted.Count;
        var kept = string.Concat(query.Where(each => each.Key is not ("page" or "cursor")).Select(each => $"&{each.Key}={Uri.EscapeDataString(each.Value.ToString())}"));
        // By its path alone in every second list; the documents' sample has the whole address.
        var next = $"{(context.Request.Path.Value!.Contains("students", StringComparison.Ordinal) ? $"http://{context.Request.Host}" : "")}{context.Request.Path}?page={number + 1}{kept}";
        return Send(context, new JsonObject
        {
            ["meta"] = new JsonObject { ["pagination"] = new JsonObject { ["more"] = hasMore ? "true" : 0, ["next"] = hasMore ? next : "", ["per_page"] = "25" } },
            ["data"] = new JsonArray(page),
        });
    }

    private static bool IsHere(OtherPupil pupil) => pupil is { IsGone: false, Left: null };

    private static IEnumerable<JsonNode> Codes() => ((string[])["/", "N", "I", "L"]).Select(code => new JsonObject { ["id"] = "C" + code, ["code"] = code, ["type"] = null });

    private static HashSet<string> Words(HttpContext context, string key) => [.. context.Request.Query[key].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries)];

    private static Task Send(HttpContext context, JsonNode body)
    {
        context.Response.ContentType = "text/json; charset=utf-8";
        return context.Response.WriteAsync("\uFEFF" + body.ToJsonString());
    }

    private Task Refuse(HttpContext context, int status, string? body)
    {
        lock (Refused)
            Refused.Add($"{status} {context.Request.Path}{context.Request.QueryString}");
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body ?? "<html>Not here.</html>");
    }
}
