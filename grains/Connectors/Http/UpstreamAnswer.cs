using System.Net;
using System.Text.Json;

namespace RiskMonitor.Connectors.Http;

/// <summary>What a source answered: a status and, when it sent one, JSON.</summary>
internal sealed class UpstreamAnswer(HttpStatusCode status, JsonDocument? body, DateTimeOffset? serverNow) : IDisposable
{
    public HttpStatusCode Status { get; } = status;

    public JsonElement Body { get; } = body?.RootElement ?? default;

    public DateTimeOffset? ServerNow { get; } = serverNow;

    public bool IsSuccess => Status == HttpStatusCode.OK;

    public bool HasObject => Body.ValueKind == JsonValueKind.Object;

    public string? Text(string property) =>
        HasObject && Body.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public void Dispose() => body?.Dispose();
}
