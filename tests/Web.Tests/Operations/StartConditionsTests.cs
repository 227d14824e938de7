using System.Diagnostics;
using RiskMonitor.Api.Board;
using Xunit;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>The program as Production starts it: better no service than an open one, and the log names the key.</summary>
public sealed class StartConditionsTests
{
    private const string Database = "ConnectionStrings__RiskMonitor=Host=127.0.0.1;Port=1;Username=nobody;Database=none";

    [Fact]
    public async Task Production_without_a_database_does_not_start() =>
        Assert.Contains("ConnectionStrings:RiskMonitor", await WhyItStops("Authentication__Authority=https://login.example", "Demo__Enabled=false"), StringComparison.Ordinal);

    [Fact]
    public async Task Production_without_an_identity_provider_does_not_start() =>
        Assert.Contains("Authentication:Authority", await WhyItStops(Database), StringComparison.Ordinal);

    [Fact]
    public async Task Production_without_a_client_id_at_the_provider_does_not_start() =>
        Assert.Contains("Authentication:ClientId", await WhyItStops(Database, "Authentication__Authority=https://login.example"), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(Database)]
    public async Task Production_refuses_the_demo(string database) =>
        Assert.Contains("Demo:Enabled", await WhyItStops(database, "Authentication__Authority=https://login.example", "Demo__Enabled=true"), StringComparison.Ordinal);

    private static async Task<string> WhyItStops(params string[] settings)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("riskmonitor-start-");
        var program = new ProcessStartInfo("dotnet", [typeof(BoardHub).Assembly.Location])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["DOTNET_ENVIRONMENT"] = "Production", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
        };
        foreach (var setting in settings.Where(setting => setting.Length > 0))
            program.Environment[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];

        using var process = Process.Start(program)!;
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation)).WaitAsync(TimeSpan.FromMinutes(2), cancellation);
            await process.WaitForExitAsync(cancellation);
            Assert.NotEqual(0, process.ExitCode);
            return string.Concat(said);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            folder.Delete(recursive: true);
        }
    }
}
