using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using RiskMonitor.Api.Board;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Interfaces;
using RiskMonitor.Web.Tests.Hubs;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>A grant over one pupil's case: that pupil's cards and case, and nothing else of the school, until it is withdrawn.</summary>
public sealed class CaseGrantsTests(RiskMonitorApi api)
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mentor_sees_one_pupils_cards_and_case_and_nothing_else_of_the_school()
    {
        const string school = "case-mentor";
        await Fill(school);
        using var mentor = await Given(school, new InviteCommand("A mentor", "DeputyLead", 30, Student: "own"));

        var board = await mentor.Read<BoardSnapshot>($"/api/schools/{school}/board");
        var pages = await mentor.Read<AlertPage>($"/api/schools/{school}/alerts?state=all");
        var own = await mentor.Read<CaseContext>($"/api/schools/{school}/students/own");
        using var other = await mentor.Get($"/api/schools/{school}/students/sibling");
        using var unknown = await mentor.Get($"/api/schools/{school}/students/nobody");

        Assert.Superset(new HashSet<string> { "ATT-04", "SG-01" }, board.Alerts.Select(card => card.Rule).ToHashSet());
        Assert.All([.. board.Alerts, .. pages.Alerts], card => Assert.Equal("own", card.Student));
        Assert.Equal(["c-own"], own.Concerns!.Select(concern => concern.Id));
        Assert.Empty(own.Household!);
        Assert.Contains(own.Hidden, words => words.Contains("household", StringComparison.Ordinal));
        Assert.All([other, unknown], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.Equal(await Body(unknown), await Body(other));
    }

    [Fact]
    public async Task Their_own_pupil_is_worked_and_no_other_can_be_in_any_way()
    {
        const string school = "case-work";
        await Fill(school);
        using var mentor = await Given(school, new InviteCommand("A mentor", "DeputyLead", 30, Student: "own"));

        var (own, hidden) = (await Tried(mentor, school, "own"), await Tried(mentor, school, "sibling"));

        Assert.All(own, status => Assert.True((int)status < 300, status.ToString()));
        Assert.All(hidden, status => Assert.Equal(HttpStatusCode.NotFound, status));
    }

    [Fact]
    public async Task Of_the_school_itself_they_see_nothing_and_cannot_make_it_more()
    {
        const string school = "case-school";
        await Fill(school);
        using var mentor = await Given(school, new InviteCommand("A mentor", "DeputyLead", 30, Student: "own"));
        using var lead = await api.As("SafeguardingLead", school);

        HttpStatusCode[] refused =
        [
            .. await Task.WhenAll(new[] { "counts", "duty", "feeds", "categories", "grants", "retention" }.Select(page => Status(mentor.Get($"/api/schools/{school}/{page}")))),
            await Status(mentor.Post($"/api/schools/{school}/break-glass", new BreakGlassCommand("It cannot wait until tomorrow."))),
            await Status(mentor.Post($"/api/schools/{school}/students/own/subject-access", new PrintCommand("asked for"))),
        ];
        var rules = await Status(mentor.Get("/api/rules"));
        var choices = (await lead.Read<SchoolDuty>($"/api/schools/{school}/duty")).Staff.Select(person => person.Id).ToList();

        Assert.All(refused, status => Assert.Equal(HttpStatusCode.Forbidden, status));
        Assert.Equal(HttpStatusCode.OK, rules);
        Assert.Contains($"SafeguardingLead.of.{school}", choices);
        Assert.DoesNotContain($"Case.mentor.of.{school}", choices);
        var mine = Assert.Single((await mentor.Read<Me>("/api/me")).Schools);
        Assert.Equal(new MySchool(school, mine.Name), mine);
    }

    [Theory]
    [InlineData("DeputyLead", null, null)]
    [InlineData("DeputyLead", null, "-")]
    [InlineData("PastoralLead", null, "bullying")]
    [InlineData("AttendanceLead", null, null)]
    [InlineData("DeputyLead", "9", null)]
    [InlineData("DeputyLead", "10", null)]
    public async Task What_is_listed_opens_and_what_opens_is_listed(string role, string? years, string? areas)
    {
        const string school = "case-agrees";
        await Fill(school);
        using var lead = await api.As("SafeguardingLead", school);
        using var mentor = await As($"{role}.{years}.{areas}", school, new GrantRecord(role, $"school:{school}", Years: $"{years ?? "*"}/{await MarkOf(school, "own")}", Areas: areas));
        var everything = (await lead.Read<BoardSnapshot>($"/api/schools/{school}/board")).Alerts;

        var listed = (await mentor.Read<BoardSnapshot>($"/api/schools/{school}/board")).Alerts.Select(card => card.Alert).ToHashSet();

        Assert.Equal(years == "10", listed.Count == 0);
        foreach (var card in everything)
        {
            Assert.True(card.Student == "own" || !listed.Contains(card.Alert), card.Alert);
            var noted = await Status(mentor.Post($"/api/schools/{school}/alerts/note", new AlertCommandBody(card.Alert, "looked at", $"{role}-{years}-{areas}-{card.Alert}")));
            Assert.Equal(listed.Contains(card.Alert) ? HttpStatusCode.OK : HttpStatusCode.NotFound, noted);
            if (card.Student is not { } student)
                continue;
            using var opened = await mentor.Get($"/api/schools/{school}/students/{student}");
            var shown = opened.IsSuccessStatusCode && (await mentor.Read<CaseContext>($"/api/schools/{school}/students/{student}")).Open.Any(alert => alert.Card.Alert == card.Alert);
            Assert.Equal(listed.Contains(card.Alert), shown);
        }
    }

    [Fact]
    public async Task An_open_screen_hears_of_that_pupil_alone_and_is_dark_within_a_second_when_the_grant_is_withdrawn()
    {
        const string school = "case-live";
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, "own"), Lines.Pupil(school, "sibling")]);
        using var lead = await api.As("SafeguardingLead", school);
        var invitation = await Invite(lead, school, new InviteCommand("A mentor", "DeputyLead", 30, Student: "own"));
        using var mentor = await Joined(school, invitation);
        await using var screen = await Screen.Open(mentor);
        await screen.Subscribe(school);

        await Push(school, [.. Lines.Truancies(school, "sibling", 10), .. Lines.Truancies(school, "own", 10)]);
        await screen.Card(card => card is { Rule: "ATT-04", Student: "own" }, "the alert of their pupil");
        Assert.All(screen.Cards, card => Assert.Equal("own", card.Student));
        var clock = Stopwatch.StartNew();
        using var withdrawn = await lead.Send(HttpMethod.Delete, $"/api/schools/{school}/grants/{invitation.Id}", null, ("X-RiskMonitor", "1"));
        await Eventually.True(() => screen.Revoked.Contains(school), "the screen is told that it sees nothing any more");

        // A second is promised, on a machine of its own; without the look every half second it would be ten.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
        var heard = screen.Updates.Count;
        await Push(school, Lines.Concern(school, "own", "c-after"));
        await Eventually.True(async () => (await lead.Read<BoardSnapshot>($"/api/schools/{school}/board")).Alerts.Any(card => card.Rule == "SG-01"), "another alert is on the board");
        Assert.Equal(heard, screen.Updates.Count);
        Assert.Equal(HttpStatusCode.NotFound, await Status(mentor.Get($"/api/schools/{school}/students/own")));
    }

    [Fact]
    public async Task With_a_year_it_holds_as_long_as_the_pupil_is_in_it()
    {
        const string school = "case-year";
        await Fill(school);
        using var mentor = await Given(school, new InviteCommand("A mentor", "PastoralLead", 30, Years: [9], Student: "own"));

        var before = await Status(mentor.Get($"/api/schools/{school}/students/own"));
        await Push(school, Lines.Pupil(school, "own").Replace("\"yearGroup\":9", "\"yearGroup\":10", StringComparison.Ordinal));
        var after = await Status(mentor.Get($"/api/schools/{school}/students/own"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (before, after));
        Assert.Empty((await mentor.Read<BoardSnapshot>($"/api/schools/{school}/board")).Alerts);
    }

    [Fact]
    public async Task It_holds_for_the_child_when_the_pupil_gets_another_record()
    {
        const string school = "case-joined";
        await Push(school, [Lines.Calendar(school), Numbered(school, "before", "2023-09-01", "\"2026-11-10\""), .. Lines.Truancies(school, "before", 10), Lines.Pupil(school, "somebody")]);
        using var mentor = await Given(school, new InviteCommand("A mentor", "DeputyLead", 30, Student: "before"));
        Assert.Equal(HttpStatusCode.NotFound, await Status(mentor.Get($"/api/schools/{school}/students/after")));

        await Push(school, Numbered(school, "after", "2026-11-11", "null"), Lines.Concern(school, "after", "c-after"));

        Assert.Equal(HttpStatusCode.OK, await Status(mentor.Get($"/api/schools/{school}/students/after")));
        Assert.Equal(HttpStatusCode.OK, await Status(mentor.Get($"/api/schools/{school}/students/before")));
        Assert.Equal(HttpStatusCode.NotFound, await Status(mentor.Get($"/api/schools/{school}/students/somebody")));
        using var lead = await api.As("SafeguardingLead", school);
        var everything = (await lead.Read<BoardSnapshot>($"/api/schools/{school}/board")).Alerts.Where(card => card.Student is not null).Select(card => card.Alert).ToList();
        Assert.Contains(everything, alert => alert.StartsWith("SG-01/", StringComparison.Ordinal));
        Assert.Equal(everything, (await mentor.Read<BoardSnapshot>($"/api/schools/{school}/board")).Alerts.Select(card => card.Alert));
    }

    [Fact]
    public async Task The_list_says_whose_case_was_given_and_the_trail_who_gave_it()
    {
        const string school = "case-listed";
        await Fill(school);
        using var lead = await api.As("SafeguardingLead", school);
        using var officer = await api.As("DataProtectionOfficer", school);
        var invitation = await Invite(lead, school, new InviteCommand("A mentor", "DeputyLead", 30, Categories: ["neglect"], Student: "own"));

        using var mentor = await As("bringer", school);
        var joined = await mentor.Read<JoinedText>("/api/grants/join", new JoinCommand(invitation.Code));
        var listed = (await lead.Read<List<GivenGrantText>>($"/api/schools/{school}/grants")).Single(each => each.Id == invitation.Id);
        var ofPupil = await officer.Read<AuditReport>("/api/audit/search", new AuditSearchCommand(school, null, "grant.give", "own", null, null, null));
        var looked = await officer.Read<AuditReport>("/api/audit/search", new AuditSearchCommand(school, null, "grant.list", null, null, null, null));

        Assert.True(joined.OfOnePupil);
        Assert.Equal(new GivenPupil("ZQ", 9), listed.Pupil);
        Assert.Contains("one pupil, sees neglect", Assert.Single(ofPupil.Lines).Why, StringComparison.Ordinal);
        Assert.Equal($"SafeguardingLead.of.{school}", Assert.Single(looked.Lines).Who);
    }

    [Theory]
    [InlineData("DeputyLead", "nobody", "student: the school has no such pupil.")]
    [InlineData("DeputyLead", "no id at all", "student: the school has no such pupil.")]
    [InlineData("DeputyLead", "", "student: the school has no such pupil.")]
    [InlineData("Head", "own", "student: a Head answers for the whole school")]
    [InlineData("Governor", "own", "student: a Governor answers for the whole school")]
    public async Task What_cannot_be_one_pupils_case_is_said_by_name(string role, string student, string words)
    {
        const string school = "case-wrong";
        await Push(school, Lines.Calendar(school), Lines.Pupil(school, "own"));
        using var lead = await api.As("SafeguardingLead", school);

        using var answer = await lead.Post($"/api/schools/{school}/grants", new InviteCommand("Somebody", role, 30, Student: student));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(Now), StringComparison.Ordinal);
        Assert.Empty(await lead.Read<List<GivenGrantText>>($"/api/schools/{school}/grants"));
    }

    [Fact]
    public async Task A_mark_is_one_schools_and_opens_nothing_elsewhere()
    {
        await Fill("case-here");
        await Fill("case-there");
        var (here, there) = (await MarkOf("case-here", "own"), await MarkOf("case-there", "own"));
        using var mentor = await As("elsewhere", "case-there", new GrantRecord("DeputyLead", "school:case-there", Years: $"*/{here}"));

        Assert.NotEqual(here, there);
        Assert.NotEqual(here, await MarkOf("case-here", "sibling"));
        Assert.Empty((await mentor.Read<BoardSnapshot>("/api/schools/case-there/board")).Alerts);
        Assert.Equal(HttpStatusCode.NotFound, await Status(mentor.Get("/api/schools/case-there/students/own")));
    }

    [Fact]
    public async Task A_digest_tells_of_that_pupil_alone()
    {
        const string school = "case-digest";
        await Fill(school);
        var sight = Policy.Decide([new Grant(Role.DeputyLead, new(school)) { Case = CaseMark.Parse(await MarkOf(school, "own")) }], Act.OpenCase, new(school)).Sight;

        var news = await (await api.School(school)).News([new DigestScope(DigestKind.Daily, sight.Clearance, 0, Sight: sight.Text)]);

        Assert.NotEmpty(news.Lists[0].Items);
        Assert.All(news.Lists[0].Items, item => Assert.Equal("own", item.Alert.Subject.Student?.Value));
        Assert.DoesNotContain("own", BoardGroups.Of(school, sight), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_is_stored_or_logged_names_the_pupil()
    {
        const string school = "case-stored";
        const string pupil = "kx77-of-the-mentor";
        await Push(school, [Lines.Calendar(school), Lines.Pupil(school, pupil), .. Lines.Truancies(school, pupil, 10)]);
        using var mentor = await Given(school, new InviteCommand("A mentor", "DeputyLead", 30, Student: pupil));
        await using (var screen = await Screen.Open(mentor))
            Assert.NotEmpty((await screen.Subscribe(school)).Snapshot.Alerts);
        using var refused = await mentor.Get($"/api/schools/{school}/students/{pupil}-not");

        var stored = Dump();
        var log = await new StreamReader(new FileStream(Path.Combine(api.Folder, "log.txt"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite)).ReadToEndAsync(Now);

        Assert.Contains(await MarkOf(school, pupil), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(pupil, stored, StringComparison.Ordinal);
        Assert.NotEmpty(log);
        Assert.DoesNotContain(pupil, log, StringComparison.Ordinal);
    }

    // Every value of every table, as the bytes that lie there.
    private string Dump()
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(api.Folder, "riskmonitor.db")};Mode=ReadOnly;Pooling=False");
        database.Open();
        var tables = Rows(database, "SELECT name FROM sqlite_master WHERE type = 'table'").ToList();
        return string.Join('\n', tables.SelectMany(table => Rows(database, $"SELECT * FROM \"{table}\"")));
    }

    private static IEnumerable<string> Rows(SqliteConnection database, string query)
    {
        using var command = database.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            for (var column = 0; column < reader.FieldCount; column++)
                yield return reader.GetValue(column) is byte[] bytes ? Encoding.Latin1.GetString(bytes) : $"{reader.GetValue(column)}";
        }
    }

    private static async Task<List<HttpStatusCode>> Tried(Caller caller, string school, string student)
    {
        var path = $"/api/schools/{school}/students/{student}";
        return
        [
            await Status(caller.Get(path)),
            await Status(caller.Get($"{path}/timeline")),
            await Status(caller.Post($"{path}/reveal", new RevealCommand("to call home"))),
            await Status(caller.Post($"{path}/pdf", new PrintCommand("for a meeting"))),
            await Status(caller.Post($"{path}/decisions", new RecordDecisionCommand("Call home", "absent", $"d-{student}"))),
            await Status(caller.Post($"/api/schools/{school}/alerts/acknowledge", new AlertCommandBody($"ATT-04/{student}/-/1", null, $"a-{student}"))),
        ];
    }

    private static async Task<HttpStatusCode> Status(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        return answer.StatusCode;
    }

    private static async Task<string> Body(HttpResponseMessage answer)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Now))!.AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }

    private static string Numbered(string school, string student, string joined, string left) =>
        Lines.Pupil(school, student).Replace("\"born\"", "\"upn\":\"N823432113104\",\"born\"", StringComparison.Ordinal)
            .Replace("\"joined\":\"2023-09-01\",\"left\":null", $"\"joined\":\"{joined}\",\"left\":{left}", StringComparison.Ordinal);

    // Two of one household, and one in no year that is known.
    private Task Fill(string school) => Push(
        school,
        [
            Lines.Calendar(school), Lines.Pupil(school, "own", household: "h1"), Lines.Pupil(school, "sibling", household: "h1"),
            Lines.Pupil(school, "no-year").Replace("\"yearGroup\":9", "\"yearGroup\":null", StringComparison.Ordinal),
            .. Lines.Truancies(school, "own", 10), .. Lines.Truancies(school, "sibling", 10), .. Lines.Truancies(school, "no-year", 10),
            Lines.Concern(school, "own", "c-own"), Lines.Concern(school, "sibling", "c-sibling"),
        ]);

    private async Task<string> MarkOf(string school, string student) => (await (await api.School(school)).Facts(new(student)))!.Value.Cases[0].Value;

    private static Task<InvitationText> Invite(Caller lead, string school, InviteCommand command) => lead.Read<InvitationText>($"/api/schools/{school}/grants", command);

    /// <summary>A colleague whom the lead of the school gave this, and who has brought the code.</summary>
    private async Task<Caller> Given(string school, InviteCommand command)
    {
        using var lead = await api.As("SafeguardingLead", school);
        return await Joined(school, await Invite(lead, school, command));
    }

    private async Task<Caller> Joined(string school, InvitationText invitation)
    {
        var colleague = await As("mentor", school);
        await colleague.Read<JoinedText>("/api/grants/join", new JoinCommand(invitation.Code));
        return colleague;
    }

    private async Task<Caller> As(string name, string school, params GrantRecord[] grants)
    {
        var caller = await api.As($"Case.{name}", school);
        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>($"Case.{name}.of.{school}").Replace([.. grants]);
        return caller;
    }

    private async Task Push(string school, params string[] lines)
    {
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push(lines)).Rejections);
        await api.Evaluated(school);
    }
}
