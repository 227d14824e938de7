using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Access;

/// <summary>The questions this screen asks over HTTP. Writes carry a header that a form of another site cannot send.</summary>
public sealed class RiskMonitorClient(HttpClient http)
{
    private const string Unreachable = "The server cannot be reached.";

    public Task<Answer<Me>> Me() => Get("api/me", ContractsJson.Default.Me);

    public Task<Answer<List<Persona>>> Personas() => Get("api/personas", ContractsJson.Default.ListPersona);

    public Task<Answer<CaseContext>> Case(string school, string student) =>
        Get($"api/schools/{Uri.EscapeDataString(school)}/students/{Uri.EscapeDataString(student)}", ContractsJson.Default.CaseContext);

    /// <param name="verb">acknowledge, snooze, escalate, note, watch, unwatch, close or undo.</param>
    public Task<Answer<AlertReply>> Work(string school, string verb, AlertCommandBody command) =>
        Post($"api/schools/{Uri.EscapeDataString(school)}/alerts/{verb}", command, ContractsJson.Default.AlertCommandBody, ContractsJson.Default.AlertReply);

    public Task<Answer<RevealReply>> Reveal(string school, string student, RevealCommand command) =>
        Post($"api/schools/{Uri.EscapeDataString(school)}/students/{Uri.EscapeDataString(student)}/reveal", command, ContractsJson.Default.RevealCommand, ContractsJson.Default.RevealReply);

    public Task<Answer<string>> Decide(string school, string student, RecordDecisionCommand command) =>
        Send(Write($"{CasePath(school, student)}/decisions", JsonContent.Create(command, ContractsJson.Default.RecordDecisionCommand)), _ => Task.FromResult(Answer.Of("")));

    public Task<Answer<byte[]>> Pdf(string school, string student, PrintCommand command) => Send(
        Write($"{CasePath(school, student)}/pdf", JsonContent.Create(command, ContractsJson.Default.PrintCommand)),
        async response => Answer.Of(await response.Content.ReadAsByteArrayAsync()));

    public Task<Answer<ImportReport>> PreviewImport(string school, string kind, byte[] file) => PostFile($"{ImportPath(school, kind)}/preview", file, null, ContractsJson.Default.ImportReport);

    /// <param name="key">The same when tried again after a lost answer: the file is then taken once.</param>
    public Task<Answer<ImportReport>> Import(string school, string kind, byte[] file, string key) => PostFile(ImportPath(school, kind), file, key, ContractsJson.Default.ImportReport);

    /// <param name="declared">The query that declares a full export; empty: none.</param>
    public Task<Answer<ConcernImportReport>> PreviewConcerns(string school, byte[] file, string declared) =>
        PostFile($"{ImportPath(school, "concerns")}/preview{declared}", file, null, ContractsJson.Default.ConcernImportReport);

    /// <param name="confirmation">As the preview gave it, when whoever imports has seen what would be withdrawn.</param>
    public Task<Answer<ConcernImportReport>> ImportConcerns(string school, byte[] file, string declared, string? confirmation) =>
        PostFile(ImportPath(school, "concerns") + declared + (confirmation is null ? "" : $"&confirmation={Uri.EscapeDataString(confirmation)}"), file, null, ContractsJson.Default.ConcernImportReport);

    public Task<Answer<ConcernImportStatus>> Concerns(string school) => Get(ImportPath(school, "concerns"), ContractsJson.Default.ConcernImportStatus);

    public Task<Answer<ConcernImportStatus>> RetryConcerns(string school) =>
        Send(Write($"{ImportPath(school, "concerns")}/retry", null), response => Read(response, ContractsJson.Default.ConcernImportStatus));

    public Task<Answer<ConcernImportStatus>> KeepNarrative(string school, bool keep) =>
        Post($"{ImportPath(school, "concerns")}/narrative", new KeepNarrativeCommand(keep), ContractsJson.Default.KeepNarrativeCommand, ContractsJson.Default.ConcernImportStatus);

    public Task<Answer<IdentityList>> Identities(string school) => Get(IdentitiesPath(school), ContractsJson.Default.IdentityList);

    public Task<Answer<RecordsReply>> LookAtRecords(string school, string first, string second, LookAtRecordsCommand command) =>
        Post($"{IdentitiesPath(school)}/{Uri.EscapeDataString(first)}/{Uri.EscapeDataString(second)}/look", command, ContractsJson.Default.LookAtRecordsCommand, ContractsJson.Default.RecordsReply);

