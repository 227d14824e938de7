using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>Takes what a service exports of itself (OTLP over HTTP) and keeps it as it came: the texts in it stand there in clear.</summary>
internal sealed class TelemetryCatcher : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> taken = new();

    private TelemetryCatcher(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public static async Task<TelemetryCatcher> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var catcher = new TelemetryCatcher(builder.Build());
        catcher.app.MapPost("/{**path}", catcher.Take);
        await catcher.app.StartAsync();
        return catcher;
    }

    public int CountOf(string path) => taken.Count(each => each.Path == path);

    /// <summary>Bytes that are no letters separate words, as in a protobuf they do.</summary>
    public string Text => string.Join('\n', taken.Select(each => Encoding.Latin1.GetString(each.Body)));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        taken.Enqueue((http.Request.Path.Value!, body.ToArray()));
    }
}
