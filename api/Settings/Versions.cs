using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;

namespace RiskMonitor.Api.Settings;

/// <summary>ETag and If-Match, so that two people, or two screens, do not undo each other's changes without a word.</summary>
internal static class Versions
{
    public static void Tell(HttpContext http, long version) =>
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version that the caller saw, or what to say to whoever names none.</summary>
    public static ProblemHttpResult? Named(HttpContext http, out long version)
    {
        version = 0;
        return http.Request.GetTypedHeaders().IfMatch is [{ IsWeak: false } tag] && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out version)
            ? null
            : Problems.Of(StatusCodes.Status428PreconditionRequired, "If-Match must name the version that you saw, as its ETag said it.");
    }

    public static ProblemHttpResult Overtaken() =>
        Problems.Of(StatusCodes.Status412PreconditionFailed, "It was changed meanwhile. Look at it again, then make your change.");
}
