using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.Hosting;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.SafeguardingSource;

/// <summary>The contract "Safeguarding Source v1" (our proposal, no vendor's) over HTTP on 127.0.0.1, serving an <see cref="UpstreamWorld"/>.</summary>
public sealed class SafeguardingSourceServer : IAsyncDisposable
{
    private readonly UpstreamWorld _world;
    private LoopbackHost? _host;

    private SafeguardingSourceServer(UpstreamWorld world, string token, StandInFaults faults)
    {
        _world = world;
        Token = token;
        Faults = faults;
    }

    /// <summary>Ends in <c>/v1/</c>.</summary>
    public Uri BaseAddress => new(_host!.Address, "/v1/");

    public string Token { get; }

    public StandInFaults Faults { get; }

    public SourceHabits Habits { get; } = new();

    private DateTimeOffset Now => _world.Clock.GetUtcNow();

    private DateTimeOffset AsOf => Now - Faults.VisibilityDelay;

    /// <param name="port">0 takes any free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SafeguardingSourceServer> StartAsync(
        UpstreamWorld world, string token, int port = 0, StandInFaults? faults = null, CancellationToken cancellation = default)
    {
        var server = new SafeguardingSourceServer(world, token, faults ?? new StandInFaults());
        server._host = await LoopbackHost.StartAsync(port, server.Map, cancellation).ConfigureAwait(false);
        return server;
    }

    public Task StopAsync(CancellationToken cancellation = default) => _host!.StopAsync(cancellation);

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    private void Map(WebApplication application)
    {
        application.Use(AdmitAsync);
        application.UseRouting();
        var api = application.MapGroup("/v1");
        api.MapGet("/schools", context => ServeAsync(context, "schools", (_, query) => FeedAnswer.Schools(_world.Schools, query, Now, AsOf, Faults, Habits)));
        api.MapGet("/schools/{school}/categories", context => ServeAsync(context, "categories",
            (school, query) => FeedAnswer.Categories(school!, query, Now, Faults)));
        api.MapGet("/schools/{school}/students", context => ServeAsync(context, "students",
            (school, query) => FeedAnswer.Students(school!, query, Now, AsOf, Faults)));
        api.MapGet("/schools/{school}/incidents", context => ServeAsync(context, "incidents",
            (school, query) => FeedAnswer.Incidents(school!, query, Now, AsOf, Faults, Habits)));
        api.MapGet("/schools/{school}/incident-ids", context => ServeAsync(context, "incident-ids",
            (school, query) => FeedAnswer.IncidentIds(school!, query, Now, AsOf, Faults, Habits)));
        api.MapGet("/schools/{school}/incidents/{incident}", context => ServeAsync(context, "incident",
            (school, _) => FeedAnswer.Incident(school!, (string)context.Request.RouteValues["incident"]!, Now, AsOf, Faults, Habits)));
        application.MapFallback(context => RefuseAsync(context, 404, "Not Found", "There is no such resource."));
    }

    private Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.Date = (Now + Faults.ClockSkew).ToString("R", CultureInfo.InvariantCulture);
        return LoopbackHost.IsAuthorised(context.Request, Token)
            ? next(context)
            : RefuseAsync(context, 401, "Unauthorized", "A bearer token is needed.");
    }

    private async Task ServeAsync(HttpContext context, string resource, Func<UpstreamSchool?, FeedQuery, ReadOnlyMemory<byte>?> answer)
    {
        var schoolId = (string?)context.Request.RouteValues["school"];
        var query = FeedQuery.From(context.Request.Query, Faults.ClockSkew, out var reason);
        var fault = Faults.Take(new StandInRequest(resource, schoolId, 1, context.Request.QueryString.Value ?? ""));
        if (await FaultyAnswer.SendInsteadAsync(context, Problem(fault)).ConfigureAwait(false))
            return;
        var school = _world.Schools.FirstOrDefault(s => s.Identity.SafeguardingId == schoolId);
        var body = query is null || (schoolId is not null && school is null) ? null : answer(school, query);
        if (body is { } json)
            await FaultyAnswer.SendAsync(context, Habits.Spelt(fault is Fault.DoubleRow ? Doubled(json) : json), fault).ConfigureAwait(false);
        else if (query is null)
            await RefuseAsync(context, 400, "Bad Request", reason!).ConfigureAwait(false);
        else
            await RefuseAsync(context, 404, "Not Found", "There is no such resource.").ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Doubled(ReadOnlyMemory<byte> json)
    {
        var page = JsonNode.Parse(json.Span)!;
        if (page["data"] is JsonArray { Count: > 0 } rows)
            rows.Insert(0, rows[0]!.DeepClone());
        return JsonSerializer.SerializeToUtf8Bytes(page);
    }

    // The contract promises Retry-After with every 429, and problem+json with every error; scripts may give their own body.
    private static Fault? Problem(Fault? fault) => fault is not Fault.Refuse { Status: 429 } refuse
        ? fault
        : refuse with
        {
            RetryAfter = refuse.RetryAfter ?? "30",
            ContentType = "application/problem+json",
            Body = $$"""{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"Slow down.","retry_after":{{(int.TryParse(refuse.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 30)}}}""",
        };

    private static Task RefuseAsync(HttpContext context, int status, string title, string detail) =>
        FaultyAnswer.SendAsync(context, status, "application/problem+json", JsonSerializer.Serialize(new { type = "about:blank", title, status, detail }));
}
