using System.Net;
using Microsoft.Data.Sqlite;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Auditing;

/// <summary>Whatever shows a pupil is in the trail first; the data-protection officer finds it there, and nobody else sees the trail.</summary>
public sealed class AuditTests(RiskMonitorApi api) : IAsyncLifetime
{
    private const string School = RiskMonitorApi.Secondary;
    private const string Pupil = "to-be-audited";
    private const string Case = $"/api/schools/{School}/students/{Pupil}";
    private static readonly AuditSearchCommand Everything = new(null, null, null, null, null, null, null);

    public async ValueTask InitializeAsync() => await api.Push(Lines.Calendar(School), Lines.Pupil(School, Pupil, "Barnaby Wrenfield"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_people_see_and_do_is_found_by_pupil_and_by_person_and_by_action()
    {
        using var lead = await api.As("lead-secondary");
        using var officer = await api.As("data-protection");
        await api.Push(Lines.Concern(School, Pupil, "concern-to-be-audited"));
        (await lead.Get(Case)).Dispose();
        (await lead.Get($"/api/schools/{School}/board")).Dispose();
        await lead.Read<RevealReply>($"{Case}/reveal", new RevealCommand("To ring the parents."));
        await lead.Read<AlertReply>($"/api/schools/{School}/alerts/close", new AlertCommandBody($"SG-01/{Pupil}/-/1", "Rang home.", "audited-close", Outcome: "acted"));
        (await lead.Post("/api/sign-out")).Dispose();

        var ofPupil = (await officer.Read<AuditReport>("/api/audit/search", Everything with { Pupil = Pupil, Who = "lead-secondary" })).Lines;
        var ofPerson = (await officer.Read<AuditReport>("/api/audit/search", Everything with { Who = "lead-secondary" })).Lines;

        Assert.Empty(new[] { "student.open", "student.reveal", "alert.close" }.Except(ofPupil.Select(line => line.What)));
        Assert.Equal("To ring the parents.", ofPupil.First(line => line.What == "student.reveal").Why);
        Assert.Empty(new[] { "session.sign-in", "board.open", "session.sign-out" }.Except(ofPerson.Select(line => line.What)));
        Assert.All(ofPerson, line => Assert.Equal("lead-secondary", line.Who));
        Assert.All((await officer.Read<AuditReport>("/api/audit/search", Everything with { What = "student.open" })).Lines, line => Assert.Equal("student.open", line.What));
        Assert.Empty((await officer.Read<AuditReport>("/api/audit/search", Everything with { To = new DateOnly(2020, 1, 1) })).Lines);
        Assert.NotEmpty((await officer.Read<AuditReport>("/api/audit/search", Everything with { What = "audit.search" })).Lines);
    }

    [Fact]
    public async Task What_people_wrote_and_decided_of_a_pupil_is_not_before_the_officer()
    {
        const string school = "audit-texts";
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push([Lines.Calendar(school), Lines.Pupil(school, "p1"), Lines.Concern(school, "p1", "c1")])).Rejections);
        await api.Evaluated(school);
        using var lead = await api.As("SafeguardingLead", school);
        using var officer = await api.As("DataProtectionOfficer", school);

        await lead.Read<AlertReply>($"/api/schools/{school}/alerts/note", new AlertCommandBody("SG-01/p1/-/1", "Quillwort was seen.", "texts-note"));
        using var decided = await lead.Post($"/api/schools/{school}/students/p1/decisions", new RecordDecisionCommand("Thistledown was rung.", "Because of Tuesday.", "texts-decision"));
        using var raw = await officer.Post("/api/audit/search", Everything with { School = school, Pupil = "p1" });
        var lines = (await officer.Read<AuditReport>("/api/audit/search", Everything with { School = school, Pupil = "p1" })).Lines;
        var opened = (await lead.Read<CaseContext>($"/api/schools/{school}/students/p1")).Open.Single(each => each.Card.Rule == "SG-01");

        Assert.True(decided.IsSuccessStatusCode, $"{decided.StatusCode}");
        Assert.Superset(new HashSet<string> { "alert.note", "student.decide" }, lines.Select(line => line.What).ToHashSet());
        var text = await raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.All(["Quillwort", "Thistledown", "Tuesday"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        Assert.Contains(opened.History, step => step.Note == "Quillwort was seen.");
    }

    [Fact]
    public async Task Nothing_is_written_of_an_alert_that_there_is_not()
    {
        using var lead = await api.As("lead-secondary");
        using var officer = await api.As("data-protection");
        var about = $"SG-01/{Pupil}/-/99";

        using var none = await lead.Post($"/api/schools/{School}/alerts/watch", new AlertCommandBody(about, null, "none-1"));
        using var ofSchool = await lead.Post($"/api/schools/{School}/alerts/watch", new AlertCommandBody("SCH-05/-/-/99", null, "none-2"));
        using var longest = await lead.Post($"/api/schools/{School}/alerts/watch", new AlertCommandBody($"SG-01/{new string('p', 200)}", null, "none-3"));
        var lines = (await officer.Read<AuditReport>("/api/audit/search", Everything with { School = School, Who = "lead-secondary", What = "alert.watch" })).Lines;

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (none.StatusCode, ofSchool.StatusCode));
        Assert.Equal(HttpStatusCode.BadRequest, longest.StatusCode);
        Assert.Contains("alert is longer than 200 characters", await longest.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.About == about || line.About!.StartsWith("SCH-05/-/-/99", StringComparison.Ordinal) || line.About.Length > 200);
    }

    [Fact]
    public async Task Who_else_is_named_by_an_answer_is_found_by_pupil_too()
    {
        const string school = "audit-named";
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push([Lines.Calendar(school), Lines.Pupil(school, "p1", household: "h1"), Lines.Pupil(school, "p2", household: "h1"), Lines.Pupil(school, "p3")])).Rejections);
        await api.Evaluated(school);
        using var lead = await api.As("SafeguardingLead", school);
        using var officer = await api.As("DataProtectionOfficer", school);
        await lead.Read<HoldText>($"/api/schools/{school}/retention/holds", new HoldCommand("p3", "A claim was announced."));