    public Task<Answer<IdentityList>> SayOfRecords(string school, string first, string second, string verdict) =>
        Send(
            Write($"{IdentitiesPath(school)}/{Uri.EscapeDataString(first)}/{Uri.EscapeDataString(second)}/{verdict}", null),
            response => Read(response, ContractsJson.Default.IdentityList));

    public Task<Answer<WaitingConcerns>> WaitingConcerns(string school) => Get(WaitingPath(school), ContractsJson.Default.WaitingConcerns);

    public Task<Answer<RowIdentityReply>> LookAtRow(string school, string row, LookAtRowCommand command) =>
        Post($"{WaitingPath(school)}/{Uri.EscapeDataString(row)}/look", command, ContractsJson.Default.LookAtRowCommand, ContractsJson.Default.RowIdentityReply);

    public Task<Answer<WaitingConcerns>> PlaceRow(string school, string row, string student) =>
        Post($"{WaitingPath(school)}/{Uri.EscapeDataString(row)}/place", new PlaceRowCommand(student), ContractsJson.Default.PlaceRowCommand, ContractsJson.Default.WaitingConcerns);

    public Task<Answer<WaitingConcerns>> RowIsNotOurs(string school, string row) => OfRow(school, row, "not-ours");

    public Task<Answer<WaitingConcerns>> TakeBackRow(string school, string row) => OfRow(school, row, "take-back");

    public Task<Answer<CategoryList>> Categories(string school) => Get(CategoryPath(school), ContractsJson.Default.CategoryList);

    public Task<Answer<CategoryList>> SignOffCategory(string school, SignOffCommand command) =>
        Post(CategoryPath(school), command, ContractsJson.Default.SignOffCommand, ContractsJson.Default.CategoryList);

    public Task<Answer<List<FeedReport>>> Feeds(string school) => Get(FeedPath(school), ContractsJson.Default.ListFeedReport);

    public Task<Answer<List<SweepReport>>> Sweeps(string school, string feed) => Get($"{FeedPath(school)}/{Uri.EscapeDataString(feed)}/sweeps", ContractsJson.Default.ListSweepReport);

    public Task<Answer<FeedReport>> PollFeed(string school, string feed) => RunFeed(school, feed, "poll");

    public Task<Answer<FeedReport>> RetryQuarantine(string school, string feed) => RunFeed(school, feed, "quarantine/retry");

    public Task<Answer<FeedReport>> AcceptLoss(string school, string feed, string stream) => RunFeed(school, feed, $"streams/{Uri.EscapeDataString(stream)}/accept-loss");

    public Task<Answer<FeedReport>> AcceptChange(string school, string feed, string stream, AcceptChangeCommand command) =>
        Post($"{FeedPath(school)}/{Uri.EscapeDataString(feed)}/streams/{Uri.EscapeDataString(stream)}/accept-change", command, ContractsJson.Default.AcceptChangeCommand, ContractsJson.Default.FeedReport);

    /// <summary>As in force at a school; without one, as in the catalogue.</summary>
    public Task<Answer<List<RuleText>>> Rules(string school) =>
        Get(school.Length == 0 ? "api/rules" : $"api/rules?school={Uri.EscapeDataString(school)}", ContractsJson.Default.ListRuleText);

    /// <summary>The catalogue, for whoever asks: it needs no account.</summary>
    public Task<Answer<List<RuleText>>> Catalogue() => Get("api/rules/catalogue", ContractsJson.Default.ListRuleText);

    public Task<Answer<RuleHistory>> RuleHistory(string school) =>
        Get($"api/schools/{Uri.EscapeDataString(school)}/rules/editions", ContractsJson.Default.RuleHistory);

    public Task<Answer<OutcomeReport>> Outcomes(string school) =>
        Get($"api/schools/{Uri.EscapeDataString(school)}/rules/outcomes", ContractsJson.Default.OutcomeReport);

    public Task<Answer<EditionText>> PublishRules(string school, PublishRulesCommand command) =>
        Post($"api/schools/{Uri.EscapeDataString(school)}/rules", command, ContractsJson.Default.PublishRulesCommand, ContractsJson.Default.EditionText);

    public Task<Answer<BackTestStarted>> StartBackTest(string school, BackTestCommand command) =>
        Post(BackTestPath(school), command, ContractsJson.Default.BackTestCommand, ContractsJson.Default.BackTestStarted);

