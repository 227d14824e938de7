using RiskMonitor.Api.Access;
using RiskMonitor.Api.Schools;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Rules;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Students;

/// <summary>Gathers a pupil's case from those who hold its parts: the same for the page, for paper and for other systems.</summary>
internal sealed class CaseFiles(IGrainFactory grains, CaseContexts contexts, RuleShelf shelf, SchoolClock clock, SchoolNames names, CaseElsewheres elsewheres)
{
    /// <summary>Null: no such pupil. Whoever asks has been let in already.</summary>
    public async Task<CaseContext?> Of(string school, string student, Entry entry)
    {
        var view = await grains.GetGrain<IStudentGrain>($"{school}/{student}").Case(clock.Now);
        if (view is null)
            return null;
        var alerts = await grains.GetGrain<ISchoolGrain>(school).AlertsOf(new StudentId(student));
        var rules = await shelf.Of(new SchoolId(school), alerts.Open.Concat(alerts.Past).Select(alert => alert.Edition).DefaultIfEmpty().Max());
        var decisions = await grains.GetGrain<ICaseDecisionsGrain>($"{school}/{student}").All();
        var context = contexts.Of(school, await names.Of(new SchoolId(school)), view, alerts, rules, decisions, entry);
        return context with { Elsewhere = await elsewheres.Of(school, student, entry.Staff!) };
    }
}
