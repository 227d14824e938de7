using System.Net;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;
using RiskMonitor.Web.Tests.Hubs;

namespace RiskMonitor.Web.Tests.Auditing;

/// <summary>What the data-protection officer is told without having to look for it.</summary>
public sealed class OfficerTests(RiskMonitorApi api)
{
    // As the service has it where nothing is configured.
    private const int Usual = 30;

    [Fact]
    public async Task Who_looks_at_many_pupils_is_told_of_once_and_who_looks_at_few_is_not()
    {
        const string school = "officer-many";
        await Push(school, [Lines.Calendar(school), .. Enumerable.Range(1, Usual + 3).Select(number => Lines.Pupil(school, $"m{number}"))]);
        using var curious = await api.As("DeputyLead", school);
        using var busy = await api.As("SafeguardingLead", school);
        using var officer = await api.As("DataProtectionOfficer", school);

        foreach (var number in Enumerable.Range(1, Usual))
            await curious.Read<CaseContext>($"/api/schools/{school}/students/m{number}");
        await curious.Read<CaseContext>($"/api/schools/{school}/students/m1");
        var before = await Notices(officer, school);
        foreach (var number in Enumerable.Range(Usual + 1, 3))
            await curious.Read<CaseContext>($"/api/schools/{school}/students/m{number}");
        await busy.Read<CaseContext>($"/api/schools/{school}/students/m1");
        var notice = Assert.Single(await Notices(officer, school));
        var trail = await officer.Read<AuditReport>("/api/audit/search", new AuditSearchCommand(school, null, "notice.mass-viewing", null, null, null, null));

        Assert.Empty(before);
        Assert.Equal(("mass-viewing", $"DeputyLead.of.{school}"), (notice.Kind, notice.Who));
        Assert.StartsWith($"{Usual + 1} pupils", notice.What, StringComparison.Ordinal);
        Assert.Single(trail.Lines);
    }

    [Fact]
    public async Task Two_records_that_are_compared_count_as_two_pupils_looked_at()
    {
        const string school = "officer-compared";
        await Push(school, [Lines.Calendar(school), .. Enumerable.Range(1, Usual + 1).Select(number => Lines.Pupil(school, $"m{number}"))]);
        using var lead = await api.As("SafeguardingLead", school);
        using var officer = await api.As("DataProtectionOfficer", school);

        foreach (var number in Enumerable.Range(1, Usual - 1))
            await lead.Read<CaseContext>($"/api/schools/{school}/students/m{number}");
        var before = await Notices(officer, school);
        await lead.Read<RecordsReply>($"/api/schools/{school}/identities/m{Usual}/m{Usual + 1}/look", new LookAtRecordsCommand("to compare them"));

        Assert.Empty(before);
        Assert.StartsWith($"{Usual + 1} pupils", Assert.Single(await Notices(officer, school)).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everybody_whom_a_row_that_waits_may_mean_counts_as_looked_at()
    {
        const string school = "officer-waiting";
        await Push(school, [Lines.Calendar(school), .. Enumerable.Range(1, Usual + 1).Select(number => Lines.Pupil(school, $"m{number}"))]);
        using var lead = await api.As("SafeguardingLead", school);
        using var officer = await api.As("DataProtectionOfficer", school);
        var path = $"/api/schools/{school}/imports/concerns";
        await lead.ReadFile<ConcernImportReport>(path, "id,student id,name,dob,date,category\nW-1,nobody,Zebedee Quillfeather,04/03/2012,12/11/2026,Neglect"u8.ToArray());
        var row = Assert.Single((await lead.Read<WaitingConcerns>($"{path}/waiting")).Waiting).Row;

        var found = await lead.Read<RowIdentityReply>($"{path}/waiting/{row}/look", new LookAtRowCommand("to place it"));
        var before = await Notices(officer, school);
        foreach (var other in Enumerable.Range(1, Usual + 1).Select(number => $"m{number}").Except(found.Pupils.Select(pupil => pupil.Student)))
            await lead.Read<CaseContext>($"/api/schools/{school}/students/{other}");

        Assert.NotEmpty(found.Pupils);
        Assert.Empty(before);
        Assert.StartsWith($"{Usual + 1} pupils", Assert.Single(await Notices(officer, school)).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_officer_settles_a_notice_with_what_came_of_it_and_nobody_else_sees_them()
    {
        const string school = "officer-settles";
        var grain = (await api.Of<IGrainFactory>()).GetGrain<IOfficerNoticesGrain>(school);
        await grain.Raise(new OfficerNotice("n1", TimeProvider.System.GetUtcNow(), "mass-viewing", "somebody", "40 pupils"));
        await grain.Raise(new OfficerNotice("n1", TimeProvider.System.GetUtcNow(), "mass-viewing", "somebody", "40 pupils"));
        using var officer = await api.As("DataProtectionOfficer", school);
        using var lead = await api.As("SafeguardingLead", school);
        using var other = await api.As("DataProtectionOfficer", "officer-elsewhere");

        using var wordless = await officer.Post($"/api/schools/{school}/officer-notices/settle", new SettleNoticeCommand("n1", " "));
        using var unknown = await officer.Post($"/api/schools/{school}/officer-notices/settle", new SettleNoticeCommand("n2", "nothing"));
        using var settled = await officer.Post($"/api/schools/{school}/officer-notices/settle", new SettleNoticeCommand("n1", "A handover of the year's cases."));
        var notice = Assert.Single(await Notices(officer, school));
        using var refused = await lead.Get($"/api/schools/{school}/officer-notices");
        using var hidden = await other.Get($"/api/schools/{school}/officer-notices");

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.NoContent], [wordless.StatusCode, unknown.StatusCode, settled.StatusCode]);
        Assert.Equal(("A handover of the year's cases.", $"DataProtectionOfficer.of.{school}"), (notice.Finding, notice.SettledBy));
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.NotFound], [refused.StatusCode, hidden.StatusCode]);
    }