    public Task<Answer<BackTestReport>> BackTest(string school, string id) =>
        Get($"{BackTestPath(school)}/{Uri.EscapeDataString(id)}", ContractsJson.Default.BackTestReport);

    public Task<Answer<string>> CancelBackTest(string school, string id) =>
        Send(Write(HttpMethod.Delete, $"{BackTestPath(school)}/{Uri.EscapeDataString(id)}", null), _ => Task.FromResult(Answer.Of("")));

    public Task<Answer<RetentionReport>> Retention() => Get("api/retention", ContractsJson.Default.RetentionReport);

    public Task<Answer<RetentionStatus>> Retention(string school) => Get(RetentionPath(school), ContractsJson.Default.RetentionStatus);

    public Task<Answer<DisposalPreviewText>> PreviewDisposal(string school) =>
        Send(Write($"{RetentionPath(school)}/preview", null), response => Read(response, ContractsJson.Default.DisposalPreviewText));

    public Task<Answer<CertificateText>> Dispose(string school, DisposeCommand command) =>
        Post($"{RetentionPath(school)}/dispose", command, ContractsJson.Default.DisposeCommand, ContractsJson.Default.CertificateText);

    public Task<Answer<HoldText>> Hold(string school, HoldCommand command) =>
        Post($"{RetentionPath(school)}/holds", command, ContractsJson.Default.HoldCommand, ContractsJson.Default.HoldText);

    public Task<Answer<string>> LiftHold(string school, string id, LiftCommand command) =>
        Send(Write($"{RetentionPath(school)}/holds/{Uri.EscapeDataString(id)}/lift", JsonContent.Create(command, ContractsJson.Default.LiftCommand)), _ => Task.FromResult(Answer.Of("")));

    public Task<Answer<byte[]>> SubjectFile(string school, string student, SubjectAccessCommand command) => Send(
        Write($"{CasePath(school, student)}/subject-access", JsonContent.Create(command, ContractsJson.Default.SubjectAccessCommand)),
        async response => Answer.Of(await response.Content.ReadAsByteArrayAsync()));

    public Task<Answer<AuditReport>> Audit(AuditSearchCommand command) =>
        Post("api/audit/search", command, ContractsJson.Default.AuditSearchCommand, ContractsJson.Default.AuditReport);

    public Task<Answer<AuditCheckReport>> AuditCheck() => Get("api/audit/check", ContractsJson.Default.AuditCheckReport);

    public Task<Answer<AuditCheckReport>> CheckAudit() =>
        Send(Write("api/audit/check", null), response => Read(response, ContractsJson.Default.AuditCheckReport));

    /// <param name="next">The address that the page before answered.</param>
    public Task<Answer<OutboxReport>> OutboxAfter(string next) => Get(next.TrimStart('/'), ContractsJson.Default.OutboxReport);

    public Task<Answer<OutboxReport>> Outbox(string? state) =>
        Get(state is null ? "api/outbox" : $"api/outbox?state={Uri.EscapeDataString(state)}", ContractsJson.Default.OutboxReport);

    public Task<Answer<string>> Resend(string digest) => Post($"api/outbox/{Uri.EscapeDataString(digest)}/resend");

    public Task<Answer<DigestList>> Digest(string id) => Get($"api/digests/{Uri.EscapeDataString(id)}", ContractsJson.Default.DigestList);

    public Task<Answer<MySettings>> Settings() => Get("api/settings", ContractsJson.Default.MySettings);

    /// <summary>Refused when they were changed on another screen since they were read.</summary>
    public Task<Answer<MySettings>> ChangeSettings(MySettings settings) =>
        Put("api/settings", settings.Version, JsonContent.Create(settings, ContractsJson.Default.MySettings), ContractsJson.Default.MySettings);

    public Task<Answer<SchoolDuty>> Duty(string school) => Get(DutyPath(school), ContractsJson.Default.SchoolDuty);

    /// <summary>Refused when somebody changed it since it was read.</summary>
    public Task<Answer<SchoolDuty>> ChangeDuty(SchoolDuty duty) => Put(
        DutyPath(duty.School), duty.Version, JsonContent.Create(new DutyCommand(duty.Week, duty.Exceptions), ContractsJson.Default.DutyCommand), ContractsJson.Default.SchoolDuty);

