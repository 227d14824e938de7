namespace RiskMonitor.Domain;

/// <summary>How soon a person must look. Ordered: a later one is more urgent.</summary>
public enum Severity
{
    Info = 0,
    Low = 1,
    Medium = 2,
    High = 3,
    Critical = 4,
}