    [Fact]
    public async Task Access_in_an_emergency_needs_a_reason_opens_all_pupils_for_an_hour_and_the_officer_reads_why()
    {
        const string school = "officer-glass";
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "p1"), Lines.Concern(school, "p1", "c1")]);
        using var pastoral = await api.As("PastoralLead", school);
        using var officer = await api.As("DataProtectionOfficer", school);
        await using var screen = await Screen.Open(pastoral);
        await screen.Subscribe(school);

        using var wordless = await pastoral.Post($"/api/schools/{school}/break-glass", new BreakGlassCommand("urgent"));
        var before = await pastoral.Read<CaseContext>($"/api/schools/{school}/students/p1");
        var until = (await pastoral.Read<BreakGlassReply>($"/api/schools/{school}/break-glass", new BreakGlassCommand("The lead is away and the police ask."))).Until;
        await Eventually.True(() => screen.IsClosed, "the open screen starts anew");
        var after = await pastoral.Read<CaseContext>($"/api/schools/{school}/students/p1");
        using var import = await pastoral.Get($"/api/schools/{school}/categories");
        var notice = Assert.Single(await Notices(officer, school));

        Assert.Equal(HttpStatusCode.BadRequest, wordless.StatusCode);
        Assert.Null(before.Concerns);
        Assert.Single(after.Concerns!);
        Assert.InRange(until - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.Forbidden, import.StatusCode);
        Assert.Equal(("break-glass", "The lead is away and the police ask."), (notice.Kind, notice.What));
    }

    [Fact]
    public async Task Access_in_an_emergency_stands_among_the_grants_and_is_withdrawn_there_on_open_screens_too()
    {
        const string school = "officer-withdraws";
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "p1"), Lines.Concern(school, "p1", "c1")]);
        using var pastoral = await api.As("PastoralLead", school);
        using var lead = await api.As("SafeguardingLead", school);
        using var officer = await api.As("DataProtectionOfficer", school);
        var until = (await pastoral.Read<BreakGlassReply>($"/api/schools/{school}/break-glass", new BreakGlassCommand("The lead is away and the police ask."))).Until;
        await using var screen = await Screen.Open(pastoral);
        await screen.Subscribe(school);
        var during = await pastoral.Read<CaseContext>($"/api/schools/{school}/students/p1");

        var grant = Assert.Single(await lead.Read<List<GivenGrantText>>($"/api/schools/{school}/grants"));
        using var withdrawn = await lead.Send(HttpMethod.Delete, $"/api/schools/{school}/grants/{grant.Id}", null, ("X-RiskMonitor", "1"));
        await Eventually.True(() => screen.IsClosed, "the open screen starts anew");
        var after = await pastoral.Read<CaseContext>($"/api/schools/{school}/students/p1");
        var over = Assert.Single(await lead.Read<List<GivenGrantText>>($"/api/schools/{school}/grants"));
        var trail = await officer.Read<AuditReport>("/api/audit/search", new AuditSearchCommand(school, null, "grant.withdraw", null, null, null, null));

        Assert.Equal((true, until, HttpStatusCode.NoContent), (grant.Emergency, grant.Until, withdrawn.StatusCode));
        Assert.NotNull(during.Concerns);
        Assert.Null(after.Concerns);
        Assert.NotNull(over.WithdrawnAt);
        Assert.Equal($"SafeguardingLead.of.{school}", Assert.Single(trail.Lines).Who);
    }

    [Fact]
    public async Task The_officer_ends_access_in_an_emergency_with_the_notice_or_lets_it_run_out()
    {
        const string school = "officer-ends";
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "p1"), Lines.Concern(school, "p1", "c1")]);
        using var pastoral = await api.As("PastoralLead", school);
        using var attendance = await api.As("AttendanceLead", school);
        using var lead = await api.As("SafeguardingLead", school);
        using var officer = await api.As("DataProtectionOfficer", school);
        foreach (var caller in new[] { pastoral, attendance })
            await caller.Read<BreakGlassReply>($"/api/schools/{school}/break-glass", new BreakGlassCommand("The lead is away and the police ask."));
        var notices = (await Notices(officer, school)).ToDictionary(notice => notice.Who);
        var given = await Invite(lead, school);

        using var ended = await Settle(officer, school, new SettleNoticeCommand(notices[$"PastoralLead.of.{school}"].Id, "Not an emergency.", EndNow: true));
        using var left = await Settle(officer, school, new SettleNoticeCommand(notices[$"AttendanceLead.of.{school}"].Id, "It was one."));
        using var another = await Settle(officer, school, new SettleNoticeCommand(given, "A grant that no notice tells of.", EndNow: true));
        var (closed, open) = (await pastoral.Read<CaseContext>($"/api/schools/{school}/students/p1"), await attendance.Read<CaseContext>($"/api/schools/{school}/students/p1"));

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NotFound], [ended.StatusCode, left.StatusCode, another.StatusCode]);
        Assert.Null(closed.Concerns);
        Assert.NotNull(open.Concerns);
        Assert.All(await Notices(officer, school), notice => Assert.NotNull(notice.SettledAt));
        Assert.Null((await lead.Read<List<GivenGrantText>>($"/api/schools/{school}/grants")).Single(each => each.Id == given).WithdrawnAt);
    }

    private static Task<HttpResponseMessage> Settle(Caller officer, string school, SettleNoticeCommand command) => officer.Post($"/api/schools/{school}/officer-notices/settle", command);

    private static async Task<string> Invite(Caller lead, string school)
    {
        await lead.Read<InvitationText>($"/api/schools/{school}/grants", new InviteCommand("A new colleague", "PastoralLead", 30));
        return (await lead.Read<List<GivenGrantText>>($"/api/schools/{school}/grants")).Single(each => !each.Emergency).Id;
    }

    [Theory]
    [InlineData("Governor")]
    [InlineData("ItAdministrator")]
    [InlineData("WallDisplay")]
    [InlineData("DataProtectionOfficer")]
    [InlineData("IntegrationClient")]
    public async Task Who_works_no_cases_breaks_no_glass(string role)
    {
        using var caller = await api.As(role, "officer-no-glass");

        using var answer = await caller.Post("/api/schools/officer-no-glass/break-glass", new BreakGlassCommand("I should like to see it all."));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static Task<List<OfficerNoticeText>> Notices(Caller officer, string school) => officer.Read<List<OfficerNoticeText>>($"/api/schools/{school}/officer-notices");

    private async Task Push(string school, params string[] lines)
    {
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push(lines)).Rejections);
        await api.Evaluated(school);
    }
}