    public Task<Answer<string>> SignIn(string persona) => Post($"api/personas/{Uri.EscapeDataString(persona)}/sign-in");

    public Task<Answer<List<WallDisplayText>>> Walls(string school) => Get(WallPath(school), ContractsJson.Default.ListWallDisplayText);

    public Task<Answer<AdmittedWallText>> AdmitWall(string school, AdmitWallCommand command) =>
        Post(WallPath(school), command, ContractsJson.Default.AdmitWallCommand, ContractsJson.Default.AdmittedWallText);

    public Task<Answer<string>> WithdrawWall(string school, string id) =>
        Send(Write(HttpMethod.Delete, $"{WallPath(school)}/{Uri.EscapeDataString(id)}", null), _ => Task.FromResult(Answer.Of("")));

    public Task<Answer<string>> EnterWall(EnterWallCommand command) =>
        Send(Write("api/walls/enter", JsonContent.Create(command, ContractsJson.Default.EnterWallCommand)), _ => Task.FromResult(Answer.Of("")));

    /// <summary>Found: there is an identity provider to sign in with.</summary>
    public Task<Answer<string>> Provider() => Send(new HttpRequestMessage(HttpMethod.Get, "api/sign-in/provider"), _ => Task.FromResult(Answer.Of("")));

    public Task<Answer<string>> SignOut() => Post("api/sign-out");

    private Task<Answer<T>> Get<T>(string path, JsonTypeInfo<T> form)
        where T : class =>
        Send(new HttpRequestMessage(HttpMethod.Get, path), response => Read(response, form));

    private Task<Answer<TReply>> Post<TCommand, TReply>(string path, TCommand command, JsonTypeInfo<TCommand> form, JsonTypeInfo<TReply> reply)
        where TReply : class =>
        Send(Write(path, JsonContent.Create(command, form)), response => Read(response, reply));

    private static string RetentionPath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/retention";

    private static string CasePath(string school, string student) => $"api/schools/{Uri.EscapeDataString(school)}/students/{Uri.EscapeDataString(student)}";

    private static string ImportPath(string school, string kind) => $"api/schools/{Uri.EscapeDataString(school)}/imports/{Uri.EscapeDataString(kind)}";

    private static string IdentitiesPath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/identities";

    private static string WaitingPath(string school) => $"{ImportPath(school, "concerns")}/waiting";

    private Task<Answer<WaitingConcerns>> OfRow(string school, string row, string what) =>
        Send(Write($"{WaitingPath(school)}/{Uri.EscapeDataString(row)}/{what}", null), response => Read(response, ContractsJson.Default.WaitingConcerns));

    private static string FeedPath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/feeds";

    private Task<Answer<FeedReport>> RunFeed(string school, string feed, string what) =>
        Send(Write($"{FeedPath(school)}/{Uri.EscapeDataString(feed)}/{what}", null), response => Read(response, ContractsJson.Default.FeedReport));

    private static string BackTestPath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/back-tests";

    public Task<Answer<List<GivenGrantText>>> Grants(string school) => Get(GrantPath(school), ContractsJson.Default.ListGivenGrantText);

    public Task<Answer<InvitationText>> Invite(string school, InviteCommand command) =>
        Post(GrantPath(school), command, ContractsJson.Default.InviteCommand, ContractsJson.Default.InvitationText);

    public Task<Answer<string>> WithdrawGrant(string school, string id) =>
        Send(Write(HttpMethod.Delete, $"{GrantPath(school)}/{Uri.EscapeDataString(id)}", null), _ => Task.FromResult(Answer.Of("")));

    public Task<Answer<List<OfficerNoticeText>>> OfficerNotices(string school) => Get(OfficerPath(school), ContractsJson.Default.ListOfficerNoticeText);

    public Task<Answer<string>> SettleNotice(string school, SettleNoticeCommand command) => Send(
        Write($"{OfficerPath(school)}/settle", JsonContent.Create(command, ContractsJson.Default.SettleNoticeCommand)), _ => Task.FromResult(Answer.Of("")));

    public Task<Answer<BreakGlassReply>> BreakGlass(string school, BreakGlassCommand command) =>
        Post($"api/schools/{Uri.EscapeDataString(school)}/break-glass", command, ContractsJson.Default.BreakGlassCommand, ContractsJson.Default.BreakGlassReply);

    public Task<Answer<SchoolCounts>> Counts(string school) => Get($"api/schools/{Uri.EscapeDataString(school)}/counts", ContractsJson.Default.SchoolCounts);

