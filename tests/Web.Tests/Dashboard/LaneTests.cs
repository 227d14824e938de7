using RiskMonitor.Dashboard.Board;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

public sealed class LaneTests
{
    [Fact]
    public void Unacknowledged_first_then_severity_then_age()
    {
        var lane = Lane.From(
            Cards.Live(
                9,
                Cards.Of("ATT-04", "young-medium", minutesAgo: 2),
                Cards.Of("ATT-04", "old-medium", minutesAgo: 50),
                Cards.Of("ATT-05", "high", "high", minutesAgo: 1),
                Cards.Of("SG-01", "critical", "critical", minutesAgo: 3),
                Cards.Of("SG-01", "held-late", "critical", "acknowledged", minutesAgo: 5),
                Cards.Of("ATT-03", "held-early", "high", "acknowledged", minutesAgo: 90)),
            BoardFilter.None);

        Assert.Equal(["critical", "high", "old-medium", "young-medium"], lane.Waiting.Select(card => card.Subject));
        Assert.Equal(["held-early", "held-late"], lane.Acknowledged.Select(card => card.Subject));
    }

    [Fact]
    public void All_alerts_of_a_pupil_are_on_one_card_the_most_urgent_first()
    {
        var lane = Lane.From(Cards.Live(3, Cards.Of("ATT-04", "p1"), Cards.Of("ATT-08", "p1", "critical"), Cards.Of("SG-01", "p1", "critical", "acknowledged")), BoardFilter.None);

        var card = Assert.Single(lane.Waiting);

        Assert.Equal(["ATT-08", "ATT-04", "SG-01"], card.Alerts.Select(alert => alert.Rule));
        Assert.Equal("Critical", card.Look.Word);
    }

    [Fact]
    public void A_card_is_as_old_as_the_most_severe_that_waits_on_it()
    {
        var lane = Lane.From(
            Cards.Live(4, Cards.Of("ATT-01", "p1", "low", minutesAgo: 47), Cards.Of("ATT-08", "p1", "critical", minutesAgo: 6), Cards.Of("SG-01", "p2", "critical", minutesAgo: 22)),
            BoardFilter.None);

        Assert.Equal(["p2", "p1"], lane.Waiting.Select(card => card.Subject));
        Assert.Equal(TimeSpan.FromMinutes(16), lane.Waiting[1].Since - lane.Waiting[0].Since);
    }

    [Fact]
    public void What_is_set_aside_does_not_make_a_card_more_urgent_than_what_waits_on_it()
    {
        var lane = Lane.From(
            Cards.Live(4, Cards.Of("SG-01", "p1", "critical", minutesAgo: 6) with { SnoozedUntil = new DateOnly(2026, 12, 1) }, Cards.Of("ATT-01", "p1", "low"), Cards.Of("ATT-04", "p2")),
            BoardFilter.None);

        Assert.Equal(["p2", "p1"], lane.Waiting.Select(card => card.Subject));
        Assert.Equal("Low", lane.Waiting[1].Look.Word);
    }

    [Fact]
    public void What_was_already_true_calls_nobody()
    {
        var lane = Lane.From(Cards.Live(1, Cards.Of("ATT-03", "p1", "high") with { PreExisting = true }), BoardFilter.None);

        Assert.Empty(lane.Waiting);
        Assert.Empty(lane.WaitingBySeverity());
        Assert.Single(lane.PreExisting);
    }

    [Fact]
    public void An_acknowledged_alert_beside_an_old_one_does_not_come_back_up()
    {
        var lane = Lane.From(
            Cards.Live(2, Cards.Of("ATT-03", "p1", "high") with { PreExisting = true }, Cards.Of("SG-02", "p1", state: "acknowledged")),
            BoardFilter.None);

        Assert.Empty(lane.Waiting);
        Assert.Single(lane.Acknowledged);
    }

    [Fact]
    public void A_stale_source_is_a_banner_and_not_a_card()
    {
        var board = Cards.Live(1, Cards.Of("TRU-05", null, "critical"));

        var lane = Lane.From(board, BoardFilter.None);

        Assert.Single(lane.Banners);
        Assert.Empty(lane.Cards);
        Assert.Equal(LaneTone.Doubtful, LaneWords.Line(board, lane).Tone);
    }

    [Fact]
    public void A_filter_never_hides_a_stale_source()
    {
        var lane = Lane.From(Cards.Live(2, Cards.Of("TRU-05", null, "critical"), Cards.Of("ATT-04", "p1")), BoardFilter.Parse("?severity=low"));

        Assert.Single(lane.Banners);
        Assert.Equal(1, lane.Hidden);
    }

    [Fact]
    public void Two_pupils_with_the_same_initials_stay_two_cards_where_cases_may_not_be_opened()
    {
        var lane = Lane.From(Cards.Live(2, Cards.Of("ATT-04", "p1") with { Student = null }, Cards.Of("ATT-04", "p2") with { Student = null }), BoardFilter.None);

        Assert.Equal(2, lane.Waiting.Count);
        Assert.All(lane.Waiting, card => Assert.False(card.IsSchools));
    }

    [Fact]
    public void A_wall_turns_its_pages_for_ever_and_never_shows_more_than_twelve()
    {
        var cards = Lane.From(Cards.Live(30, [.. Enumerable.Range(0, 30).Select(number => Cards.Of("ATT-04", $"p{number:00}", minutesAgo: number * 5))]), BoardFilter.None).Waiting;

        var pages = Enumerable.Range(0, 4).Select(turn => WallPages.At(cards, 40, turn)).ToList();

        Assert.Equal([12, 12, 6, 12], pages.Select(page => page.Cards.Count));
        Assert.Equal([18, 18, 24, 18], pages.Select(page => page.More));
        Assert.Equal(cards.Select(card => card.Subject), pages.Take(3).SelectMany(page => page.Cards).Select(card => card.Subject));
    }

    [Theory]
    [InlineData(1920, 1080, 12)]
    [InlineData(1366, 768, 2)]
    [InlineData(3840, 2160, 12)]
    [InlineData(320, 480, 1)]
    public void A_wall_shows_as_many_cards_as_its_window_takes(int width, int height, int cards) =>
        Assert.Equal(cards, WallPages.Fitting(width, height));

    [Fact]
    public void A_banner_or_a_second_school_costs_cards_rather_than_cutting_them()
    {
        Assert.Equal(8, WallPages.Fitting(1920, 1080, banners: 1));
        Assert.Equal(8, WallPages.Fitting(1920, 1080, schools: 3));
    }
}
