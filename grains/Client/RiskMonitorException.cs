using System.Net;

namespace RiskMonitor.Client;

/// <summary>RiskMonitor, or the identity provider, said no.</summary>
/// <param name="status">What it answered.</param>
/// <param name="title">Why, in its own words.</param>
/// <param name="detail">What else it said.</param>
public sealed class RiskMonitorException(HttpStatusCode status, string title, string? detail)
    : Exception(detail is null ? $"{(int)status}: {title}" : $"{(int)status}: {title} {detail}")
{
    public HttpStatusCode Status { get; } = status;

    public string Title { get; } = title;

    public string? Detail { get; } = detail;
}
