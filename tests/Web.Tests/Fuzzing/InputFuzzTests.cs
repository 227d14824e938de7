using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using RiskMonitor.Api.Imports;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;

namespace RiskMonitor.Web.Tests.Fuzzing;

/// <summary>Ten thousand inputs of each kind that comes in from outside: every one is answered, none with an error of ours, and no refusal repeats what was sent.</summary>
public sealed class InputFuzzTests(RiskMonitorApi api)
{
    private const int Inputs = 10_000;
    private const int Callers = 25;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    private static readonly Dictionary<string, string> Files = new()
    {
        ["surveys"] = $"term,audience,invited,answered,experienced,told adult\r\nAutumn 2026,pupil,240,198,31,12\r\n{Mangled.Secret} 2026,parent,240,90,14,9\r\n",
        ["training"] = $"person,group,appointed on,induction on,last on\r\n{Mangled.Secret}7,DSL,2022-09-01,2022-09-05,2025-10-14\r\n{Mangled.Secret},DDSL,01/09/2024,06/09/2024,06/09/2024\r\n",
        ["calendar"] = $"kind,date,to,name,year group\r\nyear-from,2026-09-01,,,\r\nyear-to,2027-07-21,,,\r\nclosed,2026-10-26,2026-10-30,{Mangled.Secret},\r\n",
    };

