using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using RiskMonitor.Contracts;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace RiskMonitor.Web.Tests.Cases;

/// <summary>What is taken away on paper, and what was decided: by whom, why, and for whose eyes.</summary>
public sealed class CasePapersTests(RiskMonitorApi api) : IAsyncLifetime
{
    private const string Pupil = "on-paper";
    private const string Sibling = "on-paper-sibling";
    private const string Path = $"/api/schools/{RiskMonitorApi.Secondary}/students/{Pupil}";

    public async ValueTask InitializeAsync() => await api.Push(
    [
        Lines.Calendar(RiskMonitorApi.Secondary),
        Lines.Pupil(RiskMonitorApi.Secondary, Pupil, "Barnaby Wrenfield", household: "home-of-paper"),
        Lines.Pupil(RiskMonitorApi.Secondary, Sibling, "Rosalind Wrenfield", household: "home-of-paper"),
        .. Lines.Truancies(RiskMonitorApi.Secondary, Pupil, 10),
        Lines.Concern(RiskMonitorApi.Secondary, Pupil, "concern-on-paper"),
        Lines.Concern(RiskMonitorApi.Secondary, Sibling, "concern-of-sibling"),
    ]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_page_says_what_it_is_its_number_who_printed_it_when_and_why()
    {
        using var lead = await api.As("lead-secondary");

        var pages = await Printed(lead, "Strategy meeting on Monday");

        Assert.True(pages.Count > 1, "the pages of a case with two alerts and fifty rules");
        Assert.All(pages.Index(), page =>
        {
            Assert.Contains(Classification.Line, page.Item, StringComparison.Ordinal);
            Assert.Contains($"Page {page.Index + 1} of {pages.Count}", page.Item, StringComparison.Ordinal);
            Assert.Contains("Printed by Amara Okafor on Saturday 14 November 2026 at 12:00. Reason: Strategy meeting on Monday", page.Item, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Paper_shows_what_the_page_shows_and_no_name()
    {
        using var lead = await api.As("lead-secondary");

        var text = string.Join(' ', await Printed(lead, "Meeting"));

        foreach (var words in new[] { "ZQ · Year 9 · 9A", "ATT-04", "SG-01", "What would clear it", "Neglect", "Household", "Decisions and reasons", "How fresh this is", "possible sessions attended" })
            Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Wrenfield", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("2012", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paper_for_who_may_not_see_concerns_has_none()
    {
        using var attendance = await api.As("attendance-lead");

        var text = string.Join(' ', await Printed(attendance, "Attendance meeting"));

        Assert.Contains("ATT-04", text, StringComparison.Ordinal);
        Assert.Contains("Not in this copy", text, StringComparison.Ordinal);
        foreach (var words in new[] { "SG-01", "eglect", "Household" })
            Assert.DoesNotContain(words, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Governor", RiskMonitorApi.Secondary, HttpStatusCode.Forbidden)]
    [InlineData("ItAdministrator", RiskMonitorApi.Secondary, HttpStatusCode.Forbidden)]
    [InlineData("DataProtectionOfficer", RiskMonitorApi.Secondary, HttpStatusCode.Forbidden)]
    [InlineData("SafeguardingLead", RiskMonitorApi.Primary, HttpStatusCode.NotFound)]
    public async Task Who_may_not_open_the_case_takes_nothing_away_and_writes_nothing_down(string role, string school, HttpStatusCode expected)
    {
        using var caller = await api.As(role, school);
        var before = Audited("student.export");

        using var printed = await caller.Post($"{Path}/pdf", new PrintCommand("to have it"));
        using var decided = await caller.Post($"{Path}/decisions", new RecordDecisionCommand("x", "y", Guid.NewGuid().ToString()));

        Assert.Equal((expected, expected), (printed.StatusCode, decided.StatusCode));
        Assert.Equal(before, Audited("student.export"));
    }

    [Fact]
    public async Task A_print_is_in_the_audit_once_and_without_a_reason_there_is_none()
    {
        using var lead = await api.As("lead-secondary");
        var before = Audited("student.export");

        using var refused = await lead.Post($"{Path}/pdf", new PrintCommand("  "));
        using var tooLong = await lead.Post($"{Path}/pdf", new PrintCommand(new string('r', 201)));
        using var nobody = await lead.Post($"/api/schools/{RiskMonitorApi.Secondary}/students/nobody/pdf", new PrintCommand("why not"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (refused.StatusCode, tooLong.StatusCode, nobody.StatusCode));
        Assert.Contains("reason must be 1 to 200 characters.", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(before, Audited("student.export"));

        await Printed(lead, "Meeting");

        Assert.Equal(before + 1, Audited("student.export"));
    }

    [Fact]
    public async Task Who_signed_in_long_ago_signs_in_again_first()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var stale = await SignedIn(proved: now.AddMinutes(-20));
        using var fresh = await SignedIn(proved: now.AddMinutes(-1));

        using var refused = await stale.Post($"{Path}/pdf", new PrintCommand("Meeting"));
        using var given = await fresh.Post($"{Path}/pdf", new PrintCommand("Meeting"));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.StatusCode, given.StatusCode));
        Assert.Contains("urn:riskmonitor:sign-in-again", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_without_end_stays_on_the_paper()
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Post($"{Path}/pdf", new PrintCommand(new string('W', 200)));
        using var pdf = PdfDocument.Open(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.All(pdf.GetPages(), page => Assert.All(page.Letters, letter => Assert.InRange(letter.BoundingBox.Right, 0, page.Width - 30)));
        Assert.All(pdf.GetPages(), page => Assert.All(page.Letters, letter => Assert.InRange(letter.BoundingBox.Bottom, 10, page.Height)));
    }

    [Fact]
    public async Task A_decision_is_kept_with_its_reason_and_who_and_once()
    {
        using var lead = await api.As("lead-secondary");
        var command = new RecordDecisionCommand("Referred to Early Help", "Three absences and a disclosure in one week.", Guid.NewGuid().ToString());

        using var first = await lead.Post($"{Path}/decisions", command);
        using var again = await lead.Post($"{Path}/decisions", command);
        using var other = await lead.Post($"{Path}/decisions", command with { What = "Something else" });
        var pupil = await lead.Read<CaseContext>(Path);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.Conflict), (first.StatusCode, again.StatusCode, other.StatusCode));
        var kept = Assert.Single(pupil.Decisions, each => each.Id == command.CommandId);
        Assert.Equal(("Referred to Early Help", "Three absences and a disclosure in one week.", "Amara Okafor"), (kept.What, kept.Why, kept.By));
        Assert.DoesNotContain("Early Help", await BoardOf(lead), StringComparison.Ordinal);
        Assert.Contains("Because: Three absences and a disclosure in one week.", string.Join(' ', await Printed(lead, "Meeting")), StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(api.Folder, "riskmonitor.db*"))
            Assert.DoesNotContain("Referred to Early", await System.IO.File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_of_who_sees_concerns_is_for_their_like_and_one_of_an_attendance_lead_for_all()
    {
        using var lead = await api.As("lead-secondary");
        using var attendance = await api.As("attendance-lead");
        var (serious, plain) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());

        using var one = await lead.Post($"{Path}/decisions", new RecordDecisionCommand("Strategy discussion", "Because of the disclosure.", serious));
        using var two = await attendance.Post($"{Path}/decisions", new RecordDecisionCommand("Letter home", "Ten sessions.", plain));
        var seenByLead = (await lead.Read<CaseContext>(Path)).Decisions.Select(each => each.Id).ToList();
        var seenByAttendance = (await attendance.Read<CaseContext>(Path)).Decisions.Select(each => each.Id).ToList();

        Assert.Superset(new HashSet<string> { serious, plain }, seenByLead.ToHashSet());
        Assert.Contains(plain, seenByAttendance);
        Assert.DoesNotContain(serious, seenByAttendance);
    }

    [Theory]
    [InlineData("", "why", "id", "what must be 1 to 120 characters.")]
    [InlineData("what", " ", "id", "why must be 1 to 1000 characters.")]
    [InlineData("what", "why", null, "commandId must be 1 to 64 characters.")]
    public async Task A_decision_that_lacks_something_is_refused_by_name(string what, string why, string? id, string says)
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Post($"{Path}/decisions", new { what, why, commandId = id });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_did_with_an_alert_and_why_stands_among_the_decisions()
    {
        using var lead = await api.As("lead-secondary");
        var alert = (await lead.Read<CaseContext>(Path)).Open.Single(each => each.Card.Rule == "ATT-04").Card.Alert;

        using var noted = await lead.Post($"/api/schools/{RiskMonitorApi.Secondary}/alerts/note", new AlertCommandBody(alert, "Rang the mother at ten.", Guid.NewGuid().ToString()));
        var pupil = await lead.Read<CaseContext>(Path);

        Assert.Equal(HttpStatusCode.OK, noted.StatusCode);
        Assert.Contains(pupil.Decisions, each => each is { Why: "Rang the mother at ten.", By: "Amara Okafor", Alert: not null });
    }

    [Fact]
    public async Task The_household_is_there_for_who_sees_concerns_and_for_nobody_else()
    {
        using var lead = await api.As("lead-secondary");
        using var attendance = await api.As("attendance-lead");

        var sibling = Assert.Single((await lead.Read<CaseContext>(Path)).Household!);

        Assert.Equal((Sibling, "ZQ", 9, "critical"), (sibling.Student, sibling.Initials, sibling.YearGroup, sibling.Worst));
        Assert.True(sibling.Open > 0);
        Assert.Null((await attendance.Read<CaseContext>(Path)).Household);
    }

    private async Task<Caller> SignedIn(DateTimeOffset proved)
    {
        var sessions = await api.Of<RiskMonitor.Api.Access.Sessions>();
        using var known = await api.As("SafeguardingLead", RiskMonitorApi.Secondary);
        var cookies = (await api.Of<IOptionsMonitor<CookieAuthenticationOptions>>()).Get(CookieAuthenticationDefaults.AuthenticationScheme);
        var claims = sessions.Begin(proved.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", $"SafeguardingLead.of.{RiskMonitorApi.Secondary}"), new Claim("name", "A lead"), .. claims], "provider"));
        var ticket = cookies.TicketDataFormat.Protect(new AuthenticationTicket(person, CookieAuthenticationDefaults.AuthenticationScheme));
        return new Caller(await api.Address(), new Cookie(cookies.Cookie.Name!, ticket));
    }

    private static async Task<IReadOnlyList<string>> Printed(Caller caller, string reason)
    {
        using var answer = await caller.Post($"{Path}/pdf", new PrintCommand(reason));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType?.MediaType);
        using var pdf = PdfDocument.Open(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return [.. pdf.GetPages().Select(page => string.Join(' ', ContentOrderTextExtractor.GetText(page).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
    }

    private static async Task<string> BoardOf(Caller caller)
    {
        using var answer = await caller.Get($"/api/schools/{RiskMonitorApi.Secondary}/board");
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private long Audited(string what)
    {
        using var database = new SqliteConnection($"Data Source={System.IO.Path.Combine(api.Folder, "riskmonitor.db")};Pooling=False");
        database.Open();
        using var count = database.CreateCommand();
        count.CommandText = "SELECT count(*) FROM audit WHERE what = $what AND scope = 'larkfield-high'";
        count.Parameters.AddWithValue("$what", what);
        return (long)count.ExecuteScalar()!;
    }
}
