namespace RiskMonitor.Client;

/// <summary>Where RiskMonitor is, and how to become somebody there.</summary>
public sealed class RiskMonitorClientOptions
{
    /// <summary>The service itself, such as <c>https://riskmonitor.trust.example/</c>.</summary>
    public Uri? Address { get; set; }

    /// <summary>Where the school's identity provider gives tokens by client credentials.</summary>
    public Uri? TokenAddress { get; set; }

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>What the provider wants to hear to make the token out for RiskMonitor; for Entra ID <c>api://…/.default</c>.</summary>
    public string? Scope { get; set; }
}
