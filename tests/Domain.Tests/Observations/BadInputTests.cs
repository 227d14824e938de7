using CsCheck;
using RiskMonitor.Domain.Observations;
using static RiskMonitor.Domain.Tests.Observations.CanonicalLines;

namespace RiskMonitor.Domain.Tests.Observations;

/// <summary>One good line of a kind with one thing wrong in it: the field and the reason are told, and nothing of what the line said.</summary>
public sealed class BadInputTests
{
    private const string Mark = """{"type":"mark","school":"oakfield","student":"p001","date":"2026-10-06","session":"PM","code":"O","minutesLate":3}""";
    private const string Concern = """{"type":"concern","school":"oakfield","id":"c1","student":"p001","occurredAt":"2026-10-05T09:00:00+01:00","categories":["neglect"],"severity":1,"recordedBy":"s17","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":null}""";
    private const string Suspension = """{"type":"suspension","school":"oakfield","id":"x1","student":"p001","from":"2026-10-05","to":"2026-10-06","sessions":4,"permanent":false,"noticeAt":"2026-10-05T09:00:00+01:00","reinstatedAt":null,"examMissed":false}""";
    private const string Pupil = """{"type":"pupil","school":"oakfield","student":"p001","born":"2012-03-04","yearGroup":9,"joined":"2023-09-01","left":null,"statuses":[{"kind":"CP","from":"2026-09-01","to":null}]}""";

    [Theory]
    [InlineData("an unknown type", "\"mark\"", "\"marque\"", "type")]
    [InlineData("no type", "\"type\":\"mark\",", "", "type")]
    [InlineData("no pupil", "\"student\":\"p001\",", "", "student")]
    [InlineData("no school", "\"school\":\"oakfield\",", "", "school")]
    [InlineData("a pupil's name where the id belongs", "\"p001\"", "\"Jo Bloggs\"", "student")]
    [InlineData("a path where the id belongs", "\"p001\"", "\"../p001\"", "student")]
    [InlineData("a number where the id belongs", "\"p001\"", "1", "student")]
    [InlineData("a day that does not exist", "2026-10-06", "2026-02-31", "date")]
    [InlineData("29 February of an ordinary year", "2026-10-06", "2026-02-29", "date")]
    [InlineData("a date with a time", "2026-10-06", "2026-10-06T00:00:00Z", "date")]
    [InlineData("a date the English way round", "2026-10-06", "06/10/2026", "date")]
    [InlineData("a date years ahead", "2026-10-06", "2028-10-06", "date")]
    [InlineData("a session of the evening", "\"PM\"", "\"EV\"", "session")]
    [InlineData("a session in small letters", "\"PM\"", "\"pm\"", "session")]
    [InlineData("an unknown code", "\"O\"", "\"QQ\"", "code")]
    [InlineData("an empty code", "\"O\"", "\"\"", "code")]
    [InlineData("a code retired in 2024", "\"O\"", "\"H\"", "code")]
    [InlineData("a number as text", "\"minutesLate\":3", "\"minutesLate\":\"3\"", "minutesLate")]
    [InlineData("minutes below zero", "\"minutesLate\":3", "\"minutesLate\":-3", "minutesLate")]
    public void A_mark_with(string what, string good, string bad, string field) => Refuses(what, Mark, good, bad, field);

    [Theory]
    [InlineData("severity 0", "\"severity\":1", "\"severity\":0", "severity")]
    [InlineData("severity 5", "\"severity\":1", "\"severity\":5", "severity")]
    [InlineData("severity in words", "\"severity\":1", "\"severity\":\"1\"", "severity")]
    [InlineData("a time without its offset", "09:00:00+01:00", "09:00:00", "occurredAt")]
    [InlineData("a time without seconds", "09:00:00+01:00", "09:00+01:00", "occurredAt")]
    [InlineData("an hour that does not exist", "09:00:00+01:00", "25:00:00+01:00", "occurredAt")]
    [InlineData("a day far in the future", "2026-10-05T", "2026-10-08T", "occurredAt")]
    [InlineData("no categories", "[\"neglect\"]", "[]", "categories")]
    [InlineData("a category that is not canonical", "[\"neglect\"]", "[\"hungry again\"]", "categories[0]")]
    [InlineData("a linked pupil who is no id", "\"linked\":[]", "\"linked\":[\"p 2\"]", "linked[0]")]
    [InlineData("roles that are no object", "\"childOnChild\":null", "\"childOnChild\":\"p2\"", "childOnChild")]
    [InlineData("an id with a bar in it", "\"c1\"", "\"c|1\"", "id")]
    public void A_concern_with(string what, string good, string bad, string field) => Refuses(what, Concern, good, bad, field);

    [Theory]
    [InlineData("sessions below zero", "\"sessions\":4", "\"sessions\":-1", "sessions")]
    [InlineData("an end before its start", "\"to\":\"2026-10-06\"", "\"to\":\"2026-10-04\"", "to")]
    [InlineData("half a session", "\"sessions\":4", "\"sessions\":0.5", "sessions")]
    [InlineData("a truth in words", "\"permanent\":false", "\"permanent\":\"no\"", "permanent")]
    public void A_suspension_with(string what, string good, string bad, string field) => Refuses(what, Suspension, good, bad, field);

