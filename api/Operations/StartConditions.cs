using RiskMonitor.Silo.Hosting;

namespace RiskMonitor.Api.Operations;

/// <summary>What must be true before anything starts: better no service than an open one.</summary>
internal static class StartConditions
{
    /// <exception cref="InvalidOperationException">Names the key that is missing or must not be set.</exception>
    public static void Check(WebApplicationBuilder builder, bool isEmbedded)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls("http://localhost:5080");
        if (!builder.Environment.IsProduction())
            return;
        if (builder.Configuration.GetValue("Demo:Enabled", false))
            throw new InvalidOperationException("Demo:Enabled is true: the demo trust is invented and must not run in Production.");
        if (isEmbedded)
            throw new InvalidOperationException($"ConnectionStrings:{SiloHosting.ConnectionName} is not set: in Production the API is a client of a cluster on PostgreSQL.");
    }
}
