using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using RiskMonitor.TestKit.Processes;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>One of the demo trust's staff, signed in to one process.</summary>
internal sealed class FaultClient : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;
    private readonly Uri address;

    private FaultClient(Uri address)
    {
        this.address = address;
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Add("X-RiskMonitor", "1");
    }

    public static async Task<FaultClient> SignIn(ServiceProcess api, string persona)
    {
        var client = new FaultClient(api.Address);
        using var answer = await client.http.PostAsync(new Uri($"/api/personas/{persona}/sign-in", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return client;
    }

    public async Task<HttpResponseMessage> Push(string[] batch, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/observations") { Content = new ByteArrayContent(FaultStory.Body(batch)) };
        request.Content.Headers.ContentType = new("application/x-ndjson");
        request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request);
    }

    public Task<HttpResponseMessage> Get(string path) => http.GetAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> Post(string path, object body) => http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);

    /// <summary>The keys of a school's open alerts, sorted.</summary>
    public async Task<IReadOnlyList<string>> OpenAlerts(string school)
    {
        var board = await http.GetFromJsonAsync<JsonElement>(new Uri($"/api/schools/{school}/board", UriKind.Relative));
        return [.. board.GetProperty("alerts").EnumerateArray().Select(card => card.GetProperty("alert").GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether the first import is still under way, and the number of the last change.</summary>
    public async Task<(bool Baseline, long Update)> Board(string school)
    {
        var board = await http.GetFromJsonAsync<JsonElement>(new Uri($"/api/schools/{school}/board", UriKind.Relative));
        return (board.GetProperty("freshness").GetProperty("baseline").GetBoolean(), board.GetProperty("update").GetInt64());
    }

    /// <summary>Waits until everything acknowledged so far is evaluated: who asks for the identities waits their turn behind it.</summary>
    public async Task<HttpStatusCode> WaitBehindTheJournal(string school)
    {
        using var answer = await Get($"/api/schools/{school}/identities");
        return answer.StatusCode;
    }

    /// <summary>Opens the live board of a school, as a wall does.</summary>
    public async Task<HubConnection> Watch(string school, Action<JsonElement> hear)
    {
        var hub = new HubConnectionBuilder().WithUrl(new Uri(address, "hubs/board"), options => options.Headers["Cookie"] = cookies.GetCookieHeader(address)).Build();
        hub.On<JsonElement>("update", hear);
        await hub.StartAsync();
        await Until.True(() => Subscribed(hub, school), $"{school} takes the screen on");
        return hub;
    }

    public void Dispose() => http.Dispose();

    // A school that is read for the first time may answer too late for the hub: a screen asks again.
    private static async Task<bool> Subscribed(HubConnection hub, string school)
    {
        try
        {
            await hub.InvokeAsync<JsonElement>("Subscribe", school, 0L);
            return true;
        }
        catch (HubException)
        {
            return false;
        }
    }
}
