using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Client;
using RiskMonitor.TestKit.Identity;
using RiskMonitor.TestKit.Processes;

namespace RiskMonitor.Web.Tests.OtherSystems;

/// <summary>The program as a process of its own and an identity provider that gives tokens to other systems.</summary>
public sealed class OtherSystemFixture : IAsyncLifetime
{
    public const string School = "larkfield-high";

    public const string Reader = "case-management";

    /// <summary>A system that may also work what it reads.</summary>
    public const string Worker = "casework";

    public const string Secret = "a secret of the tests";

    private readonly string folder = Directory.CreateTempSubdirectory("riskmonitor-systems-").FullName;
    private ServiceProcess process = null!;

    public IdentityProvider Provider { get; private set; } = null!;

    public Uri Address => process.Address;

    public Uri TokenAddress => new(Provider.Address, "/connect/token");

    public async ValueTask InitializeAsync()
    {
        Provider = await IdentityProvider.Start([], new Dictionary<string, string> { [Reader] = Secret, [Worker] = Secret });
        var settings = new Dictionary<string, string>
        {
            ["Demo__Enabled"] = "false",
            ["Storage__File"] = Path.Combine(folder, "riskmonitor.db"),
            ["Authentication__Authority"] = Provider.Address.AbsoluteUri,
            ["Authentication__ClientId"] = IdentityProvider.ClientId,
            ["Authentication__ClientSecret"] = IdentityProvider.ClientSecret,
            ["Authentication__Audience"] = IdentityProvider.Audience,
        };
        foreach (var (number, (program, role)) in new[] { (Reader, "CaseReader"), (Reader, "IntegrationClient"), (Worker, "DeputyLead"), (Worker, "IntegrationClient") }.Index())
        {
            foreach (var (name, value) in new[] { ("Claim", "sub"), ("Value", program), ("Role", role), ("Scope", $"school:{School}") })
                settings[$"Authentication__Grants__{number}__{name}"] = value;
        }

        process = ServiceProcess.Start("Api", settings);
        await process.Ready();
    }

    /// <summary>The client as another program has it.</summary>
    public ServiceProvider Program(string program, string secret = Secret) => new ServiceCollection()
        .AddRiskMonitorClient(options =>
        {
            (options.Address, options.TokenAddress) = (Address, TokenAddress);
            (options.ClientId, options.ClientSecret, options.Scope) = (program, secret, "risk");
        })
        .BuildServiceProvider();

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
