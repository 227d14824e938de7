using Microsoft.Extensions.Options;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Digests;

/// <summary>
/// Tells data-protection officers by mail that something waits for them: one person who looked at many pupils, access taken in an emergency.
/// How many, of which school, and a link; who and what stand behind the sign-in. One mail an officer, school and newest notice, however often it is asked.
/// </summary>
public sealed class OfficerRound(IGrainFactory grains, StaffDirectory staff, DigestStore store, IOptions<MailOptions> mail, SchoolClock clock, TimeProvider time, ILogger<OfficerRound> log)
{
    public async Task Write(CancellationToken cancellation)
    {
        if (!mail.Value.IsOn)
            return;
        foreach (var officer in await staff.Everyone())
        {
            if ((officer.OwnAddress ?? mail.Value.Addresses.GetValueOrDefault(officer.Id)) is null || officer.Plan.IsQuiet(clock.Now))
                continue;
            foreach (var school in officer.Grants.Where(grant => grant.Role is Role.DataProtectionOfficer).Select(grant => grant.School).Distinct())
            {
                try
                {
                    await Write(officer.Id, school, cancellation);
                }
                catch (SchoolShreddedException)
                {
                    // Its notices went with its keys; the officers of the other schools must hear of theirs.
                }
                catch (Exception failure) when (!cancellation.IsCancellationRequested)
                {
                    Log.NotWritten(log, school.Value, failure);
                }
            }
        }
    }

    private async Task Write(string officer, SchoolId school, CancellationToken cancellation)
    {
        var waiting = (await grains.GetGrain<IOfficerNoticesGrain>(school.Value).All()).Where(notice => notice.SettledAt is null).ToList();
        if (waiting.Count == 0)
            return;
        var period = DigestPeriod.Officer(school, waiting[0].Id);
        if (await store.Has(officer, period, cancellation))
            return;
        var name = (await grains.GetGrain<ISchoolGrain>(school.Value).News([])).Name;
        await store.Write(
            new DigestRow
            {
                Id = DigestRow.IdOf(officer, period),
                Recipient = officer,
                Period = period,
                Channel = "mail",
                CreatedAt = time.GetUtcNow(),
                Body = new DigestBody(DigestKind.Officer, [new DigestSchool(school, name, new DigestScope(DigestKind.Officer, Clearance.None, 0), [new DigestCount(Severity.High, waiting.Count, 0, 0)])]),
            },
            [],
            cancellation);
    }
}
