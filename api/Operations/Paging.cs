using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using RiskMonitor.Api.Access;

namespace RiskMonitor.Api.Operations;

/// <summary>
/// Lists that grow are answered a page at a time: <c>limit</c> and <c>cursor</c> in, <c>next</c> out, in the body and as a <c>Link</c>. A
/// cursor is taken as it was given and says nothing about a pupil.
/// </summary>
internal static class Paging
{
    public const int Default = 50;
    public const int Most = 200;

    /// <summary>What to say to whoever asks for a page of an impossible length.</summary>
    public static ProblemHttpResult? Fault(string? limit, out int asked)
    {
        asked = Default;
        return limit is null || (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out asked) && asked is >= 1 and <= Most)
            ? null
            : Problems.Of(StatusCodes.Status400BadRequest, $"limit must be a whole number from 1 to {Most}.");
    }

    public static ProblemHttpResult Unknown() => Problems.Of(StatusCodes.Status400BadRequest, "cursor is not one that this list gave.");

    public static ProblemHttpResult Gone() =>
        Problems.Of(StatusCodes.Status400BadRequest, "cursor names something that is no longer on this list. Begin again without it.");

    /// <summary>The address of the page after this one, of our own host and with whatever else was asked.</summary>
    public static string Next(HttpContext http, string cursor)
    {
        var asked = http.Request.Query.Where(each => each.Key != "cursor").SelectMany(each => each.Value, (each, value) => KeyValuePair.Create(each.Key, value));
        var address = QueryHelpers.AddQueryString(http.Request.PathBase + http.Request.Path, asked.Append(new("cursor", cursor)));
        http.Response.Headers.Append("Link", $"<{address}>; rel=\"next\"");
        return address;
    }
}
