using System.Net;
using System.Text.Json;
using RiskMonitor.Contracts;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using Xunit;

namespace RiskMonitor.Web.Tests.Retention;

/// <summary>One pupil's file: all that is held of the pupil, and nobody else.</summary>
public sealed class SubjectAccessTests(RiskMonitorApi api) : IAsyncLifetime
{
    private const string School = RiskMonitorApi.Secondary;
    private const string Pupil = "asks-for-all";
    private const string Friend = "asks-not";
    private const string Path = $"/api/schools/{School}/students/{Pupil}";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await api.Push(
        [
            Lines.Calendar(School), Lines.Pupil(School, Pupil, "Barnaby Wrenfield", household: "home-of-both"), Lines.Pupil(School, Friend, "Rosalind Hawthorne", household: "home-of-both"),
            .. Lines.Truancies(School, Pupil, 10),
            Lines.Concern(School, Pupil, "concern-asked").Replace("\"linked\":[]", $"\"linked\":[\"{Friend}\"]", StringComparison.Ordinal),
            Lines.Concern(School, Friend, "concern-of-friend"),
        ]);
        using var lead = await api.As("lead-secondary");
        (await lead.Post($"{Path}/decisions", new RecordDecisionCommand("Talked with Barnaby", "Rosalind Hawthorne and ROSALIND's mother, Ms Hawthorne, were there; Amara Okafor wrote it down.", "asked-1"))).Dispose();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task As_json_it_holds_every_record_alert_decision_and_look_and_no_other_person()
    {
        using var lead = await api.As("lead-secondary");

        var text = await Taken(lead, "json");
        var file = JsonDocument.Parse(text).RootElement;

        Assert.Equal("Barnaby Wrenfield", file.GetProperty("pupil").GetProperty("name").GetString());
        Assert.Equal(20, file.GetProperty("records").EnumerateArray().Count(record => record.GetProperty("type").GetString() == "mark"));
        Assert.Single(file.GetProperty("records").EnumerateArray(), record => record.GetProperty("type").GetString() == "concern");
        Assert.Contains(file.GetProperty("alerts").EnumerateArray(), alert => alert.GetProperty("rule").GetString() == "ATT-04");
        var decision = Assert.Single(file.GetProperty("decisions").EnumerateArray());
        Assert.Equal("Talked with Barnaby", decision.GetProperty("what").GetString());
        Assert.Equal("[another person] and [another person] mother, Ms [another person], were there; [another person] wrote it down.", decision.GetProperty("why").GetString());
        Assert.Contains(file.GetProperty("seen").EnumerateArray(), seen => seen.GetProperty("what").GetString() == "student.subject-access");
        Assert.True(file.GetProperty("othersTakenOut").GetInt32() >= 6);
        NobodyElse(text);
    }

    [Fact]
    public async Task As_pdf_it_says_the_same_in_words_and_on_each_page_who_took_it_and_why()
    {
        using var lead = await api.As("lead-secondary");
        using var answer = await lead.Post($"{Path}/subject-access", new SubjectAccessCommand("Asked by letter of 2 November.", "pdf"));

        using var document = PdfDocument.Open(await answer.Content.ReadAsByteArrayAsync(Now));
        var pages = document.GetPages().Select(page => string.Join(' ', ContentOrderTextExtractor.GetText(page).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        var text = string.Join(' ', pages);

        Assert.All(pages, page => Assert.Contains("Reason: Asked by letter of 2 November.", page, StringComparison.Ordinal));
        foreach (var words in new[] { "All that is held of Barnaby Wrenfield", "Talked with Barnaby", "ATT-04", "a person must read this before it is handed over", "took away all that is held of a pupil" })
            Assert.Contains(words, text, StringComparison.Ordinal);
        NobodyElse(text.Replace("Printed by Amara Okafor", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_reason_a_format_or_a_pupil_there_is_no_file_and_no_line_in_the_audit()
    {
        using var lead = await api.As("lead-secondary");

        using var unreasoned = await lead.Post($"{Path}/subject-access", new SubjectAccessCommand(" ", "pdf"));
        using var unformed = await lead.Post($"{Path}/subject-access", new SubjectAccessCommand("why", "xml"));
        using var nobody = await lead.Post($"/api/schools/{School}/students/nobody/subject-access", new SubjectAccessCommand("why", "json"));
        using var deputy = await api.As("AttendanceLead", School);
        using var refused = await deputy.Post($"{Path}/subject-access", new SubjectAccessCommand("why", "json"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.Forbidden), (unreasoned.StatusCode, unformed.StatusCode, nobody.StatusCode, refused.StatusCode));
        Assert.Contains("format must be pdf or json.", await unformed.Content.ReadAsStringAsync(Now), StringComparison.Ordinal);
    }

    private static async Task<string> Taken(Caller lead, string format)
    {
        using var answer = await lead.Post($"{Path}/subject-access", new SubjectAccessCommand("Asked by letter.", format));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Now);
    }

    private static void NobodyElse(string text)
    {
        foreach (var words in new[] { "Rosalind", "ROSALIND", "Hawthorne", Friend, "Okafor", "lead-secondary", "home-of-both", "\"s1\"" })
            Assert.DoesNotContain(words, text, StringComparison.Ordinal);
    }
}
