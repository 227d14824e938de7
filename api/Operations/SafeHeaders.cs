using RiskMonitor.Api.Access;
using RiskMonitor.Api.Schools;

namespace RiskMonitor.Api.Operations;

/// <summary>What every answer carries, and what every write must bring.</summary>
internal static class SafeHeaders
{
    public const string WriteHeader = "X-RiskMonitor";

    // Blazor WebAssembly compiles; nothing else may. Styles of our own file only.
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    // Hangfire's, Orleans' and the API reference's own pages bring inline scripts and styles. They show no pupil data, load nothing from
    // another host, and may not be framed either.
    private const string ForeignPagePolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    // A year. Not for names below ours: those are whoever's whose domain it is.
    private const string OnlyByHttps = "max-age=31536000";

    public static WebApplication UseSafeHeaders(this WebApplication app)
    {
        var isProduction = app.Environment.IsProduction();
        app.Use((http, next) =>
        {
            // As late as can be: an answer to an exception begins anew, without what was set before.
            http.Response.OnStarting(Protect, http);
            // Never elsewhere: a browser remembers it, and would not come back to the demo on this machine.
            if (isProduction && http.Request.IsHttps)
                http.Response.OnStarting(InsistOnHttps, http);
            return IsRefused(http.Request) ? Refuse(http) : next(http);
        });
        return app;
    }

    private static Task Protect(object state)
    {
        var http = (HttpContext)state;
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = IsForeignPage(http.Request.Path) ? ForeignPagePolicy : ContentPolicy;
        // Routes do not look at capital letters, so neither does anything that guards them.
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase))
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private static Task InsistOnHttps(object state)
    {
        ((HttpContext)state).Response.Headers.StrictTransportSecurity = OnlyByHttps;
        return Task.CompletedTask;
    }

    private static bool IsForeignPage(PathString path) =>
        path.StartsWithSegments("/hangfire", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/orleans", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/scalar", StringComparison.OrdinalIgnoreCase);

    // A page of another origin can send neither our header nor a matching Origin.
    private static bool IsRefused(HttpRequest request)
    {
        var isHub = request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase);
        var isWrite = request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !IsRead(request);
        if (!isHub && !isWrite)
            return IsForeignPage(request.Path) && !IsRead(request) && !IsOwnOrigin(request);
        // Nor can it send a token: a program that does needs no header of ours. A doorbell looks at no session: what rings it is known by its signature.
        var isProven = request.Headers.ContainsKey(WriteHeader) || request.Headers.Authorization.Count > 0 || request.Path.StartsWithSegments(DoorbellsApi.Path, StringComparison.OrdinalIgnoreCase);
        return (isWrite && !isProven) || !IsOwnOrigin(request);
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static bool IsOwnOrigin(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private static Task Refuse(HttpContext http) =>
        Problems.Of(StatusCodes.Status403Forbidden, $"A write must come from our own page and carry the header {WriteHeader}.").ExecuteAsync(http);
}
