using RiskMonitor.Api.Access;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Auditing;

/// <summary>What people see and do is written down first: an answer that could not be written down is not given.</summary>
internal sealed class AuditTrail(IGrainFactory grains)
{
    private IAuditGrain Trail => grains.GetGrain<IAuditGrain>(IAuditGrain.Key);

    /// <exception cref="AuditBehindException">It could not be written.</exception>
    public Task Write(string who, string what, string? school, string? about = null, string? why = null, string? pupil = null) =>
        Trail.Write(new AuditNote(who, what, school is null ? null : new SchoolId(school), about, why, pupil is null ? null : new StudentId(pupil)));

    public Task<AuditPage> Find(AuditQuestion question) => Trail.Find(question);
}