        Assert.Equal("p2", Assert.Single((await lead.Read<CaseContext>($"/api/schools/{school}/students/p1")).Household!).Student);
        Assert.Equal("p3", Assert.Single((await lead.Read<RetentionStatus>($"/api/schools/{school}/retention")).Holds).Student);
        await officer.Read<RetentionStatus>($"/api/schools/{school}/retention");
        await lead.Read<IdentityList>($"/api/schools/{school}/identities");

        async Task<AuditLineText> Only(string what, string? pupil) =>
            Assert.Single((await officer.Read<AuditReport>("/api/audit/search", Everything with { School = school, What = what, Pupil = pupil })).Lines);
        Assert.Equal(("p2", "in the household of p1"), (await Only("student.household", "p2") is var beside ? (beside.About, beside.Why) : default));
        Assert.Equal($"SafeguardingLead.of.{school}", (await Only("retention.held", "p3")).Who);
        Assert.Equal($"SafeguardingLead.of.{school}", (await Only("identity.list", null)).Who);
    }

    [Fact]
    public async Task What_a_program_takes_back_is_in_the_trail_and_where_that_cannot_be_written_it_is_not_taken_back()
    {
        await using var own = new RiskMonitorApi();
        await own.Push([Lines.Calendar(School), Lines.Pupil(School, Pupil), .. Lines.Truancies(School, Pupil, 10)]);
        using var sender = await own.As("integration");
        using var lead = await own.As("lead-secondary");
        using var officer = await own.As("data-protection");
        string Taken(string session) => $$"""{"type":"withdrawn","school":"{{School}}","of":"mark","student":"{{Pupil}}","date":"{{Lines.TenDays[0]}}","session":"{{session}}","at":"2026-11-13T10:00:00Z","reason":"deleted"}""";

        Assert.Equal(3, (await sender.Push([Taken("AM"), Taken("PM"), Lines.Pupil(School, "another")])).Accepted);
        var line = Assert.Single((await officer.Read<AuditReport>("/api/audit/search", Everything with { What = "observations.withdraw" })).Lines);
        Rename(own, "audit", "gone");
        using var refused = await sender.PushBody(System.Text.Encoding.UTF8.GetBytes(Taken("AM")));
        using var without = await sender.PushBody(System.Text.Encoding.UTF8.GetBytes(Lines.Pupil(School, "a-third")));
        using var named = await lead.Get($"/api/schools/{School}/identities");

        Assert.Equal((School, "2 withdrawn"), (line.School, line.Why));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (refused.StatusCode, without.StatusCode));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, named.StatusCode);
    }

    [Fact]
    public async Task The_trail_is_paged_and_no_line_is_on_two_pages()
    {
        using var lead = await api.As("lead-secondary");
        using var officer = await api.As("data-protection");
        for (var time = 0; time < 130; time++)
            (await lead.Get($"/api/schools/{School}/board")).Dispose();
        var asked = Everything with { School = School, Who = "lead-secondary", What = "board.open" };

        var first = await officer.Read<AuditReport>("/api/audit/search", asked);
        var second = await officer.Read<AuditReport>("/api/audit/search", asked with { Before = first.Next });

        Assert.Equal(100, first.Lines.Count);
        Assert.True(second.Lines.Count >= 30);
        Assert.True(first.Lines.Min(line => line.Number) > second.Lines.Max(line => line.Number));
    }

    [Theory]
    [InlineData("lead-secondary")]
    [InlineData("it-administrator")]
    [InlineData("trust-lead")]
    public async Task Nobody_else_sees_the_trail(string persona)
    {
        using var caller = await api.As(persona);

        using var search = await caller.Post("/api/audit/search", Everything);
        using var check = await caller.Post("/api/audit/check");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (search.StatusCode, check.StatusCode));
    }

    [Fact]
    public async Task An_officer_of_one_school_sees_nothing_of_another()
    {
        using var lead = await api.As("lead-secondary");
        (await lead.Get(Case)).Dispose();
        using var officer = await api.As("DataProtectionOfficer", RiskMonitorApi.Primary);

        using var refused = await officer.Post("/api/audit/search", Everything with { School = School });
        var lines = (await officer.Read<AuditReport>("/api/audit/search", Everything)).Lines;

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.DoesNotContain(lines, line => line.School == School);
        Assert.Empty((await officer.Read<AuditReport>("/api/audit/search", Everything with { Pupil = Pupil })).Lines);
    }

    [Fact]
    public async Task The_officer_sees_no_pupils_data()
    {
        using var officer = await api.As("data-protection");

        using var opened = await officer.Get(Case);
        using var board = await officer.Get($"/api/schools/{School}/board");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (opened.StatusCode, board.StatusCode));
    }

    [Fact]
    public async Task When_the_trail_cannot_be_written_nothing_is_shown_and_the_answer_says_so()
    {
        await using var own = new RiskMonitorApi();
        await own.Push(Lines.Calendar(School), Lines.Pupil(School, Pupil, "Barnaby Wrenfield"));
        using var lead = await own.As("lead-secondary");
        Rename(own, "audit", "gone");

        foreach (var answer in new[] { await lead.Get(Case), await lead.Get($"/api/schools/{School}/board"), await lead.Post($"{Case}/reveal", new RevealCommand("why")) })
        {
            using (answer)
            {
                var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.Contains("The audit trail cannot be written, so nothing is shown", text, StringComparison.Ordinal);
                Assert.DoesNotContain("ZQ", text, StringComparison.Ordinal);
                Assert.NotNull(answer.Headers.RetryAfter);
            }
        }

        Rename(own, "gone", "audit");
        using var again = await lead.Get(Case);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task The_whole_trail_is_checked_and_a_changed_row_is_told()
    {
        await using var own = new RiskMonitorApi();
        await own.Push(Lines.Calendar(School), Lines.Pupil(School, Pupil, "Barnaby Wrenfield"));
        using var lead = await own.As("lead-secondary");
        (await lead.Get(Case)).Dispose();
        using var officer = await own.As("data-protection");
        Assert.Equal("never", (await officer.Read<AuditCheckReport>("/api/audit/check")).State);

        var whole = await Checked(officer);
        Execute(own, "DROP TRIGGER audit_row_is_not_changed; UPDATE audit SET who = 'somebody-else' WHERE what = 'student.open'");
        var tampered = await Checked(officer);

        Assert.Equal(("whole", 0), (whole.State, whole.FaultCount));
        Assert.True(whole.Checked > 3 && whole.Checked == whole.Of, $"{whole.Checked} of {whole.Of}");
        Assert.Equal(("tampered", 1), (tampered.State, tampered.FaultCount));
        Assert.Contains("is not what was written", Assert.Single(tampered.Faults), StringComparison.Ordinal);
    }

    private static async Task<AuditCheckReport> Checked(Caller officer)
    {
        (await officer.Post("/api/audit/check")).Dispose();
        AuditCheckReport? report = null;
        await Eventually.True(async () => (report = await officer.Read<AuditCheckReport>("/api/audit/check")).State != "running", "the trail is checked");
        return report!;
    }

    private static void Rename(RiskMonitorApi own, string from, string to) => Execute(own, $"ALTER TABLE {from} RENAME TO {to}");

    private static void Execute(RiskMonitorApi own, string sql)
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(own.Folder, "riskmonitor.db")};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
