using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.Hosting;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Assembly;

/// <summary>The Assembly Platform's published API, as far as this product reads it, and its OAuth host, over HTTP on 127.0.0.1, serving an <see cref="UpstreamWorld"/>.</summary>
public sealed class AssemblyServer : IAsyncDisposable
{
    private readonly UpstreamWorld _world;
    private readonly AssemblyConnections _connections;
    private LoopbackHost? _host;
    private int _asked;

    private AssemblyServer(UpstreamWorld world)
    {
        _world = world;
        _connections = new AssemblyConnections(world.Clock);
    }

    public Uri BaseAddress => new(_host!.Address, "/");

    public Uri TokenAddress => new(_host!.Address, "/oauth/token");

    public string ClientId { get; } = "an-application";

    public string ClientSecret { get; } = "its-secret";

    public StandInFaults Faults { get; } = new();

    /// <summary>Whether lists come in version 1's envelope; if not, as bare arrays of version 1.1 alone. Null: both, as asked.</summary>
    public bool? SpeaksEnvelopes { get; set; }

    /// <summary>Whether "nothing has changed" is 304; if not, an empty list. Undocumented upstream.</summary>
    public bool AnswersNotModified { get; set; } = true;

    /// <summary>Requests of one token in five minutes; more are refused.</summary>
    public int Limit { get; set; } = int.MaxValue;

    /// <summary>How many requests have come in, tokens included.</summary>
    public int Asked => _asked;

    private DateTimeOffset Now => _world.Clock.GetUtcNow();

    /// <param name="port">0 takes any free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<AssemblyServer> StartAsync(UpstreamWorld world, int port = 0, CancellationToken cancellation = default)
    {
        var server = new AssemblyServer(world);
        server._host = await LoopbackHost.StartAsync(port, server.Map, cancellation).ConfigureAwait(false);
        return server;
    }

    /// <summary>The id by which a student is known, from its record number.</summary>
    public static string IdOf(UpstreamSchool school, int student) => AssemblyWriter.Id(school, student).ToString(CultureInfo.InvariantCulture);

    /// <summary>The school lets the application in.</summary>
    public AssemblyConnection Connect(UpstreamSchool school) => _connections.Connect(school);

    /// <summary>The school's access tokens run out; they can be renewed.</summary>
    public void Expire(UpstreamSchool school) => _connections.Expire(school);

    /// <summary>The school takes its permission back: nothing can be renewed.</summary>
    public void Disconnect(UpstreamSchool school) => _connections.Disconnect(school);

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    private void Map(WebApplication application)
    {
        application.Use(AdmitAsync);
        application.UseRouting();
        application.MapPost("/oauth/token", RenewAsync);
        application.MapGet("/school/status", context => ServeAsync(context, "school/status", Status));
        application.MapGet("/school", context => ServeAsync(context, "school", School));
        foreach (var listing in AssemblyListing.All)
            application.MapGet("/" + listing.Path, context => ListAsync(context, listing));
        application.MapFallback(context => RefuseAsync(context, 404, "not_found", "There is no such resource"));
    }

