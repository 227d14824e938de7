using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;

namespace RiskMonitor.Api.Imports;

/// <summary>A request's body as one file, up to a length.</summary>
internal static class UploadedFile
{
    public static async Task<(byte[]? File, ProblemHttpResult? Refusal)> Read(HttpContext http, int longest, CancellationToken cancellation)
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = longest;
        if (http.Request.ContentLength > longest)
            return (null, TooLong(longest));
        try
        {
            using var file = new MemoryStream();
            await http.Request.Body.CopyToAsync(file, cancellation);
            return (file.ToArray(), null);
        }
        catch (BadHttpRequestException broken) when (broken.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLong(longest));
        }
    }

    private static ProblemHttpResult TooLong(int longest) =>
        Problems.Of(StatusCodes.Status413PayloadTooLarge, $"The file is longer than {longest} bytes. Cut it into several.");
}
