using System.Text;
using System.Text.Json;
using RiskMonitor.Domain.Replaying;
using static RiskMonitor.Domain.Tests.Replaying.Replayed;

namespace RiskMonitor.Domain.Tests.Replaying;

public sealed class ReplayTests
{
    // Worked example 3 of the domain catalogue: ten unauthorised sessions in ten school weeks, over the summer.
    private static readonly string[] PenaltyNotice =
    [
        Calendar(),
        Pupil("p001"),
        Mark("p001", "2026-07-02", "AM", "O"),
        Mark("p001", "2026-07-02", "PM", "O"),
        Mark("p001", "2026-09-08", "AM", "U"),
        Mark("p001", "2026-09-15", "AM", "U"),
        Mark("p001", "2026-09-17", "AM", "O"),
        Mark("p001", "2026-09-17", "PM", "O"),
        Mark("p001", "2026-09-22", "AM", "U"),
        Mark("p001", "2026-09-29", "AM", "U"),
        Mark("p001", "2026-10-06", "AM", "O"),
        Mark("p001", "2026-10-06", "PM", "O"),
    ];

    private const string Raised =
        """{"rule":"ATT-04","version":1,"subject":{"school":"oakfield","student":"p001"},"episode":1,"seq":1,"from":"inactive","to":"firing","severity":"medium","effective":"2026-10-06","at":"2026-10-06T13:40:00+01:00","cause":"observation","evidence":{"count":10,"threshold":10,"windowFrom":"2026-06-29","windowTo":"2026-10-06",""";

