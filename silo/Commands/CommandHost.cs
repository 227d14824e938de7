using Orleans.Serialization;
using RiskMonitor.Grains;
using RiskMonitor.Grains.Storage;

namespace RiskMonitor.Silo.Commands;

/// <summary>The configured store for a command at the console: no silo, no port.</summary>
internal static class CommandHost
{
    public static IHost Build()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSchoolStore(builder.Configuration);
        builder.Services.AddSerializer().AddSingleton<SealedStates>();
        return builder.Build();
    }
}
