using Microsoft.AspNetCore.SignalR.Client;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using RiskMonitor.Dashboard.Live;
using RiskMonitor.Dashboard.Students;
using RiskMonitor.Dashboard.Words;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

public sealed class WordsTests
{
    [Theory]
    [InlineData("critical", 4, "Critical", "▲")]
    [InlineData("high", 3, "High", "◆")]
    [InlineData("medium", 2, "Medium", "●")]
    [InlineData("low", 1, "Low", "○")]
    [InlineData("info", 0, "Info", "i")]
    [InlineData("extreme", 3, "extreme", "?")]
    public void A_severity_is_a_word_an_icon_and_a_rank(string severity, int rank, string word, string icon)
    {
        var look = SeverityWords.Of(severity);

        Assert.Equal((rank, word, icon), (look.Rank, look.Word, look.Icon));
    }

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(59, "just now")]
    [InlineData(60, "1 min")]
    [InlineData(3 * 60, "3 min")]
    [InlineData(3600, "1 h")]
    [InlineData(3900, "1 h 5 min")]
    [InlineData(86400, "1 day")]
    [InlineData(3 * 86400, "3 days")]
    [InlineData(-30, "just now")]
    public void An_age_is_told_in_the_words_of_a_glance(int seconds, string words) =>
        Assert.Equal(words, Ages.Short(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("2026-11-24T09:12:00Z", "09:12")]
    [InlineData("2026-06-24T09:12:00Z", "10:12")]
    [InlineData("2026-10-25T00:30:00Z", "01:30")]
    public void Clocks_are_London_clocks(string at, string clock) =>
        Assert.Equal(clock, SchoolTime.Clock(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Freshness_is_said_as_a_lead_would_say_it()
    {
        Assert.Equal("Registers received 23 of 26, last 09:12", LaneWords.Registers(Cards.Fresh.Registers!, Cards.Morning));
        Assert.Equal("Last evaluated 09:41:07, 9,412 marks today", LaneWords.Evaluated(Cards.Fresh));
        Assert.Equal("CPOMS: stale, last read 09:02", LaneWords.Feed(new FeedChip("cpoms", Cards.Morning.AddMinutes(-39), true), Cards.Morning));
        Assert.Equal("Last evaluated 09:41:07", LaneWords.Evaluated(Cards.Fresh, isTrusts: true));
        Assert.Equal("CPOMS: stale, last read Mon 23 Nov, 16:23", LaneWords.Feed(new FeedChip("cpoms", new(2026, 11, 23, 16, 23, 0, TimeSpan.Zero), true), Cards.Morning));
        Assert.Equal("CPOMS: never read", LaneWords.Feed(new FeedChip("cpoms", null, true), Cards.Morning));
    }

    [Fact]
    public void Only_a_live_board_with_fresh_sources_is_called_quiet()
    {
        Assert.Equal((LaneTone.Quiet, "No unacknowledged alerts."), Said(Cards.Live(1)));
        Assert.Equal(LaneTone.Doubtful, Said(Cards.Live(1).Lose(Cards.Morning)).Tone);
        Assert.Equal(LaneTone.Doubtful, Said(With(Cards.Fresh with { Baseline = true })).Tone);
        Assert.Equal(LaneTone.Doubtful, Said(With(Cards.Fresh with { Feeds = [new FeedChip("mis", null, true)] })).Tone);
        Assert.Equal((LaneTone.Busy, "1 unacknowledged alert."), Said(Cards.Live(1, Cards.Of("ATT-04", "p1"))));
    }

    [Theory]
    [InlineData("firing", "")]
    [InlineData("acknowledged", "Acknowledged by Priya Anand since 09:32")]
    [InlineData("resolved", "Resolved: the condition no longer holds.")]
    [InlineData("retracted", "Retracted: corrected data show that it was never true.")]
    public void An_alert_says_who_has_it_or_why_it_leaves(string state, string words) =>
        Assert.Equal(words, AlertWords.State(Cards.Of("ATT-04", "p1", state: state), Cards.Morning));

    [Theory]
    [InlineData("windowTo", "Window to")]
    [InlineData("missing-risk", "Missing risk")]
    [InlineData("onRoll", "On roll")]
    [InlineData("teacher", "Teacher")]
    public void Keys_of_the_data_become_headings(string key, string label) => Assert.Equal(label, Plain.Label(key));

    [Theory]
    [InlineData("present", "/", "")]
    [InlineData("present", "L", "L")]
    [InlineData("unauthorised", "O", "O")]
    [InlineData("none", null, "·")]
    public void A_session_prints_its_code_unless_the_pupil_was_simply_there(string kind, string? code, string printed) =>
        Assert.Equal(printed, MarkWords.Printed(code, kind));

    [Theory]
    [InlineData("", "")]
    [InlineData("?school=brook-lane&severity=high&rule=ATT-04&state=waiting", "?school=brook-lane&severity=high&rule=ATT-04&state=waiting")]
    [InlineData("?severity=fuchsia&rule=%3Cscript%3E&name=Amelia&state=all", "")]
    [InlineData("?rule=ATT-04w&&=&rule", "?rule=ATT-04w")]
    public void A_filter_lives_in_the_address_and_takes_ids_and_enums_only(string query, string kept) =>
        Assert.Equal(kept, BoardFilter.Parse(query).Query());

    [Fact]
    public void Reconnecting_never_ends_and_never_waits_longer_than_fifteen_seconds()
    {
        var eager = new RetryForever(() => 0.999);
        var patient = new RetryForever(() => 0);

        Assert.All([0, 1, 5, 1000, long.MaxValue], previous => Assert.InRange(patient.Wait(previous), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(15)));
        Assert.All([0, 1, 5, 1000], previous => Assert.True(eager.Wait(previous) < patient.Wait(previous)));
        Assert.NotNull(patient.NextRetryDelay(new RetryContext { PreviousRetryCount = 100_000, RetryReason = new IOException() }));
        Assert.Null(patient.NextRetryDelay(new RetryContext { RetryReason = new HttpRequestException(null, null, System.Net.HttpStatusCode.Unauthorized) }));
    }

    [Fact]
    public void A_screen_reader_hears_a_summary_at_most_every_ten_seconds_and_a_Critical_at_once()
    {
        var quiet = new Announcements().Hear([Lane.From(Cards.Live(1), BoardFilter.None)], true, Cards.Morning);
        var critical = Lane.From(Cards.Live(2, Cards.Of("SG-01", "p1", "critical")), BoardFilter.None);

        var soon = quiet.Hear([critical], true, Cards.Morning.AddSeconds(2));
        var later = soon.Hear([critical], true, Cards.Morning.AddSeconds(10));

        Assert.Equal("No unacknowledged alerts.", soon.Polite);
        Assert.Equal("Critical: SG-01 in words.", soon.Assertive);
        Assert.Equal("1 unacknowledged alert.", later.Polite);
    }

    [Fact]
    public void A_second_Critical_like_the_first_is_read_aloud_too()
    {
        var pupils = new[] { "p1", "p2", "p3" }.Select(pupil => Cards.Of("SG-01", pupil, "critical")).ToArray();
        var first = Hear(new Announcements(), pupils[..1]);
        var nothingNew = Hear(first, pupils[..1]);
        var second = Hear(nothingNew, pupils[..2]);
        var third = Hear(second, pupils);

        Assert.Equal(first.Assertive, nothingNew.Assertive);
        Assert.NotEqual(first.Assertive, second.Assertive);
        Assert.NotEqual(second.Assertive, third.Assertive);
        Assert.All([first, second, third], heard => Assert.Equal("Critical: SG-01 in words.", heard.Assertive.Trim()));
    }

    private static Announcements Hear(Announcements before, AlertCard[] cards) =>
        before.Hear([Lane.From(Cards.Live(2, cards), BoardFilter.None)], true, Cards.Morning);

    private static (LaneTone Tone, string Text) Said(BoardModel board)
    {
        var line = LaneWords.Line(board, Lane.From(board, BoardFilter.None));
        return (line.Tone, line.Text);
    }

    private static BoardModel With(BoardFreshness freshness) =>
        new BoardModel(Cards.School).Hear(new SubscribeAnswer(Cards.Snapshot(1) with { Freshness = freshness }, []), Cards.Morning);
}
