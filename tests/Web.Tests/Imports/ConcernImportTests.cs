using System.Net;
using System.Net.Http.Json;
using System.Text;
using RiskMonitor.Contracts;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>Exports of concerns as bytes over HTTP: what counts arises as alerts, what does not is named, and nothing counts twice.</summary>
public sealed class ConcernImportTests(RiskMonitorApi api)
{
    [Fact]
    public async Task An_imported_concern_goes_the_way_of_every_other_and_raises_its_alert()
    {
        var school = await Open("concern-alert");

        var preview = await school.Preview(ConcernFiles.Of(ConcernFiles.Row("INC-001-2026", 1, "Sexual disclosure")));
        Assert.Empty((await school.Board()).Alerts);
        var report = await school.Import(ConcernFiles.Of(ConcernFiles.Row("INC-001-2026", 1, "Sexual disclosure")));

        Assert.Equal((1, 1, 0), (preview.New, report.New, report.Rejected + report.Unmatched));
        Assert.Contains((await school.Board()).Alerts, alert => alert.Key.Rule.Value == "SG-01" && alert.Key.Subject.Student!.Value.Value == "p1");
        Assert.Equal("csv.INC-001-2026", Assert.Single((await school.Case(1)).Concerns!).Id);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_a_changed_row_changes_itself_only()
    {
        var school = await Open("concern-again");
        var file = ConcernFiles.Of(ConcernFiles.Row("1", 1), ConcernFiles.Row("2", 2, "Online safety"));

        await school.Import(file);
        var concerns = await school.Concerns();
        var again = await school.Import(file);
        var positions = await Rows(school);
        var changed = await school.Import(ConcernFiles.Of(ConcernFiles.Row("1", 1), ConcernFiles.Row("2", 2, "Online safety", severity: "4")));
        var older = await school.Import(file);

        Assert.Equal((0, 0, 2), (again.New, again.Changed, again.Unchanged));
        Assert.NotNull(again.ImportedBefore);
        Assert.Equal(2, concerns.Count);
        Assert.Equal((0, 1, 1), (changed.New, changed.Changed, changed.Unchanged));
        Assert.Equal((0, 0, 2), (older.New, older.Changed, older.Unchanged));
        Assert.Contains(await school.Concerns(), concern => concern.Contains(" 4 ", StringComparison.Ordinal));
        // One row for the change; the file that was here already sent nothing.
        Assert.Equal(positions + 2, await Rows(school));
    }

    [Fact]
    public async Task Each_row_has_its_outcome_and_no_answer_repeats_a_name_or_a_word_of_the_narrative()
    {
        var school = await Open("concern-outcomes");
        await school.Import(ConcernFiles.Of(ConcernFiles.Row("known", 1), ConcernFiles.Row("other", 2)));
        string[] rows =
        [
            ConcernFiles.Row("known", 1),
            ConcernFiles.Row("other", 2, severity: "3"),
            ConcernFiles.Row("fresh", 3, text: "Zebedee said\nthat nobody, ever; listens"),
            ConcernFiles.Row("bad", 1, occurred: "31/02/2026"),
            ConcernFiles.Row("american", 1, occurred: "11/25/2026"),
            ConcernFiles.Row("short", 1, occurred: "12/11/26"),
            ConcernFiles.Row("blank", 1, occurred: ""),
            ConcernFiles.Row("stranger", 1).Replace(ConcernFiles.Upns[0], ConcernFiles.Upn("999999999999"), StringComparison.Ordinal),
            ConcernFiles.Row("long-ago", 1, occurred: "12/11/2023"),
        ];

        using var lead = await school.Lead();
        using var answer = await lead.File($"{school.Path}/preview", ConcernFiles.Of(rows));
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var report = await answer.Content.ReadFromJsonAsync<ConcernImportReport>(TestContext.Current.CancellationToken);

        Assert.Equal((1, 1, 1, 4, 1, 1), (report!.New, report.Changed, report.Unchanged, report.Rejected, report.Unmatched, report.TooOld));
        // The cell of two lines makes the file's lines run ahead of its rows.
        Assert.Equal([(6, "incident date"), (7, "incident date"), (8, "incident date"), (9, "incident date")], report.Rejections.Select(row => (row.Line, row.Column!)));
        Assert.Equal("is empty", report.Rejections[3].Reason);
        Assert.Equal(10, Assert.Single(report.UnmatchedRows).Line);
        Assert.Equal(["new", "changed", "unchanged", "unmatched"], report.Samples.Select(sample => sample.Outcome));
        Assert.Equal(("ZQ", 9), (report.Samples[0].Initials, report.Samples[0].YearGroup!.Value));
        Assert.Equal((1, false), (report.Narratives, report.KeepsNarrative));
        Assert.DoesNotContain("Zebedee", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("listens", text, StringComparison.Ordinal);
        Assert.DoesNotContain(ConcernFiles.Upns[0], text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(',', false)]
    [InlineData(';', false)]
    [InlineData('\t', false)]
    [InlineData(';', true)]
    public async Task Any_delimiter_and_either_encoding_give_the_same_concerns(char delimiter, bool isWindows)
    {
        var school = await Open($"concern-form-{(int)delimiter}-{isWindows}");
        var text = string.Join("\r\n", "Référence ID,Incident_ID,Student-Name,D.O.B.,Date of Incident,Concern Type,Notes".Replace(',', delimiter), $"x{delimiter}7{delimiter}\"Quillfeather, Zébedee\"{delimiter}01/03/2012{delimiter}12/11/2026 14:00:30{delimiter}Neglect|Self-harm{delimiter}\"one\r\ntwo\"");
        byte[] file = isWindows ? CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text) : [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];

        var report = await school.Import(file);

        Assert.Equal((1, 1, isWindows ? "Windows-1252" : "UTF-8"), (report.New, report.UnknownColumns, report.Encoding));
        Assert.Equal(["p1 csv.7 2026-11-12 14:00 +00:00 neglect+self-harm 3 unknown "], await school.Concerns());
    }

    [Fact]
    public async Task A_time_in_the_hour_that_October_repeats_is_the_earlier_instant_and_says_so()
    {
        var school = await Open("concern-october");

        var report = await school.Import(ConcernFiles.Of(ConcernFiles.Row("1", 1, occurred: "25/10/2026 01:30"), ConcernFiles.Row("2", 1, occurred: "2026-10-25T02:30")));

        Assert.Equal(2, Assert.Single(report.Remarks).Line);
        Assert.Equal(["+01:00", "+00:00"], (await school.Concerns()).Select(concern => concern.Split(' ')[4]));
    }

    [Fact]
    public async Task Pupils_are_found_by_upn_or_by_name_with_date_of_birth_and_never_by_a_name_alone()
    {
        var school = await Open("concern-pupils");
        static byte[] Named(string name, string born) => Encoding.UTF8.GetBytes($"incident id,pupil name,dob,date,category\n1,{name},{born},12/11/2026,Neglect");

        var alone = await school.Preview(Named("Zebedee Quillfeather", ""));
        var wrongDay = await school.Preview(Named("Zebedee Quillfeather", "04/03/2012"));
        var both = await school.Preview(Named("zebedee QUILLFEATHER", "2012-03-02"));
        await school.Push(school.Pupil(3).Replace("2012-03-03", "2012-03-02", StringComparison.Ordinal));
        var twins = await school.Preview(Named("Zebedee Quillfeather", "02/03/2012"));
        using var lead = await school.Lead();
        using var nobody = await lead.File($"{school.Path}/preview", Encoding.UTF8.GetBytes("incident id,pupil name,date,category\n1,Zebedee Quillfeather,12/11/2026,Neglect"));

        Assert.Equal((1, 1, 0), (alone.Unmatched, wrongDay.Unmatched, both.Unmatched));
        Assert.Equal("pupil: more than one on the roll fits.", Assert.Single(twins.UnmatchedRows).Reason);
        Assert.Equal(HttpStatusCode.BadRequest, nobody.StatusCode);
    }

    [Fact]
    public async Task An_id_and_a_upn_of_different_pupils_or_a_date_of_birth_that_does_not_fit_is_left_to_a_person()
    {
        var school = await Open("concern-conflict");
        var file = Encoding.UTF8.GetBytes(string.Join('\n',
            "incident id,student id,upn,dob,date,category",
            $"1,p1,{ConcernFiles.Upns[1]},,12/11/2026,Neglect",
            "2,p1,,02/03/2012,12/11/2026,Neglect",
            $"3,p2,{ConcernFiles.Upns[1]},02/03/2012,12/11/2026,Neglect"));

        var report = await school.Import(file);

        Assert.Equal((1, 2), (report.New, report.Unmatched));
        Assert.Equal([2, 3], report.UnmatchedRows.Select(row => row.Line));
        Assert.StartsWith("p2 csv.3", Assert.Single(await school.Concerns()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_whose_pupil_nobody_knows_waits_and_counts_when_the_roll_brings_the_pupil()
    {
        var school = await Open("concern-quarantine", pupils: 1);
        using var lead = await school.Lead();

        var report = await school.Import(ConcernFiles.Of(ConcernFiles.Row("1", 2, "Sexual disclosure")));
        var waiting = await lead.Read<ConcernImportStatus>(school.Path);
        await school.Push(school.Pupil(2));
        var settled = await lead.Read<ConcernImportStatus>($"{school.Path}/retry", new { });
        await api.Evaluated(school.School);

        Assert.Equal((1, 0), (report.Unmatched, waiting.Concerns));
        Assert.Equal(1, Assert.Single(waiting.Waiting).Rows);
        Assert.Equal(1, settled.Concerns);
        Assert.Empty(settled.Waiting);
        Assert.Contains((await school.Board()).Alerts, alert => alert.Key.Rule.Value == "SG-01");
    }

    [Fact]
    public async Task A_deleted_row_withdraws_its_concern_and_what_was_raised_by_it()
    {
        var school = await Open("concern-deleted");
        const string Headings = "incident id,upn,date,category,status";
        static byte[] With(string status) => Encoding.UTF8.GetBytes($"{Headings}\n1,{ConcernFiles.Upns[0]},12/11/2026,Sexual disclosure,{status}");

        await school.Import(With("open"));
        var raised = (await school.Board()).Alerts.Length;
        var report = await school.Import(With("Deleted"));

        Assert.True(raised > 0);
        Assert.Equal(1, report.Changed);
        Assert.Empty(await school.Concerns());
        Assert.DoesNotContain((await school.Board()).Alerts, alert => alert.Key.Rule.Value == "SG-01");
    }

    [Fact]
    public async Task Actions_count_when_they_say_what_and_when_and_linked_pupils_when_an_id_names_them()
    {
        var school = await Open("concern-actions");
        var file = Encoding.UTF8.GetBytes(string.Join('\n',
            "incident id,upn,date,category,actions,linked students,status,last updated",
            $"1,{ConcernFiles.Upns[0]},12/11/2026,Neglect,\"Triage 12/11/2026 15:10\n13/11/2026: Referral to social care\nspoke to mum\",\"Ann Other; {ConcernFiles.Upns[1]}\",closed,13/11/2026 17:00"));

        var report = await school.Import(file);

        Assert.Equal(["actions", "linked students"], report.Remarks.Select(remark => remark.Column).Order());
        var concerns = await school.Concerns();
        Assert.Contains(concerns, text => text.EndsWith(" p2", StringComparison.Ordinal));
        Assert.Equal(["Closed 2026-11-13T17:00:00.0000000+00:00", "Referral 2026-11-13T00:00:00.0000000+00:00", "Triage 2026-11-12T15:10:00.0000000+00:00"],
            concerns.Where(text => text.Contains("csv.1.", StringComparison.Ordinal)).Select(text => string.Join(' ', text.Split(' ')[2..])).Order());
    }

    [Fact]
    public async Task A_row_without_an_id_counts_and_takes_nothing_away_from_one_with_an_id()
    {
        var school = await Open("concern-weak");
        var weak = ConcernFiles.Row("", 1, text: "seen");
        var strong = ConcernFiles.Row("INC-1", 1, text: "seen");

        await school.Import(ConcernFiles.Of(weak));
        var alone = await school.Concerns();
        await school.Import(ConcernFiles.Of(strong));
        var both = await school.Concerns();
        var back = await school.Import(ConcernFiles.Of(ConcernFiles.Row("", 1, text: "seen", severity: "4")));

        Assert.StartsWith("p1 csvw.", Assert.Single(alone), StringComparison.Ordinal);
        Assert.StartsWith("p1 csv.INC-1 ", Assert.Single(both), StringComparison.Ordinal);
        Assert.Equal(1, back.Changed);
        Assert.Equal(both, await school.Concerns());
    }

    [Fact]
    public async Task Two_words_about_one_incident_in_a_file_are_refused_unless_one_is_later()
    {
        var school = await Open("concern-twice");

        var unclear = await school.Preview(ConcernFiles.Of(ConcernFiles.Row("1", 1), ConcernFiles.Row("1", 1, severity: "4"), ConcernFiles.Row("1", 1)));
        var later = await school.Import(ConcernFiles.Of(ConcernFiles.Row("1", 1, updated: "13/11/2026 10:00", severity: "4"), ConcernFiles.Row("1", 1, updated: "13/11/2026 09:00")));

        Assert.Equal((3, 1), (Assert.Single(unclear.Rejections).Line, unclear.Unchanged));
        Assert.Equal((1, 1), (later.New, later.Unchanged));
        Assert.Contains(" 4 ", Assert.Single(await school.Concerns()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_declared_full_export_shows_what_would_go_and_takes_it_away_only_when_that_is_confirmed()
    {
        var school = await Open("concern-full");
        const string Scope = "?fullFrom=2026-11-01&fullTo=2026-11-13";
        await school.Import(ConcernFiles.Of(
            ConcernFiles.Row("stays", 1), ConcernFiles.Row("goes", 2), ConcernFiles.Row("before", 2, occurred: "31/10/2026"), ConcernFiles.Row("other-kind", 3, "Online safety")));
        var file = ConcernFiles.Of(ConcernFiles.Row("stays", 1));
        using var lead = await school.Lead();

        var preview = await school.Preview(file, $"{Scope}&category=neglect");
        using var unconfirmed = await lead.File($"{school.Path}{Scope}&category=neglect", file);
        using var otherwise = await lead.File($"{school.Path}{Scope}&confirmation={preview.Confirmation}", file);
        var before = await school.Concerns();
        var done = await school.Import(file, $"{Scope}&category=neglect&confirmation={preview.Confirmation}");

        Assert.Equal((1, "csv.goes"), (preview.Withdrawn, Assert.Single(preview.WithdrawnSamples).Incident));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (unconfirmed.StatusCode, otherwise.StatusCode));
        Assert.Equal((4, 1), (before.Count, done.Withdrawn));
        Assert.Equal(["csv.before", "csv.other-kind", "csv.stays"], (await school.Concerns()).Select(text => text.Split(' ')[1]).Order());
    }

    [Fact]
    public async Task A_full_export_with_a_row_nobody_can_read_or_of_another_day_takes_nothing_away()
    {
        var school = await Open("concern-full-bad");
        await school.Import(ConcernFiles.Of(ConcernFiles.Row("goes", 2)));

        var unreadable = await school.Preview(ConcernFiles.Of(ConcernFiles.Row("stays", 1), ConcernFiles.Row("bad", 1, occurred: "?")), "?fullFrom=2026-11-01&fullTo=2026-11-13");
        var outside = await school.Preview(ConcernFiles.Of(ConcernFiles.Row("stays", 1)), "?fullFrom=2026-11-13&fullTo=2026-11-13");
        var weak = await school.Preview(ConcernFiles.Of(ConcernFiles.Row("", 1)), "?fullFrom=2026-11-01&fullTo=2026-11-13");

        Assert.Contains("could not be read", unreadable.Blocked, StringComparison.Ordinal);
        Assert.StartsWith("Line 2 is not", outside.Blocked, StringComparison.Ordinal);
        Assert.Equal((0, null), (weak.Withdrawn, weak.Confirmation));
    }

    [Theory]
    [InlineData("?fullFrom=2026-11-01")]
    [InlineData("?fullFrom=2026-11-01&fullTo=31/11/2026")]
    [InlineData("?category=Neglect")]
    public async Task A_declaration_that_cannot_be_is_refused_with_what_it_lacks(string query)
    {
        var school = new ConcernFiles(api, "concern-declared");
        using var lead = await school.Lead();

        using var answer = await lead.File($"{school.Path}/preview{query}", ConcernFiles.Of(ConcernFiles.Row("1", 1)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("fullTo", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Narrative_is_not_kept_until_the_lead_says_so_and_is_then_read_with_a_reason_only()
    {
        var school = await Open("concern-narrative");
        using var lead = await school.Lead();
        using var head = await api.As("Head", school.School);
        var file = ConcernFiles.Of(ConcernFiles.Row("1", 1, text: "what was said"));
        var path = $"{school.Path}/csv.1/narrative";

        await school.Import(file);
        using var dropped = await lead.Post(path, new RevealCommand("meeting"));
        using var mayNot = await head.Post($"{school.Path}/narrative", new KeepNarrativeCommand(true));
        using var kept = await lead.Post($"{school.Path}/narrative", new KeepNarrativeCommand(true));
        await school.Import(file);
        using var unreasoned = await lead.Post(path, new RevealCommand(" "));
        var read = await lead.Read<NarrativeReply>(path, new RevealCommand("meeting"));
        using var off = await lead.Post($"{school.Path}/narrative", new KeepNarrativeCommand(false));
        using var gone = await lead.Post(path, new RevealCommand("meeting"));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.OK), (dropped.StatusCode, mayNot.StatusCode, kept.StatusCode));
        Assert.Equal((HttpStatusCode.BadRequest, "what was said", HttpStatusCode.NotFound), (unreasoned.StatusCode, read.Text, gone.StatusCode));
        Assert.Equal(("csv.1", "meeting"), (Assert.Single(await Audited(school, "narrative.read", "p1")) is var line ? (line.About, line.Why) : default));
    }

    [Fact]
    public async Task Whose_concerns_a_preview_shows_is_in_the_audit_before_by_pupil()
    {
        var school = await Open("concern-previewed");
        await school.Import(ConcernFiles.Of(ConcernFiles.Row("1", 1), ConcernFiles.Row("2", 2)));
        Assert.Empty(await Audited(school, "import.preview", null));

        var preview = await school.Preview(ConcernFiles.Of(ConcernFiles.Row("1", 1)), "?fullFrom=2026-11-01&fullTo=2026-11-13");

        Assert.Equal((1, 1), (preview.Unchanged, preview.Withdrawn));
        foreach (var pupil in new[] { "p1", "p2" })
            Assert.Equal($"SafeguardingLead.of.{school.School}", Assert.Single(await Audited(school, "import.preview", pupil)).Who);
        Assert.Empty(await Audited(school, "import.preview", "p3"));
    }

    [Fact]
    public async Task An_unmapped_category_counts_as_two_and_signed_off_it_is_told_again_with_its_meaning()
    {
        var school = await Open("concern-categories");
        using var lead = await school.Lead();
        using var deputy = await api.As("DeputyLead", school.School);
        var path = $"/api/schools/{school.School}/categories";

        var report = await school.Import(ConcernFiles.Of(ConcernFiles.Row("1", 1, "Blue folder; Neglect"), ConcernFiles.Row("2", 2, "Blue folder")));
        var before = (await school.Concerns()).Count(text => text.Contains(" other 2 ", StringComparison.Ordinal));
        using var refused = await deputy.Post(path, new SignOffCommand("Blue folder", "self-harm", 4));
        using var wrong = await lead.Post(path, new SignOffCommand("Blue folder", "blue", null));
        var list = await lead.Read<CategoryList>(path, new SignOffCommand("blue  FOLDER", "self-harm", 4));
        await api.Evaluated(school.School);

        Assert.Equal(new UnmappedCategory("Blue folder", 2), Assert.Single(report.Unmapped));
        Assert.Equal(1, before);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), (refused.StatusCode, wrong.StatusCode));
        var blue = Assert.Single(list.Categories, category => category.Name == "Blue folder");
        Assert.Equal((2, "self-harm", 4, true, $"SafeguardingLead.of.{school.School}"), (blue.Count, blue.Canonical, blue.Severity, blue.IsKnown, blue.SignedBy));
        Assert.NotNull(blue.SignedAt);
        Assert.Equal(["neglect+self-harm", "self-harm"], (await school.Concerns()).Select(text => text.Split(' ')[5]));
        Assert.Equal(0, (await school.Import(ConcernFiles.Of(ConcernFiles.Row("2", 2, "Blue folder")))).Changed);
    }

    [Fact]
    public async Task A_comma_divides_categories_unless_the_whole_is_a_name_the_school_knows()
    {
        var school = await Open("concern-comma");
        using var lead = await school.Lead();

        await school.Import(ConcernFiles.Of(ConcernFiles.Row("1", 1, "Neglect, Online safety")));
        var divided = await school.Concerns();
        await lead.Read<CategoryList>($"/api/schools/{school.School}/categories", new SignOffCommand("Neglect, Online safety", "family", null));
        await api.Evaluated(school.School);

        Assert.Equal("neglect+online", Assert.Single(divided).Split(' ')[5]);
        Assert.Equal("family", Assert.Single(await school.Concerns()).Split(' ')[5]);
    }

    [Theory]
    [InlineData("AttendanceLead")]
    [InlineData("Governor")]
    [InlineData("IntegrationClient")]
    public async Task Nobody_else_imports_concerns_or_sees_how_they_stand(string role)
    {
        using var caller = await api.As(role, "concern-closed");
        const string Path = "/api/schools/concern-closed/imports/concerns";

        using var import = await caller.File(Path, ConcernFiles.Of());
        using var state = await caller.Get(Path);
        using var categories = await caller.Get("/api/schools/concern-closed/categories");

        Assert.All([import, state, categories], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    private async Task<IReadOnlyList<AuditLineText>> Audited(ConcernFiles school, string what, string? pupil)
    {
        using var officer = await api.As("DataProtectionOfficer", school.School);
        return (await officer.Read<AuditReport>("/api/audit/search", new AuditSearchCommand(school.School, null, what, pupil, null, null, null))).Lines;
    }

    private async Task<ConcernFiles> Open(string school, int pupils = 3)
    {
        var files = new ConcernFiles(api, school);
        await files.Open(pupils);
        return files;
    }

    private async Task<long> Rows(ConcernFiles school) =>
        (await (await api.School(school.School)).Ingest(new Interfaces.IngestBatch($"count-{Guid.NewGuid():N}", null, []))).Position;
}
