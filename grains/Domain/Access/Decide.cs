using System.Collections.Immutable;

namespace RiskMonitor.Domain.Access;

/// <summary>What people do here, as grants name it.</summary>
public enum Role
{
    SafeguardingLead,
    DeputyLead,
    Head,
    AttendanceLead,
    PastoralLead,
    TrustLead,
    Governor,
    WallDisplay,
    ItAdministrator,
    DataProtectionOfficer,
    IntegrationClient,

    /// <summary>Another system that shows a case to its own users: it reads boards and cases, masked, and changes nothing.</summary>
    CaseReader,
}

/// <summary>Everything that can be asked for. A new endpoint or hub method needs one of these, and a row in the matrix.</summary>
public enum Act
{
    SeeBoard,
    OpenCase,
    RevealIdentity,

    /// <summary>Take a case away on paper.</summary>
    ExportCase,
    Acknowledge,

    /// <summary>Write down what was decided about a pupil, and why.</summary>
    RecordDecision,
    PushObservations,
    ImportData,

    /// <summary>Sign off what a school's words for concerns mean, decide whether narrative is kept, and read it; say whose record is whose.</summary>
    GovernConcerns,

    /// <summary>Say which screens may show the wall with nobody signed in.</summary>
    ManageWalls,

    /// <summary>Say which colleagues may see what at a school, and until when.</summary>
    ManageGrants,

    /// <summary>Say what of a school's children those who lead its trust see. Not for them to say.</summary>
    ShareWithTrust,
    SeeFeeds,

    /// <summary>Have a source polled now, and rows in quarantine read once more.</summary>
    RunFeeds,
    SeeRules,

    /// <summary>See who changed a school's rules, when and why.</summary>
    SeeEditions,
    ChangeRules,

    /// <summary>Say who is on duty at a school and who deputises.</summary>
    SetDuty,

    /// <summary>See who is on duty at a school and who could be, and be named in its rota.</summary>
    SeeDuty,

    /// <summary>See what is kept for how long, how much is past its period, and the certificates; no pupil.</summary>
    SeeRetention,

    /// <summary>Dispose of what is past its period, and hold or release it; see whose it is.</summary>
    GovernRetention,

    /// <summary>Take away everything that is held of one pupil, for the pupil or who speaks for them.</summary>
    AnswerSubjectAccess,

    /// <summary>See who saw whom, when and why, and have the trail checked.</summary>
    SeeAudit,

    /// <summary>See counts, the small ones withheld, and no child.</summary>
    SeeCounts,

    /// <summary>See all of a school's pupils for a while, because it cannot wait: with a reason, which the data-protection officer reads.</summary>
    BreakGlass,
    Operate,
}

/// <summary>How much of what is seen is masked. Ordered: a later one shows more.</summary>
public enum Clearance
{
    None = 0,

    /// <summary>A screen on a wall: initials and year, no way into a case.</summary>
    Wall = 1,

    /// <summary>Attendance and behaviour, no concern and nothing drawn from one.</summary>
    Attendance = 2,

    Full = 3,
}

/// <summary>A role over one school, after a trust-wide grant has been spread over the trust's schools.</summary>
public sealed record Grant(Role Role, SchoolId School)
{
    /// <summary>The year groups whose pupils it is about.</summary>
    public YearGroups Years { get; init; } = YearGroups.All;

    /// <summary>What of them it shows; null: what the role shows.</summary>
    public Areas? Areas { get; init; }

    /// <summary>The one pupil it is about; null: all of those years.</summary>
    public CaseMark? Case { get; init; }

    /// <summary>Whether it is about less than a whole school: with it one works cases, and does nothing for the school as a whole.</summary>
    public bool IsNarrowed => !Years.IsAll || Areas is not null || Case is not null;
}

/// <param name="IsHidden">Whether the school must not even be known to exist: the answer is "not found", as for one that does not.</param>
/// <param name="Reason">For the log and the matrix, not for the caller.</param>
/// <param name="Sight">Of what: nothing where it is not allowed.</param>
public sealed record Decision(bool Allowed, bool IsHidden, string Reason, Sight Sight)
{
    public Clearance Clearance => Sight.Clearance;

    /// <summary>The same for one pupil: one whom the grants do not cover is as unknown as one who does not exist.</summary>
    public Decision ForPupil(PupilFacts pupil) => !Allowed || Sight.OfPupil(pupil) is not null ? this : new Decision(false, true, "no grant over this pupil", Sight.None);
}

/// <summary>The one place where it is decided who may do what. Pure; HTTP and the hub both ask here.</summary>
public static class Policy
{
    /// <summary>What a school gives its own people. A trust's lead, whoever runs the service and programs are granted by whoever runs the service.</summary>
    public static readonly ImmutableArray<Role> GivenBySchools = [Role.SafeguardingLead, Role.DeputyLead, Role.Head, Role.AttendanceLead, Role.PastoralLead, Role.Governor];

