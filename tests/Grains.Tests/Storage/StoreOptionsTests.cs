using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RiskMonitor.Grains.Storage;
using Xunit;

namespace RiskMonitor.Grains.Tests.Storage;

public sealed class StoreOptionsTests
{
    [Theory]
    [InlineData("Production", "Storage:MasterKeyFile", "ConnectionStrings:RiskMonitor=Host=db")]
    [InlineData("Production", "ConnectionStrings:RiskMonitor")]
    [InlineData("Production", "Storage:MasterKeyFile", "Storage:File=data/x.db")]
    [InlineData("Development", "Storage:MasterKeyFile", "ConnectionStrings:RiskMonitor=Host=db")]
    [InlineData("Development", "Storage:MasterKey must", "Storage:MasterKey=short")]
    [InlineData("Development", "Storage:QueueRows", "Storage:QueueRows=1")]
    [InlineData("Development", "Storage:GroupBytes", "Storage:GroupBytes=67108865")]
    [InlineData("Development", "Storage:Patience", "Storage:Patience=00:00:00.01")]
    [InlineData("Development", "Storage:StatementTimeout", "Storage:StatementTimeout=01:00:00")]
    [InlineData("Development", "Storage:Tenant", "Storage:Tenant=a|b")]
    public async Task Unsafe_storage_stops_the_start_and_the_key_is_named(string environment, string named, params string[] settings)
    {
        using var host = HostWith(environment, settings);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_development_nothing_needs_to_be_set()
    {
        using var host = HostWith("Development");

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.False(host.Services.GetRequiredService<IOptions<StoreOptions>>().Value.IsPostgres);
    }

    private static IHost HostWith(string environment, params string[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])));
        builder.Services.AddSchoolStore(builder.Configuration);
        return builder.Build();
    }
}
