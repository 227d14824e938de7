using System.Text;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using static RiskMonitor.Domain.Tests.Observations.CanonicalLines;

namespace RiskMonitor.Domain.Tests.Observations;

public sealed class ObservationReaderTests
{
    private const string GoodMark = """{"type":"mark","school":"oakfield","student":"p001","date":"2026-10-06","session":"PM","code":"O","recordedAt":"2026-10-06T13:40:00+01:00"}""";

    [Fact]
    public void A_mark_says_who_when_and_what()
    {
        var mark = Taken<Mark>(GoodMark);

        Assert.Equal("p001|2026-10-06|PM", mark.Key);
        Assert.Equal(new SchoolSession(new DateOnly(2026, 10, 6), Session.PM), mark.At);
        Assert.Equal("O", mark.Code);
        Assert.Equal(new DateTimeOffset(2026, 10, 6, 12, 40, 0, TimeSpan.Zero), mark.RecordedAt);
        Assert.Equal(Now, mark.ReceivedAt);
    }

    [Fact]
    public void No_mark_must_be_said()
    {
        Assert.Null(Taken<Mark>(GoodMark.Replace("\"O\"", "null", StringComparison.Ordinal)).Code);
        Assert.IsType<RejectedLine>(Read(GoodMark.Replace("\"code\":\"O\",", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_senders_word_on_when_we_received_it_counts_only_in_a_replay()
    {
        var line = GoodMark.Replace("}", ",\"receivedAt\":\"2026-10-06T14:00:00+01:00\"}", StringComparison.Ordinal);

        Assert.Equal(Now, Taken<Mark>(line).ReceivedAt);
        Assert.Equal(new DateTimeOffset(2026, 10, 6, 13, 0, 0, TimeSpan.Zero), Taken<Mark>(line, ReaderOptions.Replay).ReceivedAt);
        Assert.Equal(new DateTimeOffset(2026, 10, 6, 12, 40, 0, TimeSpan.Zero), Taken<Mark>(GoodMark, ReaderOptions.Replay).ReceivedAt);
    }

    [Fact]
    public void Fields_nobody_knows_are_kept_out_and_counted_at_any_depth()
    {
        var reader = new ObservationReader(ReaderOptions.Sender);
        var line = """{"type":"pupil","school":"oakfield","student":"p001","joined":"2022-09-01","statuses":[{"kind":"CP","from":"2026-01-01","source":"LA"}],"shoe":{"size":38},"ethnicity":"x"}"""u8.ToArray();

        var read = Assert.IsType<ReadLine>(reader.Read(line, 1, Now));

        Assert.Equal(3, read.UnknownFields);
        Assert.Equal(3, reader.UnknownFields);
    }

    [Theory]
    [InlineData("""{"type":"action","school":"oakfield","id":"a1","concern":"c1","at":"2026-10-05T09:00:00+01:00","kind":"triage"}""")]
    [InlineData("""{"type":"survey","school":"oakfield","term":"Autumn 2026","audience":"pupil","invited":800,"answered":240,"experienced":43,"toldAdult":15}""")]
    [InlineData("""{"type":"training","school":"oakfield","person":"s9","group":"governor","appointedOn":"2026-09-01"}""")]
    [InlineData("""{"type":"report","school":"oakfield","id":"r1","kind":"link-governor","from":"2026-09-01"}""")]
    [InlineData("""{"type":"file-transfer","school":"oakfield","student":"p001","direction":"in","sentAt":"2026-10-01T10:00:00+01:00","receiptAt":null,"hasChildProtectionFile":true}""")]
    [InlineData("""{"type":"assessment","school":"oakfield","id":"x1","student":"p001","on":"2026-10-01","subject":"Maths","measure":"test","value":42,"band":"below"}""")]
    [InlineData("""{"type":"school","school":"oakfield","name":"Oakfield","trust":"northern","phase":"secondary","peers":["elm"]}""")]
    [InlineData("""{"type":"clock","at":"2026-10-06T16:00:00+01:00"}""")]
    public void Every_kind_of_line_can_be_small(string line) => Assert.IsType<ReadLine>(Read(line));

    [Fact]
    public void Year_groups_of_a_calendar_come_as_a_list_or_by_year()
    {
        const string Days = "\"closed\":[\"2026-11-02\"],\"open\":[\"2026-11-03\"]";
        const string Calendar = """{"type":"calendar","school":"oakfield","from":"2026-09-01","to":"2027-07-21","closed":[],"inset":[],"terms":[],"registerCloses":{"AM":"09:10"},"yearGroups":""";

        var list = Taken<Calendar>($"{Calendar}[{{\"yearGroup\":11,{Days}}}]}}");
        var byYear = Taken<Calendar>($"{Calendar}{{\"11\":{{{Days}}}}}}}");

        Assert.Equal(11, list.YearGroups.Single().YearGroup);
        Assert.Equal(list.YearGroups.Single().Closed, byYear.YearGroups.Single().Closed);
        Assert.Equal(list.YearGroups.Single().Open, byYear.YearGroups.Single().Open);
        Assert.Equal(new TimeOnly(9, 10), list.MorningCloses);
        Assert.Equal(new TimeOnly(13, 30), list.AfternoonCloses);
    }

    [Theory]
    [InlineData("mark", "\"student\":\"p001\",\"date\":\"2026-10-06\",\"session\":\"AM\"", "p001|2026-10-06|AM")]
    [InlineData("lesson", "\"student\":\"p001\",\"date\":\"2026-10-06\",\"period\":3", "p001|2026-10-06|3")]
    [InlineData("concern", "\"id\":\"c1\",\"student\":\"p001\"", "c1|p001")]
    [InlineData("action", "\"id\":\"a1\"", "a1")]
    [InlineData("pupil", "\"student\":\"p001\"", "p001")]
    [InlineData("calendar", "\"note\":1", "calendar")]
    [InlineData("survey", "\"term\":\"Autumn\",\"audience\":\"parent\"", "Autumn|parent")]
    [InlineData("file-transfer", "\"student\":\"p001\",\"direction\":\"out\"", "p001|out")]
    public void A_withdrawal_names_what_it_takes_away_by_its_natural_key(string of, string key, string expected)
    {
        var withdrawn = Taken<Withdrawn>($$"""{"type":"withdrawn","school":"oakfield","of":"{{of}}",{{key}},"at":"2026-10-06T10:00:00+01:00","reason":"deleted"}""");

        Assert.Equal(expected, withdrawn.OfKey);
        Assert.Equal(key.Contains("p001", StringComparison.Ordinal) ? new StudentId("p001") : null, withdrawn.Student);
    }

    [Fact]
    public void A_line_that_is_not_whole_text_is_refused_with_the_reason()
    {
        Assert.Equal(new RejectedLine(7, "line", "is not a whole JSON object (cut off, or not JSON)"), Read(GoodMark[..^20]));
        Assert.Equal(new RejectedLine(7, "line", "begins with a byte order mark; write plain UTF-8"), Read("\uFEFF" + GoodMark));
        Assert.Equal(new RejectedLine(7, "line", "is not valid UTF-8"), Read([.. Encoding.UTF8.GetBytes(GoodMark[..^2]), 0xC3, 0x28]));
        Assert.Equal(new RejectedLine(7, "line", "is not a JSON object"), Read("[1]"));
        Assert.Equal(new RejectedLine(7, "line", "has text that is not valid Unicode"), Read(GoodMark.Replace("\"O\"", "\"\\ud800\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_time_whose_plus_sign_is_escaped_is_the_same_time() =>
        Assert.Equal(Taken<Mark>(GoodMark).RecordedAt, Taken<Mark>(GoodMark.Replace("+01:00", "\\u002B01:00", StringComparison.Ordinal)).RecordedAt);

    [Fact]
    public void A_field_whose_name_is_no_text_is_refused() =>
        Assert.IsType<RejectedLine>(Read(GoodMark.Replace("\"code\"", "\"\\ud800\":1,\"code\"", StringComparison.Ordinal)));

    [Fact]
    public void A_field_named_twice_is_refused_rather_than_guessed() =>
        Assert.Equal(new RejectedLine(7, "line", "names a field twice"), Read(GoodMark.Replace("\"code\":\"O\"", "\"code\":\"O\",\"code\":\"I\"", StringComparison.Ordinal)));

    [Fact]
    public void A_line_longer_than_the_limit_is_refused_and_the_limit_named()
    {
        var options = ReaderOptions.Sender with { MaximumLineBytes = 120 };

        Assert.Equal(new RejectedLine(7, "line", "is longer than 120 bytes"), Read(GoodMark, options));
    }

    [Fact]
    public void Only_our_own_journal_may_report_on_a_feed()
    {
        const string Feed = """{"type":"feed","school":"oakfield","feed":"mis","lastCompleteAt":"2026-10-06T09:00:00+01:00"}""";

        Assert.Equal("type", Assert.IsType<RejectedLine>(Read(Feed)).Field);
        Assert.Equal("mis", Taken<FeedReport>(Feed, ReaderOptions.Journal).Feed);
    }

    [Fact]
    public void Only_our_own_journal_may_tell_what_a_person_said_of_two_records()
    {
        const string Decision = """{"type":"identity","school":"oakfield","student":"p1","other":"p2","verdict":"same","by":"lead"}""";

        Assert.Equal("type", Assert.IsType<RejectedLine>(Read(Decision)).Field);
        Assert.Equal(IdentityVerdict.Same, Taken<IdentityDecision>(Decision, ReaderOptions.Journal).Verdict);
    }
}
