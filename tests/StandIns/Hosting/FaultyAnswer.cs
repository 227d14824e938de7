using Microsoft.AspNetCore.Http;
using RiskMonitor.StandIns.Faults;

namespace RiskMonitor.StandIns.Hosting;

/// <summary>Sends an answer, as it should be or as the script wants it.</summary>
internal static class FaultyAnswer
{
    private const string Page = "<!doctype html><html><body><h1>We'll be back soon</h1></body></html>";

    /// <summary>Whether the fault needs no answer to be made; then it has been sent.</summary>
    public static async Task<bool> SendInsteadAsync(HttpContext context, Fault? fault)
    {
        switch (fault)
        {
            case Fault.Refuse refuse:
                if (refuse.RetryAfter is { } wait)
                    context.Response.Headers.RetryAfter = wait;
                await SendAsync(context, refuse.Status, refuse.ContentType, refuse.Body ?? "").ConfigureAwait(false);
                return true;
            case Fault.Redirect redirect:
                context.Response.Headers.Location = redirect.To.AbsoluteUri;
                await SendAsync(context, StatusCodes.Status302Found, "text/plain", "").ConfigureAwait(false);
                return true;
            case Fault.Html:
                await SendAsync(context, StatusCodes.Status200OK, "text/html", Page).ConfigureAwait(false);
                return true;
            case Fault.Break:
                context.Abort();
                return true;
            case Fault.Meanwhile meanwhile:
                meanwhile.Happens();
                return false;
            default:
                return false;
        }
    }

    public static Task SendAsync(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    public static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> json, Fault? fault)
    {
        context.Response.ContentType = "application/json";
        var whole = fault is Fault.Truncate ? json[..(json.Length * 2 / 3)] : json;
        if (fault is not Fault.Drip drip)
        {
            context.Response.ContentLength = whole.Length;
            await context.Response.Body.WriteAsync(whole, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        var size = Math.Max(1, whole.Length / drip.Pieces);
        for (var sent = 0; sent < whole.Length; sent += size)
        {
            await context.Response.Body.WriteAsync(whole.Slice(sent, Math.Min(size, whole.Length - sent)), context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            await Task.Delay(drip.Wait, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
