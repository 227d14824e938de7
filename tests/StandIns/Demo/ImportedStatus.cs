using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.StandIns.Demo;

/// <summary>A status no management information system carries: it reaches the product by hand or by import.</summary>
/// <param name="Upi">The pupil's key upstream.</param>
public sealed record ImportedStatus(SchoolId School, string Upi, PupilStatus Status);
