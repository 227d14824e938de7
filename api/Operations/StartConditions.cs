using RiskMonitor.Silo.Hosting;

namespace RiskMonitor.Api.Operations;

/// <summary>What must be true before anything starts: better no service than an open one.</summary>
internal static class StartConditions
{
    /// <exception cref="InvalidOperationException">Names the key that is missing.</exception>
    public static void Check(WebApplicationBuilder builder, bool isEmbedded)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls("http://localhost:5080");
        if (builder.Environment.IsProduction() && isEmbedded)
            throw new InvalidOperationException($"ConnectionStrings:{SiloHosting.ConnectionName} is not set: in Production the API is a client of a cluster on PostgreSQL.");
    }
}
