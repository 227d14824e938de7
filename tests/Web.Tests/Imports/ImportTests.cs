using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>Files over HTTP: looked at first, then taken; every good row counts, every bad one is named, nothing counts twice.</summary>
public sealed class ImportTests(RiskMonitorApi api)
{
    private static readonly string[] Calendar =
    [
        Files.Calendar,
        "term,2026-09-01,2026-12-18,Autumn 2026,",
        "term,2027-01-04,2027-07-21,Spring and summer 2027,",
        "closed,2026-10-26,2026-10-30,,",
    ];

    private static readonly string[] Surveys =
    [
        Files.Surveys,
        "Autumn 2026,pupil,240,198,31,12",
        "Autumn 2026,parent,240,241,3,1",
        "Spring 2026,parent,220,80,9,4",
    ];

    [Fact]
    public async Task A_preview_says_what_is_new_and_what_is_refused_and_changes_nothing()
    {
        using var lead = await api.As("SafeguardingLead", "import-preview");

        var first = await lead.ReadFile(Path("import-preview", "surveys/preview"), Files.Of(Surveys));
        var second = await lead.ReadFile(Path("import-preview", "surveys/preview"), Files.Of(Surveys));

        Assert.Equal(("surveys", 2, 0, 0, 1), (first.Kind, first.New, first.Changed, first.Unchanged, first.Rejected));
        Assert.Equal(new RejectedRow(3, "answered", "is not between 0 and 240"), Assert.Single(first.Rejections));
        Assert.Equal(["term", "audience", "invited", "answered", "experienced", "told adult"], first.Columns);
        Assert.Equal([2, 4], first.Sample.Select(row => row.Line));
        Assert.Equal(["Autumn 2026", "pupil", "240", "198", "31", "12"], first.Sample[0].Cells);
        Assert.All(first.Sample, row => Assert.Equal("new", row.Change));
        Assert.Null(first.Blocked);
        Assert.Equal((2, 0), (second.New, second.Unchanged));
        Assert.Equal(0, await Rows("import-preview"));
    }

    [Fact]
    public async Task The_good_rows_of_a_file_are_taken_and_the_bad_one_is_named()
    {
        using var lead = await api.As("SafeguardingLead", "import-surveys");

        var report = await lead.ReadFile(Path("import-surveys", "surveys"), Files.Of(Surveys));

        Assert.Equal((2, 1), (report.New, report.Rejected));
        Assert.Equal(3, Assert.Single(report.Rejections).Line);
    }

    [Theory]
    [InlineData("surveys", Files.Surveys, "Autumn 2026,pupil,240,198,31,12", "Autumn 2026,parent,240,80,3,1", "Autumn 2026,parent,240,81,3,1")]
    [InlineData("training", Files.Training, "S017,DSL,2024-09-01,2024-09-05,2025-01-12", "S018,staff,,,2025-09-01", "S018,staff,,,2026-09-01")]
    public async Task The_same_file_again_changes_nothing_and_a_corrected_row_changes_itself_only(string kind, string headings, string first, string second, string corrected)
    {
        var school = $"import-again-{kind}";
        using var lead = await api.As("TrustLead", school);

        var once = await lead.ReadFile(Path(school, kind), Files.Of(headings, first, second));
        var again = await lead.ReadFile(Path(school, kind), Files.Of(headings, second, first));
        var mended = await lead.ReadFile(Path(school, kind), Files.Of(headings, first, corrected));
        var back = await lead.ReadFile(Path(school, kind), Files.Of(headings, first, second));
        var preview = await lead.ReadFile(Path(school, $"{kind}/preview"), Files.Of(headings, first, second));

        Assert.Equal((2, 0, 0), (once.New, once.Changed, once.Unchanged));
        Assert.Equal((0, 0, 2), (again.New, again.Changed, again.Unchanged));
        Assert.Equal((0, 1, 1), (mended.New, mended.Changed, mended.Unchanged));
        Assert.Equal(["unchanged", "changed"], mended.Sample.Select(row => row.Change));
        Assert.Equal((0, 1, 1), (back.New, back.Changed, back.Unchanged));
        Assert.Equal((0, 0, 2), (preview.New, preview.Changed, preview.Unchanged));
        Assert.Equal(3, await Rows(school));
    }