    [Theory]
    [InlineData("a status nobody knows", "\"CP\"", "\"XX\"", "statuses[0].kind")]
    [InlineData("a status that ends before it starts", "\"from\":\"2026-09-01\",\"to\":null", "\"from\":\"2026-09-01\",\"to\":\"2026-08-01\"", "statuses[0].to")]
    [InlineData("a year group nobody has", "\"yearGroup\":9", "\"yearGroup\":90", "yearGroup")]
    [InlineData("a leaver who had not joined", "\"left\":null", "\"left\":\"2022-01-01\"", "left")]
    [InlineData("a birth after joining", "2012-03-04", "2025-03-04", "joined")]
    public void A_pupil_with(string what, string good, string bad, string field) => Refuses(what, Pupil, good, bad, field);

    [Theory]
    [InlineData("its category", "[\"neglect\"]", "[\"staff low-level concern\"]")]
    [InlineData("a canonical and a staff category", "[\"neglect\"]", "[\"neglect\",\"LADO\"]")]
    [InlineData("its subject", "\"severity\":1", "\"severity\":1,\"subject\":\"staff\"")]
    [InlineData("a field of its own", "\"severity\":1", "\"severity\":1,\"staffMember\":\"s3\"")]
    [InlineData("a flag", "\"severity\":1", "\"severity\":1,\"lowLevelConcern\":true")]
    [InlineData("its type", "\"type\":\"concern\"", "\"type\":\"low-level-concern\"")]
    public void A_concern_about_staff_is_kept_out_known_by(string what, string good, string bad)
    {
        var rejected = Refused(what, Concern, good, bad);

        Assert.StartsWith("concerns about staff are not pupil observations", rejected.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a mark of a trust", """{"type":"mark","trust":"larkfield","student":"p001","date":"2026-10-06","session":"AM","code":"/"}""", "school")]
    [InlineData("a withdrawal of a mark of a trust", """{"type":"withdrawn","trust":"larkfield","of":"mark","student":"p001","date":"2026-10-06","session":"AM","at":"2026-10-05T09:00:00+01:00","reason":"deleted"}""", "school")]
    [InlineData("a school with a trust's prefix", """{"type":"report","school":"trust.larkfield","id":"r1","kind":"board-safeguarding","on":"2026-10-05"}""", "school")]
    [InlineData("a peer with a trust's prefix", """{"type":"school","school":"oakfield","name":"Oakfield","peers":["trust.larkfield"]}""", "peers[0]")]
    [InlineData("a trust's id too long for a board", """{"type":"report","trust":"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghi","id":"r1","kind":"board-safeguarding","on":"2026-10-05"}""", "trust")]
    [InlineData("another school's figures", """{"type":"figures","school":"oakfield","of":"elm","name":"Elm","roll":9}""", "type")]
    public void What_crosses_schools_is_refused(string what, string line, string field)
    {
        var rejected = Read(line) as RejectedLine;

        Assert.True(rejected?.Field == field, $"{what}: {rejected}");
    }

    [Theory]
    [InlineData("""{"type":"report","trust":"larkfield","id":"r1","kind":"board-safeguarding","on":"2026-10-05"}""")]
    [InlineData("""{"type":"training","trust":"larkfield","person":"t1","group":"governor","appointedOn":"2026-09-01","inductionOn":null,"lastOn":null}""")]
    [InlineData("""{"type":"withdrawn","trust":"larkfield","of":"report","id":"r1","at":"2026-10-05T09:00:00+01:00","reason":"deleted"}""")]
    public void A_trusts_own_line_is_taken(string line)
    {
        var read = Assert.IsType<ReadLine>(Read(line));

        Assert.Equal((SchoolId.OfTrust(new("larkfield")), 0), (read.Observation.School, read.UnknownFields));
    }

    [Fact]
    public void A_teacher_may_record_a_concern_and_a_flag_that_is_off_says_nothing() =>
        Assert.IsType<ReadLine>(Read(Concern.Replace("\"severity\":1", "\"severity\":1,\"lowLevelConcern\":false,\"recordedByStaff\":\"s17\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("\"PM\"", "\"Jo Bloggs hit me\"")]
    [InlineData("\"O\"", "\"Jo Bloggs hit me\"")]
    [InlineData("\"type\":\"mark\"", "\"type\":\"Jo Bloggs hit me\"")]
    public void A_reason_repeats_nothing_of_the_line(string good, string bad) =>
        Assert.DoesNotContain("Jo", Refused("", Mark, good, bad).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Whatever_bytes_arrive_the_reader_answers() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 400], Gen.Byte, Gen.Int[0, 400]).Sample((which, place, octet, cut) =>
    {
        var line = System.Text.Encoding.UTF8.GetBytes(new[] { Mark, Concern, Suspension, Pupil }[which]);
        line[place % line.Length] = octet;

        Assert.NotNull(Read(line));
        Assert.NotNull(Read(line[..(cut % line.Length)]));
    });

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        Assert.IsType<RejectedLine>(Read(new string('[', 100_000)));
        Assert.Equal("line", Assert.IsType<RejectedLine>(Read(new byte[5_000_000])).Field);
        Assert.Equal("linked", Assert.IsType<RejectedLine>(Read(Concern.Replace("\"linked\":[]", $"\"linked\":[{string.Join(',', Enumerable.Repeat("\"p1\"", 2001))}]", StringComparison.Ordinal))).Field);
    }

    private static void Refuses(string what, string line, string good, string bad, string field) =>
        Assert.Equal(field, Refused(what, line, good, bad).Field);

    private static RejectedLine Refused(string what, string line, string good, string bad)
    {
        Assert.IsType<ReadLine>(Read(line));
        Assert.Contains(good, line, StringComparison.Ordinal);
        var rejected = Read(line.Replace(good, bad, StringComparison.Ordinal)) as RejectedLine;
        Assert.True(rejected is not null, $"A line with {what} was taken.");
        Assert.Equal(7, rejected.Line);
        return rejected;
    }
}
