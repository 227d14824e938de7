using RiskMonitor.Api.Access;
using RiskMonitor.Api.Board;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>
/// Every endpoint and hub method, and what must be allowed to whoever calls it. A new one without a row fails
/// <see cref="RouteTableTests"/>: decide first who may.
/// </summary>
internal static class RouteTable
{
    public const string OnlyOneself = "only oneself: there is nothing to decide";

    /// <summary>Asks the door, or the operators' policy, for this act.</summary>
    public static readonly IReadOnlyDictionary<string, Act> Decided = new Dictionary<string, Act>
    {
        ["GET /api/schools/{school}/board"] = Act.SeeBoard,
        ["GET /api/schools/{school}/alerts"] = Act.SeeBoard,
        ["POST /api/schools/{school}/alerts/{verb}"] = Act.Acknowledge,
        ["GET /api/schools/{school}/students/{student}"] = Act.OpenCase,
        ["GET /api/schools/{school}/students/{student}/timeline"] = Act.OpenCase,
        ["POST /api/schools/{school}/students/{student}/reveal"] = Act.RevealIdentity,
        ["POST /api/schools/{school}/students/{student}/decisions"] = Act.RecordDecision,
        ["POST /api/schools/{school}/students/{student}/pdf"] = Act.ExportCase,
        ["POST /api/observations"] = Act.PushObservations,
        ["POST /api/schools/{school}/imports/{kind}/preview"] = Act.ImportData,
        ["POST /api/schools/{school}/imports/{kind}"] = Act.ImportData,
        ["POST /api/schools/{school}/imports/concerns/preview"] = Act.ImportData,
        ["POST /api/schools/{school}/imports/concerns"] = Act.ImportData,
        ["GET /api/schools/{school}/imports/concerns"] = Act.ImportData,
        ["POST /api/schools/{school}/imports/concerns/retry"] = Act.ImportData,
        ["POST /api/schools/{school}/imports/concerns/narrative"] = Act.GovernConcerns,
        ["POST /api/schools/{school}/imports/concerns/{concern}/narrative"] = Act.GovernConcerns,
        ["GET /api/schools/{school}/imports/concerns/waiting"] = Act.GovernConcerns,
        ["POST /api/schools/{school}/imports/concerns/waiting/{row}/look"] = Act.GovernConcerns,
        ["POST /api/schools/{school}/imports/concerns/waiting/{row}/place"] = Act.GovernConcerns,
        ["POST /api/schools/{school}/imports/concerns/waiting/{row}/not-ours"] = Act.GovernConcerns,
        ["POST /api/schools/{school}/imports/concerns/waiting/{row}/take-back"] = Act.GovernConcerns,
        ["GET /api/schools/{school}/identities"] = Act.GovernConcerns,
        ["POST /api/schools/{school}/identities/{first}/{second}/look"] = Act.GovernConcerns,
        ["POST /api/schools/{school}/identities/{first}/{second}/{verdict}"] = Act.GovernConcerns,
        ["GET /api/schools/{school}/categories"] = Act.ImportData,
        ["POST /api/schools/{school}/categories"] = Act.GovernConcerns,
        ["GET /api/schools/{school}/walls"] = Act.ManageWalls,
        ["POST /api/schools/{school}/walls"] = Act.ManageWalls,
        ["DELETE /api/schools/{school}/walls/{id}"] = Act.ManageWalls,
        ["GET /api/schools/{school}/grants"] = Act.ManageGrants,
        ["POST /api/schools/{school}/grants"] = Act.ManageGrants,
        ["DELETE /api/schools/{school}/grants/{id}"] = Act.ManageGrants,
        ["GET /api/schools/{school}/trust-share"] = Act.ShareWithTrust,
        ["PUT /api/schools/{school}/trust-share"] = Act.ShareWithTrust,
        ["GET /api/rules"] = Act.SeeRules,
        ["GET /api/schools/{school}/rules/editions"] = Act.SeeEditions,
        ["GET /api/schools/{school}/rules/outcomes"] = Act.OpenCase,
        ["POST /api/schools/{school}/rules"] = Act.ChangeRules,
        ["POST /api/schools/{school}/back-tests"] = Act.ChangeRules,
        ["GET /api/schools/{school}/back-tests/{id}"] = Act.ChangeRules,
        ["DELETE /api/schools/{school}/back-tests/{id}"] = Act.ChangeRules,
        ["GET /api/schools/{school}/feeds"] = Act.SeeFeeds,
        ["GET /api/schools/{school}/feeds/{feed}/sweeps"] = Act.SeeFeeds,
        ["POST /api/schools/{school}/feeds/{feed}/poll"] = Act.RunFeeds,
        ["POST /api/schools/{school}/feeds/{feed}/quarantine/retry"] = Act.RunFeeds,
        ["POST /api/schools/{school}/feeds/{feed}/streams/{stream}/accept-loss"] = Act.RunFeeds,
        ["POST /api/schools/{school}/feeds/{feed}/streams/{stream}/accept-change"] = Act.RunFeeds,
        ["GET /api/digests/{id}"] = Act.SeeBoard,
        ["GET /api/schools/{school}/duty"] = Act.SeeDuty,
        ["PUT /api/schools/{school}/duty"] = Act.SetDuty,
        ["GET /api/retention"] = Act.SeeRetention,
        ["GET /api/schools/{school}/retention"] = Act.SeeRetention,
        ["POST /api/schools/{school}/retention/preview"] = Act.SeeRetention,
        ["POST /api/schools/{school}/retention/dispose"] = Act.GovernRetention,
        ["POST /api/schools/{school}/retention/holds"] = Act.GovernRetention,
        ["POST /api/schools/{school}/retention/holds/{id}/lift"] = Act.GovernRetention,
        ["POST /api/schools/{school}/students/{student}/subject-access"] = Act.AnswerSubjectAccess,
        ["POST /api/audit/search"] = Act.SeeAudit,
        ["POST /api/audit/check"] = Act.SeeAudit,
        ["GET /api/audit/check"] = Act.SeeAudit,
        ["GET /api/schools/{school}/officer-notices"] = Act.SeeAudit,
        ["POST /api/schools/{school}/officer-notices/settle"] = Act.SeeAudit,
        ["POST /api/schools/{school}/break-glass"] = Act.BreakGlass,
        ["GET /api/schools/{school}/counts"] = Act.SeeCounts,
        ["GET /api/outbox"] = Act.Operate,
        ["POST /api/outbox/{id}/resend"] = Act.Operate,
        ["* /hangfire/{**path}"] = Act.Operate,
        ["* /orleans/**"] = Act.Operate,
        ["* /hubs/board"] = Act.SeeBoard,
        ["* /hubs/board/negotiate"] = Act.SeeBoard,
        [$"hub {nameof(BoardHub.Subscribe)}"] = Act.SeeBoard,
    };

