using System.Globalization;
using static RiskMonitor.Domain.Tests.Replaying.Replayed;

namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>The worked examples of the catalogue, asked of the reference: if it gets these wrong, its opinion of the product is worth nothing.</summary>
public sealed class WorkedExamplesTests
{
    private const string CP = """{"kind":"CP","from":"2026-01-01","to":null}""";
    private const string CIN = """{"kind":"CIN","from":"2026-01-01","to":null}""";

    // Every weekday from 3 September a school day, for examples that need more sessions than a term has.
    private const string LongTerm =
        """{"type":"calendar","school":"oakfield","from":"2026-09-03","to":"2027-07-21","closed":[],"inset":[],"terms":[],"receivedAt":"2026-04-13T08:00:00+01:00"}""";

    [Theory]
    [InlineData(0, "firing Low 2026-12-16")]
    [InlineData(20, "firing Low 2026-12-16")]
    [InlineData(30, "firing Low 2026-12-16; resolved Low 2027-01-05")]
    public void ATT_01_is_raised_at_exactly_ten_per_cent_and_cleared_below_eight_and_a_half(int attendedSince, string told) =>
        Assert.Equal(told, Told("ATT-01", [LongTerm, Pupil("p1"), .. Sessions(new string('/', 135) + new string('I', 15) + new string('/', attendedSince))]));

    [Fact]
    public void ATT_01_is_retracted_when_two_absences_turn_out_to_be_a_visit()
    {
        string[] known = [LongTerm, Pupil("p1"), .. Sessions(new string('/', 135) + new string('I', 15))];
        var recoded = new[] { "AM", "PM" }.Select(session => Mark("p1", "2026-12-15", session, "V", "2026-12-17T10:00:00+00:00"));

        Assert.Equal("firing Low 2026-12-16; retracted Low 2026-12-17", Told("ATT-01", [.. known, .. recoded]));
    }

    [Fact]
    public void ATT_01_needs_sixty_possible_sessions() =>
        Assert.Equal("", Told("ATT-01", [LongTerm, Pupil("p1"), .. Sessions(new string('/', 44) + new string('I', 6))]));

    [Theory]
    [InlineData("/", 30, "I", 30, "firing High 2026-10-14")]
    [InlineData("/", 31, "I", 29, "")]
    [InlineData("/", 80, "I", 30, "firing High 2026-11-18")]
    [InlineData("/", 81, "I", 29, "")]
    public void ATT_03_is_half_of_the_year_or_of_the_last_sixty(string first, int sessions, string then, int more, string told) =>
        Assert.Equal(told, Told("ATT-03", [LongTerm, Pupil("p1"), .. Sessions(string.Concat(Enumerable.Repeat(first, sessions)) + string.Concat(Enumerable.Repeat(then, more)))]));

