using System.Collections.Immutable;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Storage;

/// <summary>What is looked for in the audit trail. What is not given does not narrow it.</summary>
/// <param name="Schools">Only rows about these, and those about no school.</param>
/// <param name="Before">Only rows with a lower number: where the page before ended.</param>
/// <param name="Pupil">Whom it is about.</param>
public sealed record AuditSearch(
    ImmutableArray<SchoolId> Schools, string? Who, string? What, string? Pupil, DateTimeOffset? From, DateTimeOffset? To, long? Before, int Limit);

/// <param name="IsShredded">Whom it is about and why cannot be read any more: the school's keys are gone.</param>
public sealed record FoundAudit(long Number, AuditRow Row, bool IsShredded);