    /// <summary>What may be given for some year groups, for one pupil, or for other categories than the role's own. The others answer for a school as a whole.</summary>
    public static readonly ImmutableArray<Role> Narrowable = [Role.DeputyLead, Role.AttendanceLead, Role.PastoralLead];

    /// <summary>Null: there is no such role. By name only: parsing alone would take "0" for the first.</summary>
    public static Role? RoleNamed(string name) => Enum.IsDefined(typeof(Role), name) && Enum.TryParse<Role>(name, out var role) ? role : null;

    /// <param name="school">Null for what concerns no school (the rules, the operators' pages).</param>
    public static Decision Decide(IReadOnlyCollection<Grant> grants, Act act, SchoolId? school)
    {
        var own = school is null ? grants : [.. grants.Where(grant => grant.School == school)];
        if (own.Count == 0)
            return new Decision(false, true, "no grant over this school", Sight.None);
        var allowing = own.Where(grant => Permits(grant, act)).ToList();
        if (allowing.Count == 0)
            return new Decision(false, false, $"none of {string.Join(", ", own.Select(grant => grant.Role).Distinct().Order())} may {act}", Sight.None);
        return new Decision(true, false, $"{allowing[0].Role}", Sight.Of(allowing.SelectMany(LinesOf)));
    }

    private static bool Permits(Grant grant, Act act) => Permits(grant.Role, act) && (!grant.IsNarrowed || WorksCases(act) || (grant.Case is null ? IsForAnyPart(act) : IsForOneCase(act)));

    private static bool Permits(Role role, Act act) => role switch
    {
        Role.SafeguardingLead or Role.TrustLead when act is Act.ChangeRules or Act.GovernConcerns or Act.RunFeeds => true,
        Role.SafeguardingLead or Role.Head or Role.TrustLead when act is Act.ManageWalls or Act.ManageGrants => true,
        Role.SafeguardingLead when act is Act.SetDuty => true,
        Role.SafeguardingLead or Role.Head when act is Act.ShareWithTrust => true,
        Role.SafeguardingLead or Role.Head or Role.TrustLead or Role.DataProtectionOfficer when act is Act.SeeRetention => true,
        Role.SafeguardingLead or Role.Head when act is Act.GovernRetention or Act.AnswerSubjectAccess => true,
        Role.SafeguardingLead or Role.DeputyLead or Role.Head or Role.TrustLead =>
            WorksCases(act) || IsForAnyPart(act) || act is Act.ImportData or Act.SeeFeeds or Act.SeeCounts,
        Role.AttendanceLead or Role.PastoralLead => WorksCases(act) || IsForAnyPart(act),
        Role.WallDisplay => act is Act.SeeBoard or Act.SeeRules,
        Role.ItAdministrator => act is Act.SeeFeeds or Act.RunFeeds or Act.SeeRules or Act.SeeEditions or Act.Operate,
        Role.DataProtectionOfficer => act is Act.SeeRules or Act.SeeEditions or Act.SeeAudit,
        Role.Governor => act is Act.SeeRules or Act.SeeEditions or Act.SeeCounts,
        Role.IntegrationClient => act is Act.PushObservations,
        Role.CaseReader => act is Act.SeeBoard or Act.OpenCase or Act.SeeRules or Act.SeeEditions,
        _ => false,
    };

    // What holds no child's data, and what is there for those who see too little. Not the counts: whoever sees part of a school would take it from them, and have the rest.
    private static bool IsForAnyPart(Act act) => act is Act.SeeRules or Act.SeeEditions or Act.BreakGlass or Act.SeeDuty;

    // Who was let in for one child, perhaps from outside the school, learns nothing of the school and cannot make it all of its children.
    private static bool IsForOneCase(Act act) => act is Act.SeeRules or Act.SeeEditions;

    private static bool WorksCases(Act act) =>
        act is Act.SeeBoard or Act.OpenCase or Act.RevealIdentity or Act.ExportCase or Act.Acknowledge or Act.RecordDecision;

    private static IEnumerable<SightLine> LinesOf(Grant grant) => grant.Role switch
    {
        Role.SafeguardingLead or Role.DeputyLead or Role.Head or Role.TrustLead or Role.CaseReader => [new SightLine(false, grant.Years, grant.Areas ?? Areas.All, grant.Case)],
        Role.AttendanceLead or Role.PastoralLead => [new SightLine(false, grant.Years, grant.Areas ?? Areas.Conduct, grant.Case)],
        Role.WallDisplay => [SightLine.Wall],
        _ => [],
    };
}