    private async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _asked);
        context.Response.Headers.Date = (Now + Faults.ClockSkew).ToString("R", CultureInfo.InvariantCulture);
        if (context.Request.Path == "/oauth/token")
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (_connections.Find(context.Request.Headers.Authorization.ToString()) is not { } school)
            await RefuseAsync(context, 401, "invalid_token", "The access token is not valid or has run out").ConfigureAwait(false);
        else if (Version(context.Request) is null)
            await RefuseAsync(context, 406, "unsupported_version", "This version is not supported").ConfigureAwait(false);
        else if (_connections.Refused(school, Limit) is { } refused)
            await RefuseAsync(context, 429, "rate_limit_exceeded", "Too many requests", new { count = refused.Count, period = refused.Period, limit = Limit }).ConfigureAwait(false);
        else
            await next(context).ConfigureAwait(false);
    }

    private string? Version(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString().Replace(" ", "", StringComparison.Ordinal);
        return accept switch
        {
            "application/vnd.assembly+json;version=1" when SpeaksEnvelopes != false => "1",
            "application/vnd.assembly+json;version=1.1" when SpeaksEnvelopes != true => "1.1",
            _ => null,
        };
    }

    private async Task RenewAsync(HttpContext context)
    {
        if (await FaultyAnswer.SendInsteadAsync(context, Faults.Take(new StandInRequest("oauth/token", null, 1, ""))).ConfigureAwait(false))
            return;
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}"));
        if (context.Request.Headers.Authorization != expected)
            await RefuseAsync(context, 401, "invalid_client", "The client is not known").ConfigureAwait(false);
        else if (form["grant_type"] != "refresh_token" || _connections.Renew(form["refresh_token"].ToString()) is not { } renewed)
            await RefuseAsync(context, 400, "invalid_grant", "The refresh token is not valid or has been used").ConfigureAwait(false);
        else
            await FaultyAnswer.SendAsync(context, 200, "application/json", JsonSerializer.Serialize(new
            {
                access_token = renewed.Connection.AccessToken,
                refresh_token = renewed.Connection.RefreshToken,
                token_type = "bearer",
                level = "school",
                expires_in = 108000,
                school_id = renewed.School.Identity.Urn,
                scopes = AssemblyListing.All.Select(listing => listing.Scope).Distinct(),
            })).ConfigureAwait(false);
    }

    private string Status(UpstreamSchool school) => JsonSerializer.Serialize(new
    {
        @object = "school_status",
        last_changes_at = Now + Faults.ClockSkew,
        last_sync_at = Now + Faults.ClockSkew,
        last_sync_status = school.IsOnline ? "success" : "failure",
    });

    private static string School(UpstreamSchool school) =>
        JsonSerializer.Serialize(new { @object = "school", id = school.Identity.Urn, urn = school.Identity.Urn, name = school.Identity.Name });

    private async Task ServeAsync(HttpContext context, string resource, Func<UpstreamSchool, string> answer)
    {
        var school = _connections.Find(context.Request.Headers.Authorization.ToString())!;
        var fault = Faults.Take(new StandInRequest(resource, school.Identity.School.Value, 1, context.Request.QueryString.Value ?? ""));
        if (!await FaultyAnswer.SendInsteadAsync(context, fault).ConfigureAwait(false))
            await FaultyAnswer.SendAsync(context, Encoding.UTF8.GetBytes(answer(school)), fault).ConfigureAwait(false);
    }

    private async Task ListAsync(HttpContext context, AssemblyListing listing)
    {
        var school = _connections.Find(context.Request.Headers.Authorization.ToString())!;
        var page = AssemblyQuery.Read(context.Request, Now, Faults.ClockSkew).Page;
        var fault = Faults.Take(new StandInRequest(listing.Path, school.Identity.School.Value, page, context.Request.QueryString.Value ?? ""));
        if (await FaultyAnswer.SendInsteadAsync(context, fault).ConfigureAwait(false))
            return;
        // A scripted change of the world has happened by now: what it did must be there to be read.
        var query = AssemblyQuery.Read(context.Request, Now - Faults.VisibilityDelay, Faults.ClockSkew);
        if (Refusal(listing, query) is (var status, var error, var message))
        {
            await RefuseAsync(context, status, error, message).ConfigureAwait(false);
            return;
        }

        var rows = listing.Rows(school, query, Faults);
        if (Faults.DoublesRow is { } position)
            rows = rows.Doubling(position);
        if (rows.Total == 0 && listing.KnowsChanges && query.ModifiedSince is not null && AnswersNotModified && fault is null)
            context.Response.StatusCode = StatusCodes.Status304NotModified;
        else
            await FaultyAnswer.SendAsync(context, AssemblyPage.Of(query, rows, Faults, fault, Version(context.Request) == "1.1"), fault).ConfigureAwait(false);
    }

    private (int Status, string Error, string Message)? Refusal(AssemblyListing listing, AssemblyQuery query)
    {
        if (Faults.NotSupplied.Contains(listing.Path))
            return (404, "not_found", "The school's system does not supply this");
        if (Faults.MissingScopes.Contains(listing.Scope))
            return (401, "insufficient_scope", $"The scope {listing.Scope} is needed");
        if (query.WithDemographics && Faults.MissingScopes.Contains("demographics"))
            return (401, "insufficient_scope", "The scope demographics is needed");
        return query.Reason is { } reason ? (400, "invalid_request", reason) : null;
    }

    private static Task RefuseAsync(HttpContext context, int status, string error, string message, object? data = null) =>
        FaultyAnswer.SendAsync(context, status, "application/json", JsonSerializer.Serialize(new { error, message, data = data ?? new { } }));
}
