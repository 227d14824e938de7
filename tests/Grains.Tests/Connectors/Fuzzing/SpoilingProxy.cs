using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace RiskMonitor.Grains.Tests.Connectors.Fuzzing;

/// <summary>
/// Stands before a source and spoils what it answers: in most rows of a list something else than the source would ever send, now and then the
/// envelope, and now and then the bytes.
/// </summary>
internal sealed class SpoilingProxy : IAsyncDisposable
{
    /// <summary>A word that is in no other text: wherever it turns up, it came from a row.</summary>
    public const string Secret = "Quillfeather";

    private const int RowsInEnvelope = 12;

    // What breaks readers: other types, edges of numbers and dates, text that is no text, and depth.
    private static readonly Func<JsonNode?>[] Instead =
    [
        () => null, () => JsonValue.Create(""), () => JsonValue.Create(Secret), () => JsonValue.Create($"{Secret}\0\uFFFF"), () => JsonValue.Create(new string('9', 400)),
        () => JsonValue.Create(-1), () => JsonValue.Create(long.MaxValue), () => JsonValue.Create(1e300), () => JsonValue.Create(0.5), () => JsonValue.Create(true),
        () => JsonValue.Create("9999-12-31T23:59:59.9999999+14:00"), () => JsonValue.Create("0001-01-01"), () => JsonValue.Create("2026-02-31"), () => JsonValue.Create("31/12/2026"),
        () => JsonValue.Create("2026-03-29 01:30:00"), () => new JsonArray(), () => new JsonArray(Secret, null, 1), () => new JsonObject(), () => new JsonObject { [Secret] = Secret },
        () => new JsonObject { ["data"] = new JsonArray(new JsonObject { ["id"] = Secret }) }, () => new JsonObject { ["date"] = "2026-13-40", ["timezone"] = Secret },
    ];

    private readonly HttpClient _source = new();
    private readonly Random _random;
    private readonly Uri _behind;
    private readonly Lock _gate = new();
    private WebApplication _application = null!;

    private SpoilingProxy(Uri behind, int seed) => (_behind, _random) = (behind, new Random(seed));

    public Uri Address { get; private set; } = null!;

    /// <summary>Rows that were handed out spoiled.</summary>
    public int Spoiled { get; private set; }

    public static async Task<SpoilingProxy> Start(Uri behind, int seed)
    {
        var proxy = new SpoilingProxy(behind, seed);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        proxy._application = builder.Build();
        proxy._application.Run(proxy.Answer);
        await proxy._application.StartAsync();
        var own = new Uri(proxy._application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        proxy.Address = new Uri(own, behind.AbsolutePath);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _source.Dispose();
    }

    private async Task Answer(HttpContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_behind, context.Request.Path + context.Request.QueryString));
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        request.Headers.TryAddWithoutValidation("Accept", context.Request.Headers.Accept.ToString());
        using var answer = await _source.SendAsync(request, context.RequestAborted);
        var text = await answer.Content.ReadAsStringAsync(context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "application/json";
        context.Response.Headers.Date = answer.Headers.Date?.ToString("R");
        // What tells where the next page is must lead here again.
        text = text.Replace(_behind.GetLeftPart(UriPartial.Authority), Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        await context.Response.WriteAsync(answer.IsSuccessStatusCode ? Spoil(text) : text);
    }

    private string Spoil(string text)
    {
        lock (_gate)
        {
            var page = JsonNode.Parse(text)!;
            if (page is not JsonObject envelope || envelope.FirstOrDefault(field => field.Value is JsonArray).Value is not JsonArray rows)
                return text;
            foreach (var row in rows.OfType<JsonObject>().ToList())
            {
                if (_random.Next(5) == 0)
                    continue;
                for (var change = _random.Next(1, 4); change > 0; change--)
                    Change(row);
                Spoiled++;
            }

            if (_random.Next(RowsInEnvelope) == 0)
                Change(envelope);
            var spoiled = page.ToJsonString();
            return _random.Next(RowsInEnvelope) == 0 ? spoiled[.._random.Next(spoiled.Length)] : spoiled;
        }
    }

    private void Change(JsonObject row)
    {
        var field = row.ElementAtOrDefault(_random.Next(Math.Max(row.Count, 1)));
        if (field.Key is null)
            return;
        if (field.Value is JsonObject inner && inner.Count > 0 && _random.Next(3) > 0)
            Change(inner);
        else if (_random.Next(6) == 0)
            row.Remove(field.Key);
        else
            row[field.Key] = Instead[_random.Next(Instead.Length)]();
    }
}
