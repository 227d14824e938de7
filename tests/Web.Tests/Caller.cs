using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests;

/// <summary>A browser or a program that calls the API over a real socket and keeps its cookies.</summary>
public sealed class Caller : IDisposable
{
    private readonly HttpClient http;

    public Caller(Uri address, Cookie? cookie = null)
    {
        if (cookie is not null)
            Cookies.Add(address, cookie);
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = address };
    }

    public CookieContainer Cookies { get; } = new();

    public Uri Address => http.BaseAddress!;

    public string CookieHeader => Cookies.GetCookieHeader(Address);

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? body = null, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> Get(string path) => Send(HttpMethod.Get, path);

    public Task<HttpResponseMessage> Post(string path, object? body = null) =>
        Send(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body), ("X-RiskMonitor", "1"));

    /// <summary>The answer, which must be 200.</summary>
    public async Task<T> Read<T>(string path)
    {
        using var answer = await Get(path);
        return await Read<T>(answer);
    }

    public async Task<T> Read<T>(string path, object body)
    {
        using var answer = await Post(path, body);
        return await Read<T>(answer);
    }

    public Task<HttpResponseMessage> PushBody(byte[] body, string? key = null)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        return key is null
            ? Send(HttpMethod.Post, "/api/observations", content, ("X-RiskMonitor", "1"))
            : Send(HttpMethod.Post, "/api/observations", content, ("X-RiskMonitor", "1"), ("Idempotency-Key", key));
    }

    /// <summary>Sends a file to be looked at, or to be imported.</summary>
    public Task<HttpResponseMessage> File(string path, byte[] file)
    {
        var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        return Send(HttpMethod.Post, path, content, ("X-RiskMonitor", "1"));
    }

    public Task<ImportReport> ReadFile(string path, byte[] file) => ReadFile<ImportReport>(path, file);

    public async Task<T> ReadFile<T>(string path, byte[] file)
    {
        using var answer = await File(path, file);
        return await Read<T>(answer);
    }

    public async Task<ObservationsReply> Push(IEnumerable<string> lines, string? key = null)
    {
        using var answer = await PushBody(Encoding.UTF8.GetBytes(string.Join('\n', lines)), key);
        return await Read<ObservationsReply>(answer);
    }

    public void Dispose() => http.Dispose();

    private static async Task<T> Read<T>(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }
}