    /// <summary>Asks nobody, for the reason given.</summary>
    public static readonly IReadOnlyDictionary<string, string> Undecided = new Dictionary<string, string>
    {
        ["GET /api/me"] = OnlyOneself,
        ["POST /api/sign-out"] = OnlyOneself,
        ["GET /api/settings"] = OnlyOneself,
        ["PUT /api/settings"] = OnlyOneself,
        [$"hub {nameof(BoardHub.Unsubscribe)}"] = OnlyOneself,
        ["GET /api/personas"] = "invented staff; Development on a loopback connection only",
        ["POST /api/personas/{id}/sign-in"] = "invented staff; Development on a loopback connection only",
        ["POST /api/sign-out/everywhere"] = OnlyOneself,
        ["GET /api/sign-out/provider"] = OnlyOneself,
        ["GET /api/sign-in/provider"] = "whether there is one, for the page that offers it",
        ["POST /api/walls/enter"] = "a screen that was admitted brings its secret",
        ["POST /api/doorbells/{school}/{feed}"] = "a source signs with its feed's secret, and is polled early: it is told nothing",
        ["POST /api/grants/join"] = "whoever is signed in brings a code, and gets what it grants and no more",
        ["GET /api/sign-in"] = "sends to the identity provider",
        ["GET,HEAD /api/{**path}"] = "there is nothing there: 404",
        ["GET /api/rules/catalogue"] = "what is watched is public: it holds no data of a school",
        ["GET /openapi/{documentName}.json"] = "the description of the API holds no data of a school",
        ["GET /scalar/{documentName?}"] = "the same, for people to read",
        ["GET /scalar/scalar.js"] = "its program",
        ["GET /scalar/scalar.aspnetcore.js"] = "its program",
        ["GET /scalar/favicon.svg"] = "its picture",
        ["* /health/live"] = "a probe has no account; it says only that the process answers",
        ["* /health/ready"] = "a probe has no account; it says only that a grain answers",
    };

    /// <summary>The dashboard's own files: the program, no data.</summary>
    public static bool IsFile(string route) =>
        route.StartsWith("GET,HEAD /", StringComparison.Ordinal) && !route.StartsWith("GET,HEAD /api", StringComparison.Ordinal);
}
