using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
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

    /// <summary>A row for each of several pupils whom one answer names, so that each is found by whoever asks who looked at them.</summary>
    public Task WriteOfEach(string who, string what, string school, IEnumerable<string> pupils, string? why = null) =>
        Task.WhenAll(pupils.Distinct(StringComparer.Ordinal).Select(pupil => Write(who, what, school, pupil, why, pupil)));

    /// <summary>Whose names stand in the household of a case.</summary>
    public Task WriteHousehold(string who, string school, CaseContext shown) =>
        WriteOfEach(who, "student.household", school, (shown.Household ?? []).Select(sibling => sibling.Student), $"in the household of {shown.Student}");

    public Task<AuditPage> Find(AuditQuestion question) => Trail.Find(question);
}
