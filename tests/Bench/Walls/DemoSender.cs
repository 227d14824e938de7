using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using RiskMonitor.Contracts;

namespace RiskMonitor.Bench.Walls;

/// <summary>Sends as the demo trust's integration client, and signs walls in as its wall display.</summary>
internal sealed class DemoSender : IDisposable
{
    private readonly HttpClient sender;
    private readonly HttpClient reader;
    private DateTimeOffset now;

    private DemoSender(HttpClient sender, HttpClient reader, string school) => (this.sender, this.reader, School) = (sender, reader, school);

    /// <summary>The school of the persona whose walls are measured.</summary>
    public string School { get; }

    public static string StudentOf(int number) => string.Create(CultureInfo.InvariantCulture, $"bench-{number:D5}");

    public static async Task<DemoSender> SignIn(Uri address)
    {
        var reader = await As(address, "lead-secondary", new CookieContainer());
        var me = await reader.GetFromJsonAsync<Me>("/api/me", System.Text.Json.JsonSerializerOptions.Web);
        return new DemoSender(await As(address, "integration", new CookieContainer()), reader, me!.Schools.Single().School);
    }

    /// <summary>A client with a persona's cookie.</summary>
    public static async Task<HttpClient> As(Uri address, string persona, CookieContainer cookies)
    {
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = address };
        http.DefaultRequestHeaders.Add("X-RiskMonitor", "1");
        using var answer = await http.PostAsync(new Uri($"/api/personas/{persona}/sign-in", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return http;
    }

    /// <summary>Until the first import is over nothing is told to anybody.</summary>
    public async Task WaitForBaseline(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        BoardSnapshot? board;
        while ((board = await reader.GetFromJsonAsync<BoardSnapshot>($"/api/schools/{School}/board", System.Text.Json.JsonSerializerOptions.Web, limit.Token)) is not { Freshness.Baseline: false, Alerts.Count: > 0 })
            await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
        now = board.Freshness.LastEvaluatedAt;
    }

    public Task Enrol(int pupils) => Post(string.Join('\n', Enumerable.Range(0, pupils).Select(number =>
        $$"""{"type":"pupil","school":"{{School}}","student":"{{StudentOf(number)}}","born":null,"yearGroup":9,"registration":null,"joined":"2020-09-01","left":null,"household":null,"statuses":[]}""")));

    /// <summary>One immediate concern of just now, by the demo's clock: SG-01 follows at once, and SG-06, that nobody has acted, not yet.</summary>
    public Task Concern(int number) => Post(
        $$"""{"type":"concern","school":"{{School}}","id":"bench-{{number}}","student":"{{StudentOf(number)}}","occurredAt":"{{now:O}}","recordedAt":"{{now:O}}","categories":["disclosure-physical"],"severity":4,"recordedBy":"r1","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":null}""");

    /// <summary>Takes a concern's alert on. More that nobody has than a rule's budget would be one storm, and no cards.</summary>
    public async Task TakeOn(int number)
    {
        var alert = $"SG-01/{StudentOf(number)}/-/1";
        var command = new AlertCommandBody(alert, null, alert);
        using var answer = await reader.PostAsJsonAsync($"/api/schools/{School}/alerts/acknowledge", command, ContractsJson.Default.AlertCommandBody);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        sender.Dispose();
        reader.Dispose();
    }

    private async Task Post(string lines)
    {
        using var body = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var answer = await sender.PostAsync(new Uri("/api/observations", UriKind.Relative), body);
        var reply = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || reply.Contains("\"line\"", StringComparison.Ordinal))
            throw new InvalidOperationException($"The observations were not taken: {(int)answer.StatusCode} {reply[..Math.Min(reply.Length, 500)]}");
    }
}
