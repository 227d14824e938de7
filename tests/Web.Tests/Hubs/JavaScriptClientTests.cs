using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Xunit;

namespace RiskMonitor.Web.Tests.Hubs;

/// <summary>The hub as the JavaScript client of npm sees it, in node.</summary>
public sealed class JavaScriptClientTests(RiskMonitorApi api)
{
    [Fact]
    public async Task The_javascript_client_gets_the_board_every_change_and_the_heartbeat()
    {
        const string school = "hub-javascript";
        using var lead = await api.As("SafeguardingLead", school);
        using var sender = await api.As("IntegrationClient", school);
        await sender.Push([Lines.School(school, "Script High"), Lines.Calendar(school), Lines.Pupil(school, "p1"), .. Lines.Truancies(school, "p1", 9)]);
        await api.Evaluated(school);
        using var client = await Client.Start(lead, school);

        var answer = await client.Hears("answer", _ => true);
        await sender.Push([Lines.Mark(school, "p1", Lines.TenDays[9], "AM", "O")]);
        var update = await client.Hears("update", body => (string?)body["alert"]?["rule"] == "ATT-04");
        var heartbeat = await client.Hears("heartbeat", _ => true);

        Assert.Equal("Script High", (string?)answer["snapshot"]!["name"]);
        Assert.Equal("firing", (string?)update["alert"]!["state"]);
        Assert.True((long)update["update"]! > (long)answer["snapshot"]!["update"]!);
        Assert.Equal(school, (string?)heartbeat["school"]);
        Assert.Equal(0, await client.Ends());
    }

    [Fact]
    public async Task The_javascript_client_is_refused_another_schools_board()
    {
        using var lead = await api.As("SafeguardingLead", "hub-javascript-refused");
        using var client = await Client.Start(lead, RiskMonitorApi.Secondary);

        await client.Hears("revoked", _ => true);
        await client.Hears("refused", _ => true);
    }

    /// <summary>The script in <c>js/</c>, run by node.</summary>
    private sealed class Client(Process process) : IDisposable
    {
        private static readonly SemaphoreSlim Installing = new(1, 1);

        private readonly ConcurrentQueue<(string Heard, JsonNode Body)> heard = new();
        private readonly ConcurrentQueue<string> errors = new();

        public static async Task<Client> Start(Caller caller, string school)
        {
            await Install();
            var start = Program("node", "board-client.mjs", caller.Address.GetLeftPart(UriPartial.Authority), school);
            start.Environment["RISKMONITOR_COOKIE"] = caller.CookieHeader;
            var process = Process.Start(start)!;
            var client = new Client(process);
            process.OutputDataReceived += (_, line) => client.Take(line.Data);
            process.ErrorDataReceived += (_, line) => client.errors.Enqueue(line.Data ?? "");
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return client;
        }

        public async Task<JsonNode> Hears(string what, Func<JsonNode, bool> fits)
        {
            bool Fits((string Heard, JsonNode Body) line) => line.Heard == what && fits(line.Body);
            await Eventually.True(() => heard.Any(Fits) || process.HasExited, $"the client hears '{what}'");
            return heard.Any(Fits) ? heard.First(Fits).Body : throw new InvalidOperationException($"node ended: {string.Join('\n', errors)}");
        }

        public async Task<int> Ends()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
            return process.ExitCode;
        }

        public void Dispose()
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        private void Take(string? line)
        {
            if (line is not null && JsonNode.Parse(line) is { } node)
                heard.Enqueue(((string)node["heard"]!, node["body"] ?? new JsonObject()));
        }

        // npm's own mark of a finished installation; a half-finished one has none and is begun anew.
        private static async Task Install()
        {
            await Installing.WaitAsync();
            try
            {
                if (File.Exists(Path.Combine(Folder(), "node_modules", ".package-lock.json")))
                    return;
                using var npm = Process.Start(Program("npm", "ci"))!;
                var said = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromMinutes(2));
                await npm.WaitForExitAsync();
                Assert.True(npm.ExitCode == 0, $"npm ci: {string.Concat(said)}");
            }
            finally
            {
                Installing.Release();
            }
        }

        private static ProcessStartInfo Program(string name, params string[] arguments) => new(name, arguments)
        {
            WorkingDirectory = Folder(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "js");
    }
}