    [Fact]
    public async Task A_long_file_goes_into_the_journal_in_parts_and_comes_back_whole()
    {
        using var lead = await api.As("SafeguardingLead", "import-long");
        string[] lines = [Files.Training, .. Enumerable.Range(1, 1_001).Select(number => $"S{number:D4},staff,,,2026-09-01")];

        var first = await lead.ReadFile(Path("import-long", "training"), Files.Of(lines));
        var again = await lead.ReadFile(Path("import-long", "training"), Files.Of(lines));

        Assert.Equal((1_001, 1_001), (first.New, again.Unchanged));
        Assert.Equal(3, await Rows("import-long"));
    }

    [Fact]
    public async Task What_was_pushed_before_is_known_to_a_file()
    {
        using var sender = await api.As("IntegrationClient", "import-pushed");
        using var lead = await api.As("SafeguardingLead", "import-pushed");

        await sender.Push(["""{"type":"survey","school":"import-pushed","term":"Autumn 2026","audience":"pupil","invited":240,"answered":198,"experienced":31,"toldAdult":12}"""]);
        var report = await lead.ReadFile(Path("import-pushed", "surveys/preview"), Files.Of(Surveys));

        Assert.Equal((1, 1), (report.New, report.Unchanged));
    }

    [Fact]
    public async Task Training_is_taken_by_opaque_ids_and_a_name_never_gets_in_nor_back_out()
    {
        using var head = await api.As("Head", "import-training");
        var file = Files.Of(Files.Training, "S017,DSL,2024-09-01,2024-09-05,2026-01-12", "Zebedee Quillfeather,staff,,,2026-09-01", "zebedee@school.example,staff,,,");

        using var answer = await head.File(Path("import-training", "training"), file);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var report = JsonNode.Parse(text)!;
        Assert.Equal((1, 2), ((int)report["new"]!, (int)report["rejected"]!));
        Assert.DoesNotContain("Quillfeather", text, StringComparison.Ordinal);
        Assert.DoesNotContain("zebedee", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_calendar_is_what_the_school_goes_by_from_then_on_and_the_same_file_again_changes_nothing()
    {
        using var lead = await api.As("DeputyLead", "import-calendar");
        var path = Path("import-calendar", "calendar");

        var preview = await lead.ReadFile($"{path}/preview", Files.Of(Calendar));
        var first = await lead.ReadFile(path, Files.Of(Calendar));
        var again = await lead.ReadFile(path, Files.Of(Calendar));

        Assert.Equal((3, 0, 0, 0), (preview.New, preview.Changed, preview.Unchanged, preview.Rejected));
        Assert.Equal((3, 0), (first.New, first.Unchanged));
        Assert.Equal((0, 0, 3, 0), (again.New, again.Changed, again.Unchanged, again.Removed));
        Assert.Equal(1, await Rows("import-calendar"));
    }

    [Fact]
    public async Task A_calendar_that_was_replaced_can_be_imported_again()
    {
        using var lead = await api.As("SafeguardingLead", "import-back");
        var path = Path("import-back", "calendar");
        string[] other = [.. Calendar.Take(3), "closed,2026-10-19,2026-10-23,,"];

        await lead.ReadFile(path, Files.Of(Calendar));
        var changed = await lead.ReadFile(path, Files.Of(other));
        var back = await lead.ReadFile(path, Files.Of(Calendar));
        var preview = await lead.ReadFile($"{path}/preview", Files.Of(Calendar));

        Assert.Equal((1, 2, 5), (changed.New, changed.Unchanged, changed.Removed));
        Assert.Equal((1, 2, 5), (back.New, back.Unchanged, back.Removed));
        Assert.Equal((0, 3, 0), (preview.New, preview.Unchanged, preview.Removed));
    }

    [Fact]
    public async Task A_calendar_with_a_bad_row_is_shown_and_not_taken()
    {
        using var lead = await api.As("SafeguardingLead", "import-bad-calendar");
        var file = Files.Of([.. Calendar, "closed,2026-11-31,,,"]);

        var preview = await lead.ReadFile(Path("import-bad-calendar", "calendar/preview"), file);
        using var import = await lead.File(Path("import-bad-calendar", "calendar"), file);

        Assert.Equal((3, 1), (preview.New, preview.Rejected));
        Assert.Contains("replaces the one before it whole", preview.Blocked, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, import.StatusCode);
        Assert.Equal(0, await Rows("import-bad-calendar"));
    }

    [Fact]
    public async Task A_try_under_the_same_key_is_taken_once()
    {
        using var lead = await api.As("SafeguardingLead", "import-key");
        (string, string)[] headers = [("X-RiskMonitor", "1"), ("Idempotency-Key", "one-import")];

        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var body = new ByteArrayContent(Files.Of(Surveys));
            using var answer = await lead.Send(HttpMethod.Post, Path("import-key", "surveys"), body, headers);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(1, await Rows("import-key"));
    }

    [Theory]
    [InlineData("AttendanceLead")]
    [InlineData("PastoralLead")]
    [InlineData("Governor")]
    [InlineData("WallDisplay")]
    [InlineData("ItAdministrator")]
    [InlineData("DataProtectionOfficer")]
    [InlineData("IntegrationClient")]
    public async Task Who_does_not_lead_safeguarding_may_not_import(string role)
    {
        using var caller = await api.As(role, "import-roles");

        using var preview = await caller.File(Path("import-roles", "surveys/preview"), Files.Of(Surveys));
        using var import = await caller.File(Path("import-roles", "surveys"), Files.Of(Surveys));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (preview.StatusCode, import.StatusCode));
    }

    [Fact]
    public async Task Another_school_an_unknown_one_and_an_unknown_kind_are_not_found()
    {
        using var lead = await api.As("lead-primary");

        foreach (var path in new[] { Path(RiskMonitorApi.Secondary, "surveys"), Path("no-such-school", "surveys/preview"), "/api/schools/no%20id/imports/surveys", Path(RiskMonitorApi.Primary, "pupils") })
        {
            using var answer = await lead.File(path, Files.Of(Surveys));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_write_without_our_header_is_refused()
    {
        using var lead = await api.As("lead-primary");
        using var body = new ByteArrayContent(Files.Of(Surveys));

        using var answer = await lead.Send(HttpMethod.Post, Path(RiskMonitorApi.Primary, "surveys"), body);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_over_a_megabyte_is_refused_with_413_whether_or_not_it_says_so_first(bool saysSo)
    {
        using var lead = await api.As("SafeguardingLead", "import-large");
        using var body = new ByteArrayContent(new byte[(1 << 20) + 1]) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        (string, string)[] headers = saysSo ? [("X-RiskMonitor", "1"), ("Expect", "100-continue")] : [("X-RiskMonitor", "1"), ("Transfer-Encoding", "chunked")];

        using var answer = await lead.Send(HttpMethod.Post, Path("import-large", "surveys"), body, headers);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_file_of_exactly_a_megabyte_is_read()
    {
        using var lead = await api.As("SafeguardingLead", "import-large");
        var rows = Files.Of(Surveys);
        byte[] file = [.. rows, .. Enumerable.Repeat((byte)'\n', (1 << 20) - rows.Length)];

        Assert.Equal(2, (await lead.ReadFile(Path("import-large", "surveys/preview"), file)).New);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_with_the_column_that_is_missing()
    {
        using var lead = await api.As("SafeguardingLead", "import-columns");

        using var answer = await lead.File(Path("import-columns", "surveys/preview"), Files.Of("term,audience", "Zebedee,pupil"));
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("invited", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Zebedee", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_import_is_told_for_which_schools()
    {
        using var lead = await api.As("lead-secondary");
        using var attendance = await api.As("attendance-lead");

        Assert.All((await lead.Read<Me>("/api/me")).Schools, school => Assert.True(school.CanImport));
        Assert.All((await attendance.Read<Me>("/api/me")).Schools, school => Assert.False(school.CanImport));
    }

    private static string Path(string school, string rest) => $"/api/schools/{school}/imports/{rest}";

    /// <summary>How many rows the school's journal has. Asking adds one: ask once.</summary>
    private async Task<long> Rows(string school)
    {
        var receipt = await (await api.School(school)).Ingest(new Interfaces.IngestBatch($"count-{Guid.NewGuid():N}", null, []));
        return receipt.Position - 1;
    }
}
