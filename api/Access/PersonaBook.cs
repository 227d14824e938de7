using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Access;

/// <summary>A made-up member of staff and what they were granted.</summary>
internal sealed record DemoPersona(Persona Shown, IReadOnlyList<GrantRecord> Grants);

/// <summary>The demo trust's staff. Empty outside Development: nobody can sign in as them.</summary>
internal sealed class PersonaBook(IHostEnvironment environment)
{
    private const string Secondary = "school:larkfield-high";
    private const string Trust = "trust:larkfield";

    // School by school: what sends observations must be able to send a school's first ones, before the school is in any trust.
    private static readonly string[] Schools = [Secondary, "school:brookside-primary", "school:oakmere-primary"];

    private static readonly DemoPersona[] Everyone =
    [
        Of("lead-secondary", "Amara Okafor", "Safeguarding lead, Larkfield High", "Everything about the pupils of the secondary school.", Role.SafeguardingLead, Secondary),
        Of("trust-lead", "Ruth Hollis", "Trust safeguarding lead", "The boards of all three schools, side by side.", Role.TrustLead, Trust),
        Of("attendance-lead", "Dev Chandran", "Attendance lead, Larkfield High", "Attendance and behaviour; nothing drawn from a safeguarding concern.", Role.AttendanceLead, Secondary),
        Of("head-of-year", "Grace Adeyemi", "Head of Year 9, Larkfield High", "Attendance and behaviour of Year 9; no other year and no concern.", Role.PastoralLead, Secondary) is var head
            ? head with { Grants = [.. head.Grants.Select(grant => grant with { Years = "9" })] } : head,
        Of("governor", "Peter Lang", "Governor, Larkfield High", "Counts that point at no child, and the rules.", Role.Governor, Secondary),
        Of("wall-display", "Office wall", "Wall display, Larkfield High", "A screen that hangs in the office: initials and year, no way into a case.", Role.WallDisplay, Secondary),
        Of("lead-primary", "Joan Whitlock", "Safeguarding lead, Brookside Primary", "Everything about the pupils of one primary school, and nothing of the others.", Role.SafeguardingLead, "school:brookside-primary"),
        Of("it-administrator", "Sam Reeve", "IT administrator", "Feeds, jobs and silos. No pupil data.", Role.ItAdministrator, Trust),
        Of("data-protection", "Meera Lal", "Data-protection officer", "Who saw whom, when and why. No pupil data.", Role.DataProtectionOfficer, Trust),
        Of("integration", "Another system", "Integration client", "May push observations to the trust's schools, and read nothing.", Role.IntegrationClient, [.. Schools, Trust]),
    ];

    public IReadOnlyList<DemoPersona> All => environment.IsDevelopment() ? Everyone : [];

    public DemoPersona? Find(string id) => All.FirstOrDefault(persona => persona.Shown.Id == id);

    private static DemoPersona Of(string id, string name, string role, string description, Role granted, params string[] scopes) =>
        new(new Persona(id, name, role, description), [.. scopes.Select(scope => new GrantRecord(granted.ToString(), scope))]);
}