    [Theory]
    [InlineData("2026-10-06", "O", "firing Medium 2026-10-06")]
    [InlineData("2026-10-13", "O", "")]
    [InlineData("2026-10-06", "I", "firing Medium 2026-10-06; retracted Medium 2026-10-14")]
    public void ATT_04_counts_ten_school_weeks_over_the_summer(string last, string seventeenth, string told)
    {
        string[] known =
        [
            Calendar(), Pupil("p1"),
            .. Day("2026-07-02", "OO"), .. Day("2026-09-08", "U/"), .. Day("2026-09-15", "U/"), .. Day("2026-09-17", "OO"), .. Day("2026-09-22", "U/"), .. Day("2026-09-29", "U/"), .. Day(last, "OO"),
            .. new[] { "AM", "PM" }.Where(_ => seventeenth == "I").Select(session => Mark("p1", "2026-09-17", session, "I", "2026-10-14T09:00:00+01:00")),
        ];

        Assert.Equal(told, Told("ATT-04", known));
        Assert.StartsWith("firing Low 2026-09-22", Told("ATT-04w", known), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-09", 10, null, "firing High 2026-11-23", "firing High 2026-11-23")]
    [InlineData("2026-11-09", 9, null, "", "")]
    [InlineData("2026-11-09", 12, "2026-11-18", "", "")]
    [InlineData("2026-11-09", 20, null, "firing High 2026-11-23", "firing High 2026-11-23; firing Critical 2026-11-23")]
    public void ATT_05_skips_the_INSET_day_and_ATT_09_gets_worse_at_twenty_days(string from, int days, string? ill, string continuous, string track)
    {
        var register = DaysFrom(from, days).SelectMany(day => day == (ill ?? "") ? Day(day, "IO") : Day(day, "OO"));

        Assert.Equal(continuous, Told("ATT-05", [Calendar(), Pupil("p1"), .. register]));
        Assert.Equal(track, Told("ATT-09", [Calendar(), Pupil("p1"), .. register]));
    }

    [Theory]
    [InlineData(CP, "N", "09:10", "firing Critical 2026-10-06")]
    [InlineData(CIN, "N", "09:10", "firing High 2026-10-06")]
    [InlineData(CP, "M", "09:30", "")]
    [InlineData(CP, "L", "10:05", "firing Critical 2026-10-06; resolved Critical 2026-10-06")]
    public void ATT_08_looks_half_an_hour_after_the_register_closed(string status, string code, string at, string told)
    {
        string[] that = [Calendar(), Pupil("p1", status), Mark("p1", "2026-10-06", "AM", "N", "2026-10-06T09:00:00+01:00"), Mark("p1", "2026-10-06", "AM", code, $"2026-10-06T{at}:00+01:00"), Clock("2026-10-06T09:49:00+01:00"), Clock("2026-10-06T09:50:00+01:00")];

        Assert.Equal(told, Told("ATT-08", that.Select(line => line.Replace("2026-04-13T08", "2026-10-06T08", StringComparison.Ordinal))));
    }

    [Fact]
    public void ATT_10_three_spells_where_a_third_of_one_was_usual_are_a_change()
    {
        Assert.Equal(0.0048, Statistics.PoissonTail(3, 1 / 3.0), 4);
        Assert.Equal(0.0446, Statistics.PoissonTail(2, 1 / 3.0), 4);
        var usual = new string('/', 20) + "II" + new string('/', 40) + "I" + new string('/', 57);
        Assert.Equal("firing Medium 2026-12-07", Told("ATT-10", [LongTerm, Pupil("p1"), .. Sessions(usual + "//II//////II//II")]));
        Assert.Equal("", Told("ATT-10", [LongTerm, Pupil("p1"), .. Sessions(usual + "//IIIIIIII//////")]));
    }

    [Theory]
    [InlineData(1, 6, true)]
    [InlineData(2, 5, true)]
    [InlineData(3, 4, false)]
    [InlineData(0, 4, true)]
    [InlineData(0, 3, false)]
    public void ATT_11_needs_four_days_and_six_tenths_on_one_weekday(int monday, int friday, bool raised) =>
        Assert.Equal(raised, AttendanceReference.IsPattern([monday, 0, 0, 0, friday]));

    [Theory]
    [InlineData(new[] { 6, 4 }, "")]
    [InlineData(new[] { 6, 5, 8 }, "firing Medium 2026-09-09")]
    [InlineData(new[] { 6, 5, 8, 11 }, "firing Medium 2026-09-09")]
    [InlineData(new[] { 6, 5, 8, 12 }, "firing Medium 2026-09-09; firing High 2026-09-09")]
    public void EXC_01_is_the_governors_above_fifteen_days_and_not_at_fifteen(int[] sessions, string told)
    {
        var lines = sessions.Select((count, index) => Suspended(index, count, new DateOnly(2026, 9, 7).AddDays(index * 2)));

        Assert.Equal(told, Told("EXC-01", [Calendar(), Pupil("p1"), .. lines]));
    }

    [Fact]
    public void SG_02_is_three_concerns_two_recorders_two_dates()
    {
        string[] three = [Concern("a", "2026-11-02", "A", 1), Concern("b", "2026-11-09", "B", 1), Concern("c", "2026-11-20", "A", 2)];

        Assert.Equal("firing Medium 2026-11-20", Told("SG-02", [Calendar(), Pupil("p1"), .. three]));
        Assert.Equal("firing High 2026-11-20", Told("SG-02", [Calendar(), Pupil("p1", CIN), .. three]));
        Assert.Equal("", Told("SG-02", [Calendar(), Pupil("p1"), Concern("a", "2026-11-09", "A", 1), Concern("b", "2026-11-09", "B", 1, same: "a"), three[2]]));
        Assert.Equal("firing Medium 2026-11-20", Told("SG-02", [Calendar(), Pupil("p1"), three[1], three[2], Concern("d", "2026-11-05", "C", 1, "2026-12-01")]));
    }

    [Theory]
    [InlineData("2026-11-16", "II", "firing High 2026-11-16")]
    [InlineData("2026-11-16", "VV", "")]
    [InlineData("2026-11-16", "O/", "")]
    [InlineData("2026-11-16", "OI", "firing Critical 2026-11-16")]
    [InlineData("2026-11-19", "II", "firing High 2026-11-19")]
    [InlineData("2026-11-23", "II", "")]
    public void SG_05_is_two_sessions_in_the_five_school_days_after_a_disclosure(string day, string codes, string told) =>
        Assert.Equal(told, Told("SG-05", [Calendar(), Pupil("p1"), Concern("a", "2026-11-12", "A", 3, category: "disclosure-physical"), .. Day("2026-11-12", "//"), .. Day(day, codes)]));

    [Fact]
    public void SG_05_leaves_out_the_sixth_school_day() => Assert.Equal(
        "",
        Told("SG-05", [Calendar().Replace("\"2026-11-20\"", "\"2026-12-01\"", StringComparison.Ordinal), Pupil("p1"), Concern("a", "2026-11-12", "A", 3, category: "disclosure-physical"), .. Day("2026-11-20", "II")]));

    [Theory]
    [InlineData(10, true)]
    [InlineData(9, false)]
    [InlineData(8, false)]
    public void SCH_03_is_a_week_far_above_the_twelve_before(int count, bool spike) =>
        Assert.Equal(spike, SchoolReference.IsSpike(count, [3, 4, 2, 5, 3, 4, 3, 2, 4, 3, 5, 4]));

    [Fact]
    public void SCH_04_sums()
    {
        Assert.Equal(24.4, PeerReference.LeastTold(800, 240, 43, 15), 1);
        Assert.Equal(0.00086, Statistics.PoissonUpTo(4, 15), 5);
        Assert.Equal(0.0076, Statistics.PoissonUpTo(6, 15), 4);
    }

    [Theory]
    [InlineData("DSL", "2024-10-05", "2020-09-01", "2026-10-05", "firing Medium 2026-09-05")]
    [InlineData("DSL", "2024-10-05", "2020-09-01", "2026-10-06", "firing Medium 2026-09-05; firing High 2026-09-05")]
    [InlineData("governor", null, "2026-09-01", "2026-10-01", "")]
    [InlineData("governor", null, "2026-09-01", "2026-10-02", "firing Medium 2026-10-02")]
    public void SCH_10_a_lead_lapses_after_24_months_and_a_governor_has_30_days(string group, string? last, string appointed, string today, string told)
    {
        var trained = last is null ? "null" : $"\"{last}\"";
        var person = $$"""{"type":"training","school":"oakfield","person":"s1","group":"{{group}}","appointedOn":"{{appointed}}","inductionOn":null,"lastOn":{{trained}},"receivedAt":"2026-09-08T08:00:00+01:00"}""";

        Assert.Equal(told, Told("SCH-10", [Calendar(), person, Clock($"{today}T12:00:00+01:00")]));
    }

    [Fact]
    public void TRU_05_is_a_school_day_without_a_mark_by_a_quarter_to_ten()
    {
        string[] Known(string day) => [Calendar().Replace("2026-04-13T08", $"{day}T08", StringComparison.Ordinal)];

        Assert.Equal("firing Critical 2026-11-19", Told("TRU-05", [.. Known("2026-11-19"), Clock("2026-11-19T09:45:00Z")]));
        Assert.Equal("", Told("TRU-05", [.. Known("2026-11-19"), Clock("2026-11-19T09:44:00Z")]));
        Assert.Equal("", Told("TRU-05", [.. Known("2026-11-20"), Clock("2026-11-20T12:00:00Z")]));
    }

    private static string Told(string rule, IEnumerable<string> lines) =>
        string.Join("; ", ReferenceReplay.Run(lines, rule).Select(row => $"{row.To} {row.Severity} {row.Effective.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"));

    // One code a session, from the first day of the long term.
    private static IEnumerable<string> Sessions(string codes)
    {
        var days = Journal.Read([LongTerm]).KnownAt(DateTimeOffset.MaxValue).School("oakfield").Calendar.SchoolDays;
        return codes.Select((code, index) => MarkOn(days[index / 2].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), index % 2 == 0 ? "AM" : "PM", code));
    }

    private static IEnumerable<string> DaysFrom(string from, int count)
    {
        var days = Journal.Read([Calendar()]).KnownAt(DateTimeOffset.MaxValue).School("oakfield").Calendar.SchoolDays;
        return days.Where(day => day >= DateOnly.ParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture)).Take(count).Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> Day(string date, string codes) => new[] { "AM", "PM" }.Zip(codes).Where(half => half.Second != '.').Select(half => MarkOn(date, half.First, half.Second));

    private static string MarkOn(string date, string session, char code) => Mark("p1", date, session, code.ToString());

    private static string Suspended(int id, int sessions, DateOnly from) =>
        $$"""{"type":"suspension","school":"oakfield","id":"x{{id}}","student":"p1","from":"{{from:yyyy-MM-dd}}","to":"{{from.AddDays(20):yyyy-MM-dd}}","sessions":{{sessions}},"permanent":false,"noticeAt":null,"reinstatedAt":null,"examMissed":false,"receivedAt":"{{from:yyyy-MM-dd}}T15:00:00+01:00"}""";

    private static string Concern(string id, string date, string by, int severity, string? received = null, string? same = null, string category = "neglect") =>
        $$"""{"type":"concern","school":"oakfield","id":"{{id}}","student":"p1","occurredAt":"{{date}}T10:00:00Z","categories":["{{category}}"],"severity":{{severity}},"recordedBy":"{{by}}","role":"teacher","linked":[],"sameEventAs":{{(same is null ? "null" : $"\"{same}\"")}},"childOnChild":null,"receivedAt":"{{received ?? date}}T15:00:00Z"}""";
}
