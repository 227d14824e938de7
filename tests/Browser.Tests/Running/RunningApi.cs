using System.Net.Http.Json;
using System.Text;
using RiskMonitor.Contracts;
using RiskMonitor.TestKit.Processes;

namespace RiskMonitor.Browser.Tests.Running;

/// <summary>The embedded program as it is run, in a process of its own with a folder of its own. It can be killed, and come back at the same address.</summary>
public sealed class RunningApi : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("riskmonitor-browser-").FullName;
    private readonly Dictionary<string, string> settings;
    private ServiceProcess process;

    private RunningApi(bool demo, params (string Key, string Value)[] more)
    {
        settings = new Dictionary<string, string>
        {
            ["Demo__Enabled"] = demo ? "true" : "false",
            ["Demo__Folder"] = folder,
            ["Demo__Date"] = "2026-11-24",
            ["Storage__File"] = Path.Combine(folder, "riskmonitor.db"),
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        process = ServiceProcess.Start("Api", settings);
    }

    public Uri Address => process.Address;

    /// <summary>Everything it printed since it was last started.</summary>
    public string Output => process.Output;

    /// <summary>Two schools with a calendar and nobody in them.</summary>
    public static async Task<RunningApi> Start(params (string Key, string Value)[] more)
    {
        var api = new RunningApi(demo: false, more);
        await api.process.Ready();
        foreach (var (school, name) in School.Names)
            await api.Push(School.Opened(school, name));
        return api;
    }

    /// <summary>The embedded default: the demo trust's schools in the middle of a morning.</summary>
    public static async Task<RunningApi> StartDemo()
    {
        var api = new RunningApi(demo: true);
        await api.process.Ready();
        return api;
    }

    /// <summary>As the school's other system does: signed in, over HTTP. Returns once everything is committed.</summary>
    public async Task Push(params IEnumerable<string> lines)
    {
        using var http = await As("integration");
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var answer = await http.PostAsync(new Uri("/api/observations", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        var reply = await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ObservationsReply);
        Assert.Equal([], reply!.Rejections);
    }

    /// <summary>Signed in without a browser.</summary>
    public async Task<HttpClient> As(string persona)
    {
        var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Add("X-RiskMonitor", "1");
        using var answer = await http.PostAsync(new Uri($"/api/personas/{persona}/sign-in", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return http;
    }

    public Task Kill() => process.Kill();

    /// <summary>On the same port, with the same data.</summary>
    public async Task ComeBack()
    {
        var address = process.Address;
        await process.DisposeAsync();
        process = ServiceProcess.StartAt(address, "Api", settings);
        await process.Ready();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>One program for all journeys that do not break it; each writes about pupils of its own.</summary>
public sealed class SharedApi : IAsyncLifetime
{
    private RunningApi? api;

    public RunningApi Api => api ?? throw new InvalidOperationException("The program was not started.");

    public async ValueTask InitializeAsync() => api = await RunningApi.Start();

    public async ValueTask DisposeAsync()
    {
        if (api is not null)
            await api.DisposeAsync();
    }
}