    public Task<Answer<TrustShareText>> TrustShare(string school) => Get(SharePath(school), ContractsJson.Default.TrustShareText);

    public Task<Answer<TrustShareText>> ShareWithTrust(string school, TrustShareCommand command) => Send(
        Write(HttpMethod.Put, SharePath(school), JsonContent.Create(command, ContractsJson.Default.TrustShareCommand)),
        response => Read(response, ContractsJson.Default.TrustShareText));

    public Task<Answer<JoinedText>> Join(JoinCommand command) => Post("api/grants/join", command, ContractsJson.Default.JoinCommand, ContractsJson.Default.JoinedText);

    private static string GrantPath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/grants";

    private static string OfficerPath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/officer-notices";

    private static string SharePath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/trust-share";

    private static string WallPath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/walls";

    private static string DutyPath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/duty";

    private Task<Answer<T>> Put<T>(string path, long version, JsonContent content, JsonTypeInfo<T> form)
        where T : class
    {
        var request = Write(HttpMethod.Put, path, content);
        request.Headers.IfMatch.Add(new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{version}\"")));
        return Send(request, response => Read(response, form));
    }

    private static string CategoryPath(string school) => $"api/schools/{Uri.EscapeDataString(school)}/categories";

    private Task<Answer<T>> PostFile<T>(string path, byte[] file, string? key, JsonTypeInfo<T> form)
        where T : class
    {
        var request = Write(path, new ByteArrayContent(file) { Headers = { ContentType = new("text/csv") } });
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return Send(request, response => Read(response, form));
    }

    private Task<Answer<string>> Post(string path) =>
        Send(Write(path, null), _ => Task.FromResult(Answer.Of("")));

    private static HttpRequestMessage Write(string path, HttpContent? content) => Write(HttpMethod.Post, path, content);

    private static HttpRequestMessage Write(HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-RiskMonitor", "1");
        return request;
    }

    private async Task<Answer<T>> Send<T>(HttpRequestMessage request, Func<HttpResponseMessage, Task<Answer<T>>> read)
        where T : class
    {
        try
        {
            using (request)
            using (var response = await http.SendAsync(request))
            {
                return response.IsSuccessStatusCode ? await read(response) : await Refused<T>(response);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or JsonException)
        {
            // Said on the screen by whoever asked; every question can be asked again.
            return Answer.Not<T>(Outcome.Unreachable, failure is JsonException ? "The server answered something this screen does not understand." : Unreachable);
        }
    }

    private static async Task<Answer<T>> Read<T>(HttpResponseMessage response, JsonTypeInfo<T> form)
        where T : class =>
        await response.Content.ReadFromJsonAsync(form) is { } value
            ? Answer.Of(value)
            : Answer.Not<T>(Outcome.Unreachable, "The server answered nothing.");

    private static async Task<Answer<T>> Refused<T>(HttpResponseMessage response)
        where T : class
    {
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Answer.Not<T>(Outcome.SignedOut, "You are signed out."),
            HttpStatusCode.NotFound => Answer.Not<T>(Outcome.NotFound, "There is nothing here that you may see."),
            HttpStatusCode.Forbidden => Answer.Not<T>(Outcome.Refused, await MustSignInAgain(response) ? OnlyAfterSigningIn : "You may not do this."),
            HttpStatusCode.ServiceUnavailable => Answer.Not<T>(Outcome.Unreachable, await Title(response)),
            >= HttpStatusCode.InternalServerError => Answer.Not<T>(Outcome.Unreachable, "The server is in trouble and did not answer."),
            _ => Answer.Not<T>(Outcome.Refused, await Title(response)),
        };
    }

    /// <summary>What is said to whoever signed in too long ago for what they ask.</summary>
    public const string OnlyAfterSigningIn = "This is given only shortly after signing in.";

    private static async Task<bool> MustSignInAgain(HttpResponseMessage response) =>
        (await response.Content.ReadAsStringAsync()).Contains("urn:riskmonitor:sign-in-again", StringComparison.Ordinal);

    /// <summary>The title of a problem+json body: a sentence about the request, never about a pupil.</summary>
    private static async Task<string> Title(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync() is { Length: > 0 } text ? text : "{}");
        return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("title", out var title) && title.GetString() is { } words
            ? words
            : "The server refused this.";
    }
}
