using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.Hosting;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Wonde;

/// <summary>Wonde's published API v1.0, as far as this product reads it, over HTTP on 127.0.0.1, serving an <see cref="UpstreamWorld"/>.</summary>
public sealed class WondeServer : IAsyncDisposable
{
    private readonly UpstreamWorld _world;
    private LoopbackHost? _host;

    private WondeServer(UpstreamWorld world, string token, StandInFaults faults)
    {
        _world = world;
        Token = token;
        Faults = faults;
    }

    /// <summary>Ends in <c>/v1.0/</c>.</summary>
    public Uri BaseAddress => new(_host!.Address, "/v1.0/");

    public string Token { get; }

    public StandInFaults Faults { get; }

    /// <param name="port">0 takes any free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WondeServer> StartAsync(
        UpstreamWorld world, string token, int port = 0, StandInFaults? faults = null, CancellationToken cancellation = default)
    {
        var server = new WondeServer(world, token, faults ?? new StandInFaults());
        server._host = await LoopbackHost.StartAsync(port, server.Map, cancellation).ConfigureAwait(false);
        return server;
    }

    public Task StopAsync(CancellationToken cancellation = default) => _host!.StopAsync(cancellation);

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    private void Map(WebApplication application)
    {
        application.Use(AdmitAsync);
        application.UseRouting();
        var api = application.MapGroup("/v1.0");
        api.MapGet("/schools", context => ServeAsync(context, null, "schools", SchoolPages.All));
        foreach (var list in (string[])["pending", "audited", "offline", "revoked", "declined"])
            api.MapGet($"/schools/{list}", context => ServeAsync(context, null, $"schools/{list}", SchoolPages.Lifecycle(list)));
        api.MapGet("/schools/all", context => ServeAsync(context, null, "schools/all", SchoolPages.All));
        api.MapGet("/attendance-codes", context => ServeAsync(context, null, "attendance-codes", SchoolPages.GlobalCodes));
        MapSchool(api, "/schools/{school}", "school", SchoolPages.One);
        MapSchool(api, "/meta/schools/{school}", "meta", SchoolPages.Status);
        MapSchool(api, "/meta/schools/{school}/permissions", "meta/permissions", SchoolPages.Permissions);
        MapSchool(api, "/meta/schools/{school}/acl", "meta/acl", SchoolPages.WithheldPeople);
        MapSchool(api, "/schools/{school}/counts", "counts", SchoolPages.Counts);
        foreach (var listing in WondeListing.All)
            api.MapGet("/schools/{school}/" + listing.Path, context => ListAsync(context, listing));
        application.MapFallback(context => RefuseAsync(context, 404, "resource_not_found", "There is no such resource"));
    }

    private void MapSchool(IEndpointRouteBuilder api, string path, string resource, SchoolPages.Page page) =>
        api.MapGet(path, context => ServeAsync(context, (string?)context.Request.RouteValues["school"], resource, page));

    private Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.Date = (Now + Faults.ClockSkew).ToString("R", CultureInfo.InvariantCulture);
        return LoopbackHost.IsAuthorised(context.Request, Token) ? next(context) : SendErrorAsync(context, 401, """{"error":"invalid_token"}""");
    }

    private DateTimeOffset Now => _world.Clock.GetUtcNow();

    private async Task ServeAsync(HttpContext context, string? schoolId, string resource, SchoolPages.Page page)
    {
        var fault = Faults.Take(new StandInRequest(resource, schoolId, 1, context.Request.QueryString.Value ?? ""));
        if (await FaultyAnswer.SendInsteadAsync(context, fault).ConfigureAwait(false))
            return;
        var school = _world.Schools.FirstOrDefault(s => s.Identity.WondeId == schoolId);
        if (schoolId is not null && (school is null || (Faults.IsWrongRegion && resource.StartsWith("meta", StringComparison.Ordinal))))
        {
            await RefuseAsync(context, 404, "resource_not_found", "There is no such school").ConfigureAwait(false);
            return;
        }

        var body = page(new SchoolPages.Asked(_world, school, context.Request, Faults, Now - Faults.VisibilityDelay));
        await FaultyAnswer.SendAsync(context, body, fault).ConfigureAwait(false);
    }

    private async Task ListAsync(HttpContext context, WondeListing listing)
    {
        var schoolId = (string?)context.Request.RouteValues["school"];
        var query = WondeQuery.From(context.Request, Now - Faults.VisibilityDelay, Faults);
        var fault = Faults.Take(new StandInRequest(listing.Path, schoolId, query?.Page ?? 1, context.Request.QueryString.Value ?? ""));
        if (await FaultyAnswer.SendInsteadAsync(context, fault).ConfigureAwait(false))
            return;
        var school = _world.Schools.FirstOrDefault(s => s.Identity.WondeId == schoolId);
        if (school is null || query is null || Refusal(listing, query) is not null)
        {
            var (status, error, text) = school is null ? (404, "resource_not_found", "There is no such school")
                : query is null ? (400, "invalid_parameter", "A parameter cannot be understood") : Refusal(listing, query)!.Value;
            await RefuseAsync(context, status, error, text).ConfigureAwait(false);
            return;
        }

        // A scripted change of the world happened after the query was dated: what it did must be there to be read.
        var dated = query.IsCursor && context.Request.Query["cursor"] != "true" ? query : query with { AsOf = Now - Faults.VisibilityDelay };
        var rows = Faults.IsWrongRegion ? WondeRows.None : listing.Rows(school, dated, Faults);
        await FaultyAnswer.SendAsync(context, WondePage.Of(context.Request, dated, rows, Faults, fault), fault).ConfigureAwait(false);
    }

    private (int Status, string Error, string Text)? Refusal(WondeListing listing, WondeQuery query)
    {
        if (Faults.NotSupplied.Contains(listing.Path))
            return (404, "resource_not_found", "The school's system does not supply this");
        if (Faults.MissingScopes.Contains(listing.Scope))
            return (403, "invalid_permissions", $"Scope {listing.Scope} not enabled");
        var unknown = query.Includes.Order(StringComparer.Ordinal)
            .FirstOrDefault(include => !listing.Includes.Contains(include) || Faults.RejectedIncludes.Contains(include));
        return unknown is null ? null : (400, "invalid_include", Faults.IncludeErrorIsGeneric ? "Invalid includes" : unknown);
    }

    private static Task RefuseAsync(HttpContext context, int status, string error, string text) =>
        SendErrorAsync(context, status, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["error"] = error,
            ["error_description"] = text,
        }));

    private static Task SendErrorAsync(HttpContext context, int status, string body) =>
        FaultyAnswer.SendAsync(context, status, "application/json", body);
}
