using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Board;
using RiskMonitor.Api.Schools;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Students;

/// <summary>
/// A child who moves inside a trust takes the open alerts along for those who may see both schools: each is shown as its own school shows it,
/// and stays there. Nobody learns of a school, or of a pupil there, that their grants do not cover.
/// </summary>
internal sealed class CaseElsewheres(IGrainFactory grains, Cards cards, SchoolNames names, AuditTrail trail)
{
    public async Task<IReadOnlyList<CaseElsewhere>> Of(string school, string student, Staff staff)
    {
        // Who sees one school has nowhere else to look, and nobody is asked.
        if (staff.SchoolsFor(Act.OpenCase).Count(each => !each.IsTrust) < 2 || (await grains.GetGrain<ISchoolGrain>(school).Board()).Trust is not { } trust)
            return [];
        var found = new List<CaseElsewhere>();
        foreach (var place in await grains.GetGrain<ISchoolGrain>(SchoolId.OfTrust(trust).Value).PlacesOf(new SchoolId(school), new StudentId(student)))
        {
            var decision = Policy.Decide(staff.Grants, Act.OpenCase, place.School);
            if (!decision.Allowed || await grains.GetGrain<ISchoolGrain>(place.School.Value).Facts(place.Student) is not { } pupil || !decision.ForPupil(pupil).Allowed)
                continue;
            await trail.Write(staff.Id, "student.open", place.School.Value, place.Student.Value);
            var alerts = await grains.GetGrain<ISchoolGrain>(place.School.Value).AlertsOf(place.Student);
            found.Add(new CaseElsewhere(
                place.School.Value, await names.Of(place.School), place.Student.Value, [.. alerts.Open.Select(alert => cards.Of(alert, decision.Sight))
                    .OfType<AlertCard>().ByUrgency(card => card)]));
        }

        return found;
    }
}