    [Fact]
    public async Task Lines_of_observations() => await InTime(async () =>
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async number =>
        {
            var (school, random) = ($"fuzz-lines-{number}", new Random(number));
            using var sender = await api.As("IntegrationClient", school);
            string[] good = [Lines.Pupil(school, "p1", Mangled.Secret), Lines.Concern(school, "p1", Mangled.Secret), Lines.Mark(school, Mangled.Secret, Lines.TenDays[0], "AM", "O"), Lines.Calendar(school)];
            var statuses = new List<HttpStatusCode>();
            foreach (var body in Enumerable.Range(0, Inputs / Callers).Select(input => Mangled.Of(Encoding.UTF8.GetBytes(good[input % good.Length]), random)).Chunk(20))
            {
                using var answer = await sender.PushBody([.. body.SelectMany(line => line.Append((byte)'\n'))]);
                statuses.Add(await Checked(answer));
            }

            return statuses;
        }));

        Assert.Equal(Inputs / 20, answers.Sum(each => each.Count));
        Assert.Contains(HttpStatusCode.OK, answers.SelectMany(each => each));
    });

    [Theory]
    [InlineData("surveys")]
    [InlineData("training")]
    [InlineData("calendar")]
    public async Task Files_of(string kind) => await InTime(async () =>
    {
        var (random, reader) = (new Random(11), ImportKind.Find(kind)!);
        var good = Encoding.UTF8.GetBytes(Files[kind]);
        var said = new List<string>();
        var read = 0;
        for (var input = 0; input < Inputs; input++)
        {
            var (table, trouble) = CsvTable.Read(Mangled.Of(good, random), reader.Columns);
            if (trouble is not null) said.Add(trouble);
            if (table is null) continue;
            var translation = reader.Translate(table.Rows, new RowsHead(new SchoolId("fuzz"), RiskMonitorApi.Today));
            said.AddRange(translation.Rejections.Select(row => row.Reason).Concat(table.Rejections.Select(row => row.Reason)));
            read += translation.Rows.Length;
        }

        Assert.All(said, words => Assert.DoesNotContain(Mangled.Secret, words, StringComparison.OrdinalIgnoreCase));
        Assert.True(read > Inputs / 10 && said.Count > Inputs / 10, $"{read} rows read, {said.Count} refused");
        using var lead = await api.As("SafeguardingLead", $"fuzz-{kind}");
        for (var input = 0; input < 200; input++)
        {
            using var answer = await lead.File($"/api/schools/fuzz-{kind}/imports/{kind}/preview", Mangled.Of(good, random));
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        }
    });

    [Fact]
    public async Task Cookies() => await InTime(async () =>
    {
        using var lead = await api.As("SafeguardingLead", "fuzz-cookies");
        var good = lead.CookieHeader;
        await Anonymous(number => new(HttpMethod.Get, "/api/me"), (request, random) => request.Headers.TryAddWithoutValidation("Cookie", Mangled.Text(good, random)), statuses =>
        {
            Assert.Empty(statuses.Keys.Except([HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest, HttpStatusCode.RequestHeaderFieldsTooLarge]));
            Assert.True(statuses[HttpStatusCode.Unauthorized] > Inputs / 2, string.Join(", ", statuses));
        });
    });

    [Fact]
    public async Task Query_strings_and_paths() => await InTime(async () =>
    {
        string[] good =
        [
            $"/api/rules?school={Mangled.Secret}", $"/api/schools/{Mangled.Secret}/board?x={Mangled.Secret}", $"/api/sign-in?back=/{Mangled.Secret}&again=true&tries=1",
            $"/api/outbox?state={Mangled.Secret}&limit=10", $"/api/digests/{Mangled.Secret}", $"/api/schools/fuzz/students/{Mangled.Secret}", $"/api/schools/fuzz/feeds/{Mangled.Secret}/sweeps?limit=9",
        ];
        var callers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(number => api.As("SafeguardingLead", $"fuzz-query-{number}")));
        var statuses = (await Task.WhenAll(callers.Select(async (caller, number) =>
        {
            var (random, seen) = (new Random(number), new List<HttpStatusCode>());
            for (var input = 0; input < Inputs / Callers; input++)
            {
                var address = "/" + Mangled.Text(good[input % good.Length], random).TrimStart('/');
                if (!Uri.TryCreate(caller.Address, address, out var whole) || whole.Authority != caller.Address.Authority)
                    address = good[input % good.Length];
                using var answer = await caller.Get(address);
                seen.Add(await Checked(answer));
            }

            return seen;
        }))).SelectMany(each => each).CountBy(status => status).ToDictionary();
        foreach (var caller in callers) caller.Dispose();

        Assert.Equal(Inputs, statuses.Values.Sum());
        Assert.True(statuses[HttpStatusCode.NotFound] > Inputs / 10, string.Join(", ", statuses));
    });

    [Fact]
    public async Task Messages_to_the_hub() => await InTime(async () =>
    {
        const string end = "\u001e";
        var sent = 0;
        using var lead = await api.As("SafeguardingLead", "fuzz-hub");
        var said = new StringBuilder();
        string[] good =
        [
            $$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":["{{Mangled.Secret}}",0]}""", $$"""{"type":1,"invocationId":"2","target":"{{Mangled.Secret}}","arguments":[]}""",
            """{"type":1,"invocationId":"3","target":"Unsubscribe","arguments":["fuzz-hub"]}""", """{"type":6}""", $$"""{"type":5,"invocationId":"{{Mangled.Secret}}"}""", """{"type":2,"invocationId":"1","item":{}}""",
        ];
        for (var connection = 0; sent < Inputs; connection++)
        {
            using var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Cookie", lead.CookieHeader);
            socket.Options.SetRequestHeader("Origin", lead.Address.GetLeftPart(UriPartial.Authority));
            await socket.ConnectAsync(new UriBuilder(lead.Address) { Scheme = "ws", Path = "/hubs/board" }.Uri, TestContext.Current.CancellationToken);
            await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}" + end), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
            var random = new Random(connection);
            // One bad frame closes the connection: it holds good ones before, and a fresh connection takes the next.
            for (var message = 0; message < 40 && socket.State == WebSocketState.Open; message++, sent++)
            {
                var bytes = Mangled.Of(Encoding.UTF8.GetBytes(good[(sent + message) % good.Length]), random);
                await Try(() => socket.SendAsync(new ArraySegment<byte>([.. bytes, (byte)end[0]]), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken));
            }

            said.Append(await Heard(socket));
        }

        Assert.DoesNotContain("   at ", said.ToString(), StringComparison.Ordinal);
        // A HubException's words are meant for whoever called: that there is no such method, or nothing that they may see.
        Assert.DoesNotContain("Exception:", said.Replace("HubException:", "").ToString(), StringComparison.Ordinal);
        await using var screen = await Hubs.Screen.Open(lead);
        Assert.Equal("fuzz-hub", (await screen.Subscribe("fuzz-hub")).Snapshot.School);
    });

    private async Task Anonymous(Func<int, HttpRequestMessage> make, Action<HttpRequestMessage, Random> spoil, Action<Dictionary<HttpStatusCode, int>> check)
    {
        var address = await api.Address();
        var statuses = (await Task.WhenAll(Enumerable.Range(0, Callers).Select(async number =>
        {
            // From an address of its own: who is nobody is counted by address.
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, ConnectCallback = (_, stop) => From(number, address, stop) }) { BaseAddress = address };
            var (random, seen) = (new Random(number), new List<HttpStatusCode>());
            for (var input = 0; input < Inputs / Callers; input++)
            {
                using var request = make(input);
                spoil(request, random);
                using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
                seen.Add(await Checked(answer));
            }

            return seen;
        }))).SelectMany(each => each).CountBy(status => status).ToDictionary();
        Assert.Equal(Inputs, statuses.Values.Sum());
        check(statuses);
    }

    private static async ValueTask<Stream> From(int number, Uri address, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.7.{number + 1}").MapToIPv6(), 0));
        await socket.ConnectAsync(IPAddress.Loopback.MapToIPv6(), address.Port, stop);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<HttpStatusCode> Checked(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} {answer.RequestMessage!.RequestUri}");
        Assert.DoesNotContain(Mangled.Secret, text, StringComparison.OrdinalIgnoreCase);
        return answer.StatusCode;
    }

    // A server that closes while we still write is what a bad frame deserves.
    private static async Task Try(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (WebSocketException)
        {
            // The next connection goes on.
        }
    }

    private static async Task<string> Heard(ClientWebSocket socket)
    {
        var (heard, buffer) = (new StringBuilder(), new byte[1 << 16]);
        try
        {
            using var wait = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var part = await socket.ReceiveAsync(buffer, wait.Token);
                heard.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or WebSocketException)
        {
            // What was said until now is what there is to look at.
        }

        return heard.ToString();
    }

    private static async Task InTime(Func<Task> test)
    {
        var clock = Stopwatch.StartNew();
        await test().WaitAsync(Limit);
        Assert.True(clock.Elapsed < Limit);
    }
}
