using System.Text.Json.Nodes;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Payloads as published (with names made up), read over HTTP.</summary>
public sealed class WondeTranslatorTests
{
    private const string Upi = "8d444684b7aa79bc97f8594a4aab7ce3";
    private const string Code = """{"id":"A1020304","code":"C1","description":"…","type":"AUTHORISED_ABSENCE"}""";

    [Fact]
    public async Task The_published_student_becomes_a_pupil()
    {
        await using var answers = await Answers.Start();
        answers.PutRows("students", Answers.Payload(nameof(The_published_student_becomes_a_pupil)));
        using var feed = new Feed("wonde", answers.Binding);

        await feed.Poll("roll");

        var pupil = Assert.Single(feed.All<Pupil>());
        Assert.Equal(Upi, pupil.Student.Value);
        Assert.Equal((new DateOnly(2012, 6, 1), 7, "7A", new DateOnly(2014, 9, 3), null), (pupil.Born!.Value, pupil.YearGroup!.Value, pupil.Registration, pupil.Joined, pupil.Left));
        Assert.Equal(("N823432113104", "RB", "Ruth Bennett"), (pupil.Upn, pupil.Initials, pupil.FullName));
        Assert.Equal(StatusKind.SENSupport, Assert.Single(pupil.Statuses).Kind);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 14, 53, 44, TimeSpan.Zero), pupil.RecordedAt);
        Assert.DoesNotContain("never read", string.Join("", feed.Memory.Tables["pupils"].Values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("upi", "upi: missing.")]
    [InlineData("id", "id: missing.")]
    public async Task A_pupil_without_an_id_is_set_aside(string field, string reason)
    {
        var feed = await Read("students", nameof(The_published_student_becomes_a_pupil), "roll", row => row.Remove(field));

        Assert.Empty(feed.All<Pupil>());
        Assert.Equal(reason, Assert.Single(feed.Quarantined).Reason);
    }

    [Theory]
    [InlineData("date_of_birth")]
    [InlineData("education_details")]
    [InlineData("extended_details")]
    [InlineData("year")]
    [InlineData("registration")]
    [InlineData("initials")]
    [InlineData("mis_id")]
    [InlineData("updated_at")]
    public async Task A_pupil_with_any_other_field_missing_or_null_is_still_watched(string field)
    {
        var missing = await Read("students", nameof(The_published_student_becomes_a_pupil), "roll", row => row.Remove(field));
        var empty = await Read("students", nameof(The_published_student_becomes_a_pupil), "roll", row => row[field] = null);

        Assert.Equal(Upi, Assert.Single(missing.All<Pupil>()).Student.Value);
        Assert.Equal(Upi, Assert.Single(empty.All<Pupil>()).Student.Value);
    }

    [Theory]
    [InlineData("""{"date":"2012-06-01 00:00:00.000000","timezone_type":3,"timezone":"Europe/London"}""")]
    [InlineData("""{"date":"2012-06-01 00:00:00","timezone_type":1,"timezone":"+01:00"}""")]
    [InlineData("""{"date":"2012-06-01 00:00:00.000000","timezone_type":2,"timezone":"BST"}""")]
    [InlineData("\"2012-06-01\"")]
    [InlineData("\"2012-06-01T00:00:00+01:00\"")]
    public async Task A_date_of_birth_in_summer_is_the_day_it_says_however_it_is_written(string date)
    {
        var feed = await Read("students", nameof(The_published_student_becomes_a_pupil), "roll", row => row["date_of_birth"] = JsonNode.Parse(date));

        Assert.Equal(new DateOnly(2012, 6, 1), Assert.Single(feed.All<Pupil>()).Born);
    }

    [Fact]
    public async Task A_date_that_cannot_be_read_sets_its_row_aside_without_telling_its_value()
    {
        var feed = await Read("students", nameof(The_published_student_becomes_a_pupil), "roll", row => row["date_of_birth"] = "31/02/2012");

        Assert.Equal("$.date_of_birth: cannot be read.", Assert.Single(feed.Quarantined).Reason);
    }

    [Fact]
    public async Task A_mark_takes_its_letter_from_the_code_list()
    {
        var feed = await ReadMark(_ => { });

        var mark = Assert.Single(feed.All<Mark>());
        Assert.Equal((Upi, new SchoolSession(new DateOnly(2026, 11, 20), Session.AM), "C1", null), (mark.Student.Value, mark.At, mark.Code, mark.MinutesLate));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 9, 5, 10, TimeSpan.Zero), mark.RecordedAt);
    }

    [Theory]
    [InlineData("date", "date: missing.")]
    [InlineData("session", "session: neither AM nor PM.")]
    [InlineData("student", "student: missing.")]
    [InlineData("attendance_code", "attendance_code: missing.")]
    public async Task A_mark_that_does_not_say_enough_is_set_aside(string field, string reason)
    {
        var feed = await ReadMark(row => row.Remove(field));

        Assert.Empty(feed.All<Mark>());
        Assert.Equal(reason, Assert.Single(feed.Quarantined).Reason);
    }

    [Fact]
    public async Task An_expanded_student_and_code_are_read_like_ids_and_a_null_code_is_no_mark()
    {
        var expanded = await ReadMark(row =>
        {
            row["student"] = JsonNode.Parse("""{"data":{"id":"A1749191433"}}""");
            row["attendance_code"] = JsonNode.Parse("""{"data":{"id":"A1020304","code":"C1"}}""");
        });
        var none = await ReadMark(row => row["attendance_code"] = null);

        Assert.Equal("C1", Assert.Single(expanded.All<Mark>()).Code);
        Assert.Null(Assert.Single(none.All<Mark>()).Code);
    }

    [Theory]
    [InlineData("Y3", "Y3")]
    [InlineData("IX", "I")]
    [InlineData("-", null)]
    [InlineData("", null)]
    public async Task A_code_is_kept_whole_and_a_schools_own_counts_by_its_first_character(string listed, string? code)
    {
        var feed = await ReadMark(_ => { }, $$"""{"id":"A1020304","code":"{{listed}}"}""");

        Assert.Equal(code, Assert.Single(feed.All<Mark>()).Code);
    }

    [Fact]
    public async Task A_code_that_no_attendance_code_stands_for_is_set_aside_and_never_taken_for_present()
    {
        var feed = await ReadMark(_ => { }, """{"id":"A1020304","code":"?!"}""");

        Assert.Empty(feed.All<Mark>());
        Assert.Contains("attendance_code", Assert.Single(feed.Quarantined).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incident_is_told_of_each_pupil_by_their_part()
    {
        var feed = await Read("behaviours", nameof(An_incident_is_told_of_each_pupil_by_their_part), "behaviours", _ => { });

        var parts = feed.All<Behaviour>().OrderBy(part => part.Student).ToDictionary(part => part.Student.Value);
        Assert.Equal([(Upi, BehaviourRole.Aggressor, 200), ("second", BehaviourRole.Target, 0), ("third", BehaviourRole.Involved, 2)],
            parts.Values.Select(part => (part.Student.Value, part.Role, part.Points)));
        Assert.All(parts.Values, part => Assert.Equal(SchoolTime.StartOf(new DateOnly(2026, 6, 19)), part.OccurredAt));
        Assert.All(parts.Values, part => Assert.Equal(SchoolTime.StartOf(new DateOnly(2026, 6, 22)), part.RecordedAt));
    }

    [Theory]
    [InlineData("incident_date")]
    [InlineData("students")]
    public async Task An_incident_that_does_not_say_enough_is_set_aside(string field)
    {
        var feed = await Read("behaviours", nameof(An_incident_is_told_of_each_pupil_by_their_part), "behaviours", row => row.Remove(field));

        Assert.Empty(feed.All<Behaviour>());
        Assert.Equal($"{field}: missing.", Assert.Single(feed.Quarantined).Reason);
    }

    [Fact]
    public async Task A_permanent_exclusion_is_reinstated_at_the_earlier_date()
    {
        var feed = await Read("exclusions", nameof(A_permanent_exclusion_is_reinstated_at_the_earlier_date), "exclusions", _ => { });

        var suspension = Assert.Single(feed.All<Suspension>());
        Assert.Equal((true, 5, new DateOnly(2026, 11, 16), new DateOnly(2026, 11, 18)), (suspension.Permanent, suspension.Sessions, suspension.From, suspension.To!.Value));
        Assert.Equal(SchoolTime.StartOf(new DateOnly(2026, 12, 2)), suspension.ReinstatedAt);
        Assert.Null(suspension.NoticeAt);
        Assert.Null(suspension.ExamMissed);
    }

    [Theory]
    [InlineData("start_date")]
    [InlineData("student")]
    public async Task An_exclusion_that_does_not_say_enough_is_set_aside(string field)
    {
        var feed = await Read("exclusions", nameof(A_permanent_exclusion_is_reinstated_at_the_earlier_date), "exclusions", row => row.Remove(field));

        Assert.Empty(feed.All<Suspension>());
        Assert.Equal($"{field}: missing.", Assert.Single(feed.Quarantined).Reason);
    }

    [Fact]
    public async Task An_exclusion_of_no_kind_at_all_is_set_aside_and_one_of_no_code_goes_by_its_words()
    {
        var none = await Read("exclusions", nameof(A_permanent_exclusion_is_reinstated_at_the_earlier_date), "exclusions", row =>
        {
            row.Remove("type_code");
            row["type"] = "";
        });
        var words = await Read("exclusions", nameof(A_permanent_exclusion_is_reinstated_at_the_earlier_date), "exclusions", row =>
        {
            row["type_code"] = null;
            row["type"] = "Permanent exclusion";
        });

        Assert.Equal("type_code: missing, and so is type.", Assert.Single(none.Quarantined).Reason);
        Assert.True(Assert.Single(words.All<Suspension>()).Permanent);
    }

    [Fact]
    public async Task An_incident_whose_kind_is_withheld_or_whose_part_is_an_empty_list_is_told_all_the_same()
    {
        var feed = await Read("behaviours", nameof(An_incident_is_told_of_each_pupil_by_their_part), "behaviours", row =>
        {
            row["type"] = null;
            row["students"]!["data"]![0]!["meta"] = new JsonArray();
        });

        Assert.Equal(3, feed.All<Behaviour>().Count());
        Assert.All(feed.All<Behaviour>(), part => Assert.Equal("unspecified", part.Kind));
    }

    [Theory]
    [InlineData("Y", true, true)]
    [InlineData("t", true, true)]
    [InlineData("0", false, true)]
    [InlineData("", false, true)]
    [InlineData("under review", false, false)]
    public async Task A_flag_is_read_however_it_is_written_and_an_odd_word_is_said_and_hides_no_pupil(string text, bool isHeld, bool isClear)
    {
        var feed = await Read("students", nameof(The_published_student_becomes_a_pupil), "roll", row => row["extended_details"]!["data"]!["child_in_need"] = text);

        Assert.Equal(isHeld, Assert.Single(feed.All<Pupil>()).Statuses.Any(status => status.Kind == StatusKind.CIN));
        string[] said = isClear ? [] : ["extended_details.child_in_need: neither yes nor no; what was known of it stands."];
        Assert.Equal(said, feed.Quarantined.Select(row => row.Reason));
    }

    [Fact]
    public async Task What_happened_last_year_and_is_recorded_today_keeps_both_times()
    {
        var feed = await Read("behaviours", nameof(An_incident_is_told_of_each_pupil_by_their_part), "behaviours", row => row["incident_date"] = "2025-06-19");

        Assert.All(feed.All<Behaviour>(), part => Assert.Equal(SchoolTime.StartOf(new DateOnly(2025, 6, 19)), part.OccurredAt));
        Assert.All(feed.All<Behaviour>(), part => Assert.Equal(SchoolTime.StartOf(new DateOnly(2026, 6, 22)), part.RecordedAt));
    }

    [Theory]
    [InlineData("""{"date":"2026-10-25 01:30:00","timezone_type":3,"timezone":"Europe/London"}""", "2026-10-25T00:30:00Z")]
    [InlineData("""{"date":"2026-10-25 01:30:00","timezone_type":2,"timezone":"BST"}""", "2026-10-25T00:30:00Z")]
    [InlineData("""{"date":"2026-10-25 01:30:00","timezone_type":2,"timezone":"GMT"}""", "2026-10-25T01:30:00Z")]
    [InlineData("\"2026-10-25T01:30:00.123456789+00:00\"", "2026-10-25T01:30:00.1234567Z")]
    [InlineData("\"2027-03-28 01:30:00\"", "2027-03-28T01:30:00Z")]
    [InlineData("""{"date":"2027-03-28 01:30:00","timezone_type":3,"timezone":"Europe/London"}""", "2027-03-28T01:30:00Z")]
    [InlineData("\"2027-03-28\"", "2027-03-28T00:00:00Z")]
    [InlineData("\"2026-10-25\"", "2026-10-24T23:00:00Z")]
    public async Task What_happened_while_the_clocks_change_has_one_instant(string date, string instant)
    {
        var feed = await Read("behaviours", nameof(An_incident_is_told_of_each_pupil_by_their_part), "behaviours", row => row["incident_date"] = JsonNode.Parse(date));

        Assert.All(feed.All<Behaviour>(), part => Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), part.OccurredAt));
        Assert.Equal(3, feed.All<Behaviour>().Count());
    }

    [Fact]
    public async Task Sessions_are_worked_out_from_days_when_they_are_not_given()
    {
        var feed = await Read("exclusions", nameof(A_permanent_exclusion_is_reinstated_at_the_earlier_date), "exclusions", row => row.Remove("sessions"));

        Assert.Equal(5, Assert.Single(feed.All<Suspension>()).Sessions);
    }

    /// <summary>The published student, as one row.</summary>
    internal static string Published() => Answers.Payload(nameof(The_published_student_becomes_a_pupil));

    private static Task<Feed> ReadMark(Action<JsonObject> change, string code = Code) =>
        Read("attendance/session", nameof(A_mark_takes_its_letter_from_the_code_list), "marks", change, code);

    /// <summary>One row of a stream, changed as the test wants it, at a school that has the three pupils in it.</summary>
    private static async Task<Feed> Read(string path, string payload, string stream, Action<JsonObject> change, string code = Code)
    {
        await using var answers = await Answers.Start();
        using var feed = new Feed("wonde", answers.Binding);
        answers.PutRows("attendance-codes", code);
        var roll = JsonNode.Parse(Answers.Payload(nameof(The_published_student_becomes_a_pupil)))!.AsObject();
        if (stream != "roll")
        {
            answers.PutRows("students", string.Join(',', Row(roll, "A1749191433", Upi), Row(roll, "A2", "second"), Row(roll, "A3", "third")));
            await feed.Poll("codes", "roll");
        }

        var row = JsonNode.Parse(Answers.Payload(payload))!.AsObject();
        change(row);
        answers.PutRows(path, row.ToJsonString());
        await feed.Poll(stream);
        return feed;
    }

    private static string Row(JsonObject roll, string id, string upi)
    {
        var row = roll.DeepClone().AsObject();
        (row["id"], row["upi"]) = (id, upi);
        return row.ToJsonString();
    }
}
