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

    public static WebApplication UseSafeHeaders(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.XFrameOptions = "DENY";
            headers.ContentSecurityPolicy = IsForeignPage(http.Request.Path) ? ForeignPagePolicy : ContentPolicy;
            if (http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || http.Request.Path.StartsWithSegments("/hubs", StringComparison.Ordinal))
                headers.CacheControl = "no-store";
            return IsRefused(http.Request) ? Refuse(http) : next(http);
        });
        return app;
    }

    private static bool IsForeignPage(PathString path) =>
        path.StartsWithSegments("/hangfire", StringComparison.Ordinal) || path.StartsWithSegments("/orleans", StringComparison.Ordinal)
        || path.StartsWithSegments("/scalar", StringComparison.Ordinal);

    // A page of another origin can send neither our header nor a matching Origin.
    private static bool IsRefused(HttpRequest request)
    {
        var isHub = request.Path.StartsWithSegments("/hubs", StringComparison.Ordinal);
        var isWrite = request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (!isHub && !isWrite)
            return false;
        // Nor can it send a token: a program that does needs no header of ours. A doorbell looks at no session: what rings it is known by its signature.
        var isProven = request.Headers.ContainsKey(WriteHeader) || request.Headers.Authorization.Count > 0 || request.Path.StartsWithSegments(DoorbellsApi.Path, StringComparison.Ordinal);
        return (isWrite && !isProven) || !IsOwnOrigin(request);
    }

    private static bool IsOwnOrigin(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private static Task Refuse(HttpContext http) =>
        Problems.Of(StatusCodes.Status403Forbidden, $"A write must come from our own page and carry the header {WriteHeader}.").ExecuteAsync(http);
}
