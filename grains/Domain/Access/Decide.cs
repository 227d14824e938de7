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
    SeeFeeds,

    /// <summary>Have a source polled now, and rows in quarantine read once more.</summary>
    RunFeeds,
    SeeRules,
    ChangeRules,

    /// <summary>Say who is on duty at a school and who deputises.</summary>
    SetDuty,

    /// <summary>See what is kept for how long, how much is past its period, and the certificates; no pupil.</summary>
    SeeRetention,

    /// <summary>Dispose of what is past its period, and hold or release it; see whose it is.</summary>
    GovernRetention,

    /// <summary>Take away everything that is held of one pupil, for the pupil or who speaks for them.</summary>
    AnswerSubjectAccess,

    /// <summary>See who saw whom, when and why, and have the trail checked.</summary>
    SeeAudit,
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
public sealed record Grant(Role Role, SchoolId School);

/// <param name="IsHidden">Whether the school must not even be known to exist: the answer is "not found", as for one that does not.</param>
/// <param name="Reason">For the log and the matrix, not for the caller.</param>
public sealed record Decision(bool Allowed, Clearance Clearance, bool IsHidden, string Reason)
{
    public bool HidesConcerns => Clearance < Clearance.Full;
}

/// <summary>The one place where it is decided who may do what. Pure; HTTP and the hub both ask here.</summary>
public static class Policy
{
    /// <summary>What a school gives its own people. A trust's lead, whoever runs the service and programs are granted by whoever runs the service.</summary>
    public static readonly ImmutableArray<Role> GivenBySchools = [Role.SafeguardingLead, Role.DeputyLead, Role.Head, Role.AttendanceLead, Role.PastoralLead, Role.Governor];

    /// <summary>Null: there is no such role. By name only: parsing alone would take "0" for the first.</summary>
    public static Role? RoleNamed(string name) => Enum.IsDefined(typeof(Role), name) && Enum.TryParse<Role>(name, out var role) ? role : null;

    /// <param name="school">Null for what concerns no school (the rules, the operators' pages).</param>
    public static Decision Decide(IReadOnlyCollection<Grant> grants, Act act, SchoolId? school)
    {
        var own = school is null ? grants : [.. grants.Where(grant => grant.School == school)];
        if (own.Count == 0)
            return new Decision(false, Clearance.None, true, "no grant over this school");
        var allowing = own.Where(grant => Permits(grant.Role, act)).ToList();
        if (allowing.Count == 0)
            return new Decision(false, Clearance.None, false, $"none of {string.Join(", ", own.Select(grant => grant.Role).Distinct().Order())} may {act}");
        return new Decision(true, allowing.Max(grant => ClearanceOf(grant.Role)), false, $"{allowing[0].Role}");
    }

    private static bool Permits(Role role, Act act) => role switch
    {
        Role.SafeguardingLead or Role.TrustLead when act is Act.ChangeRules or Act.GovernConcerns or Act.RunFeeds => true,
        Role.SafeguardingLead or Role.Head or Role.TrustLead when act is Act.ManageWalls or Act.ManageGrants => true,
        Role.SafeguardingLead when act is Act.SetDuty => true,
        Role.SafeguardingLead or Role.Head or Role.TrustLead or Role.DataProtectionOfficer when act is Act.SeeRetention => true,
        Role.SafeguardingLead or Role.Head when act is Act.GovernRetention or Act.AnswerSubjectAccess => true,
        Role.SafeguardingLead or Role.DeputyLead or Role.Head or Role.TrustLead =>
            WorksCases(act) || act is Act.ImportData or Act.SeeFeeds or Act.SeeRules,
        Role.AttendanceLead or Role.PastoralLead => WorksCases(act) || act is Act.SeeRules,
        Role.WallDisplay => act is Act.SeeBoard or Act.SeeRules,
        Role.ItAdministrator => act is Act.SeeFeeds or Act.RunFeeds or Act.SeeRules or Act.Operate,
        Role.DataProtectionOfficer => act is Act.SeeRules or Act.SeeAudit,
        Role.Governor => act is Act.SeeRules,
        Role.IntegrationClient => act is Act.PushObservations,
        Role.CaseReader => act is Act.SeeBoard or Act.OpenCase or Act.SeeRules,
        _ => false,
    };

    private static bool WorksCases(Act act) =>
        act is Act.SeeBoard or Act.OpenCase or Act.RevealIdentity or Act.ExportCase or Act.Acknowledge or Act.RecordDecision;

    private static Clearance ClearanceOf(Role role) => role switch
    {
        Role.SafeguardingLead or Role.DeputyLead or Role.Head or Role.TrustLead or Role.CaseReader => Clearance.Full,
        Role.AttendanceLead or Role.PastoralLead => Clearance.Attendance,
        Role.WallDisplay => Clearance.Wall,
        _ => Clearance.None,
    };
}