    [Fact]
    public void The_tenth_unauthorised_session_in_ten_school_weeks_is_told_as_the_description_shows()
    {
        var line = Assert.Single(Lines(Run(PenaltyNotice), "ATT-04\""));

        Assert.StartsWith(Raised, line, StringComparison.Ordinal);
        Assert.Contains("\"items\":[{\"date\":\"2026-07-02\",\"session\":\"AM\",\"code\":\"O\"},", line, StringComparison.Ordinal);
        Assert.Equal(10, Evidence(line).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public void A_reason_that_arrives_later_retracts_it()
    {
        var lines = Lines(Run([.. PenaltyNotice, Mark("p001", "2026-09-17", "AM", "I", "2026-10-07T09:30:00+01:00"), Mark("p001", "2026-09-17", "PM", "I", "2026-10-07T09:30:00+01:00")]), "ATT-04\"");

        Assert.Equal(2, lines.Count);
        Assert.Contains("\"episode\":1,\"seq\":2,\"from\":\"firing\",\"to\":\"retracted\",\"severity\":\"medium\",\"effective\":\"2026-10-07\",\"at\":\"2026-10-07T09:30:00+01:00\",\"cause\":\"observation\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_retraction_the_next_raise_is_the_next_episode()
    {
        var lines = Lines(Run([.. PenaltyNotice, Mark("p001", "2026-09-17", "AM", "I", "2026-10-07T09:30:00+01:00"), Mark("p001", "2026-09-17", "AM", "O", "2026-10-08T09:30:00+01:00")]), "ATT-04\"");

        Assert.Equal(3, lines.Count);
        Assert.Contains("\"episode\":2,\"seq\":1,\"from\":\"inactive\",\"to\":\"firing\",\"severity\":\"medium\",\"effective\":\"2026-10-06\",\"at\":\"2026-10-08T09:30:00+01:00\"", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_that_leave_the_window_resolve_it_on_the_day_they_leave()
    {
        var lines = Lines(Run([.. PenaltyNotice, Mark("p001", "2026-10-12", "AM", "/")]), "ATT-04\"");

        Assert.Contains("\"seq\":2,\"from\":\"firing\",\"to\":\"resolved\",\"severity\":\"medium\",\"effective\":\"2026-10-12\",\"at\":\"2026-10-12T09:10:00+01:00\",\"cause\":\"observation\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadline_that_passes_with_nothing_but_a_clock_is_told_by_the_timer()
    {
        string[] known = [Calendar(), Pupil("p001", """{"kind":"CP","from":"2026-01-01","to":null}""")];
        var thatMorning = known.Select(line => line.Replace("2026-04-13T08:00:00", "2026-10-06T08:00:00", StringComparison.Ordinal));

        var lines = Lines(Run([.. thatMorning, Mark("p001", "2026-10-06", "AM", "N"), Clock("2026-10-06T09:49:59+01:00"), Clock("2026-10-06T09:50:00+01:00")]), "ATT-08");

        var line = Assert.Single(lines);
        Assert.Contains("\"severity\":\"critical\",\"effective\":\"2026-10-06\",\"at\":\"2026-10-06T09:50:00+01:00\",\"cause\":\"timer\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_are_refused_are_named_and_the_lines_around_them_count()
    {
        var result = Run([.. PenaltyNotice[..5], "{\"type\":\"mark\",", new string(' ', 3), Mark("p001", "2026-02-31", "AM", "O", "2026-09-01T09:00:00+01:00"), .. PenaltyNotice[5..]]);

        Assert.Equal([(6L, "line"), (8L, "date")], result.Rejected.Select(line => (line.Line, line.Field)));
        Assert.Equal(PenaltyNotice.Length, result.Taken);
        Assert.StartsWith(Raised, Assert.Single(Lines(result, "ATT-04\"")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_a_time_was_known_with_the_line_before_it()
    {
        var withoutTimes = PenaltyNotice.Select(line => line.Replace(",\"receivedAt\":\"2026-04-13T08:00:00+01:00\"", "", StringComparison.Ordinal));

        Assert.Equal(Lines(Run(PenaltyNotice), "ATT-04"), Lines(Run(withoutTimes), "ATT-04"));
    }

    [Fact]
    public void Lines_without_any_time_say_nothing_about_any_instant() =>
        Assert.Null(Run(["""{"type":"school","school":"oakfield","name":"Oakfield"}"""]).Until);

    [Fact]
    public void Something_far_ahead_of_its_receipt_is_refused_where_its_time_is_known()
    {
        const string Ahead = """{"type":"behaviour","school":"oakfield","id":"b1","student":"p001","occurredAt":"2026-10-09T10:00:00+01:00","kind":"fight","points":3,"role":"involved","receivedAt":"2026-10-06T10:00:00+01:00"}""";

        var refused = Assert.Single(Run([Calendar(), Pupil("p001"), Ahead]).Rejected);

        Assert.Equal((3L, "occurredAt"), (refused.Line, refused.Field));
    }

    [Fact]
    public void Asked_about_a_pupil_every_rule_answers_once()
    {
        var result = Run(PenaltyNotice, new ReplayOptions { Explain = new StudentId("p001") });
        using var output = new MemoryStream();
        result.WriteExplanations(output);
        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.NotEmpty(lines);
        Assert.Equal(lines.Count, lines.Select(line => line.GetProperty("rule").GetString()).Distinct().Count());
        Assert.Equal("fired", lines.Single(line => line.GetProperty("rule").ValueEquals("ATT-04")).GetProperty("verdict").GetString());
        Assert.All(lines.Where(line => !line.GetProperty("verdict").ValueEquals("fired")), line => Assert.NotEmpty(line.GetProperty("reason").GetString()!));
    }

    [Fact]
    public void A_sibling_is_prompted_by_an_alert_that_time_alone_raised()
    {
        const string Plan = """{"kind":"CP","from":"2026-01-01","to":null}""";
        var leaver = Housed("p001", "\"h1\"", Plan).Replace("\"left\":null", "\"left\":\"2026-10-02\"", StringComparison.Ordinal);

        var lines = Lines(Run([Calendar(), leaver, Housed("p002", "\"h1\""), Pupil("p003"), Clock("2026-10-07T23:59:59+01:00"), Clock("2026-10-08T00:00:00+01:00")]), "SG-11");

        var line = Assert.Single(lines);
        Assert.Contains("\"student\":\"p002\"},\"episode\":1,\"seq\":1,\"from\":\"inactive\",\"to\":\"firing\",\"severity\":\"info\",\"effective\":\"2026-10-08\",\"at\":\"2026-10-08T00:00:00+01:00\",\"cause\":\"timer\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("p001", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pupil_named_only_in_others_concerns_is_told_of_by_the_one_that_completes_the_picture()
    {
        string Harm(string id, string student, string date) => Concern(id, student, date, "child-on-child", 2, $$"""{"aggressor":["p001"],"target":["{{student}}"]}""");

        var lines = Lines(Run([Calendar(), Pupil("p001"), Pupil("p002"), Pupil("p003"), Harm("c1", "p002", "2026-10-05"), Harm("c2", "p003", "2026-10-07")]), "SG-12");

        Assert.Contains("\"student\":\"p001\"},\"episode\":1,\"seq\":1,\"from\":\"inactive\",\"to\":\"firing\",\"severity\":\"high\",\"effective\":\"2026-10-07\",\"at\":\"2026-10-07T15:00:00+01:00\",\"cause\":\"observation\"", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sibling_of_a_pupil_named_only_in_others_concerns_is_prompted_at_the_same_instant()
    {
        string Harm(string id, string student, string date) => Concern(id, student, date, "child-on-child", 2, $$"""{"aggressor":["p001"],"target":["{{student}}"]}""");

        var lines = Lines(Run([Calendar(), Housed("p001", "\"h1\""), Pupil("p002"), Pupil("p003"), Housed("p004", "\"h1\""), Harm("c1", "p002", "2026-10-05"), Harm("c2", "p003", "2026-10-07")]), "SG-11");

        Assert.Contains("\"student\":\"p004\"},\"episode\":1,\"seq\":1,\"from\":\"inactive\",\"to\":\"firing\",\"severity\":\"info\",\"effective\":\"2026-10-07\",\"at\":\"2026-10-07T15:00:00+01:00\",\"cause\":\"observation\"", Assert.Single(lines), StringComparison.Ordinal);
    }

    private static JsonElement Evidence(string line) => JsonDocument.Parse(line).RootElement.GetProperty("evidence");
}
