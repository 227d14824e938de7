using System.Collections.Immutable;
using CsCheck;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

public sealed class BoardModelTests
{
    private static readonly DateTimeOffset At = Cards.Morning;

    [Fact]
    public void A_board_that_was_never_answered_is_not_live_and_not_quiet()
    {
        var board = new BoardModel(Cards.School);

        var line = LaneWords.Line(board, Lane.From(board, BoardFilter.None));

        Assert.False(board.Live);
        Assert.Equal(LaneTone.Doubtful, line.Tone);
        Assert.DoesNotContain("No unacknowledged", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_number_is_applied()
    {
        var board = Cards.Live(4).Hear(Cards.Update(5, Cards.Of("ATT-04", "p1")), At);

        Assert.Equal(5, board.LastUpdate);
        Assert.Single(board.Alerts);
        Assert.False(board.WantsAnswer);
    }

    [Fact]
    public void A_number_already_seen_changes_nothing()
    {
        var board = Cards.Live(5, Cards.Of("ATT-04", "p1", state: "acknowledged", update: 5));

        var after = board.Hear(Cards.Update(5, Cards.Of("ATT-04", "p1")), At);

        Assert.Same(board, after);
    }

    [Fact]
    public void A_missing_number_asks_for_an_answer_and_the_later_change_is_not_lost()
    {
        var later = Cards.Update(7, Cards.Of("SG-01", "p2", "critical"));
        var board = Cards.Live(5).Hear(later, At);

        Assert.True(board.WantsAnswer);
        Assert.Equal(5, board.LastUpdate);

        var answered = board.Hear(Cards.Answer(6, Cards.Of("ATT-04", "p1", update: 6)), At);

        Assert.Equal(7, answered.LastUpdate);
        Assert.Equal(2, answered.Alerts.Count);
        Assert.False(answered.WantsAnswer);
    }

    [Fact]
    public void A_number_without_a_card_is_a_change_the_viewer_may_not_see_and_no_gap()
    {
        var board = Cards.Live(4, Cards.Of("ATT-04", "p1")).Hear(new BoardUpdate(Cards.School, 5, null), At);

        Assert.Equal(5, board.LastUpdate);
        Assert.Single(board.Alerts);
        Assert.False(board.WantsAnswer);
    }

    [Fact]
    public void A_heartbeat_ahead_of_the_screen_asks_for_what_was_missed()
    {
        Assert.True(Cards.Live(5).Hear(Cards.Beat(6), At).WantsAnswer);
        Assert.False(Cards.Live(5).Hear(Cards.Beat(5), At).WantsAnswer);
    }

    [Fact]
    public void Twelve_seconds_of_silence_are_not_live_and_what_was_shown_stays()
    {
        var board = Cards.Live(5, Cards.Of("ATT-04", "p1"));

        var nearly = board.Tick(At.AddSeconds(11.9));
        var silent = board.Tick(At.AddSeconds(12));

        Assert.True(nearly.Live);
        Assert.False(silent.Live);
        Assert.Equal(At, silent.NotLiveSince);
        Assert.True(silent.WantsAnswer);
        Assert.Single(silent.Alerts);
    }

    [Fact]
    public void Ages_stand_still_while_the_screen_is_not_live()
    {
        var lost = Cards.Live(5).Lose(At.AddSeconds(30));

        Assert.Equal(lost.SchoolNow(At.AddSeconds(30)), lost.SchoolNow(At.AddMinutes(20)));
    }

    [Fact]
    public void The_school_clock_runs_at_the_schools_speed()
    {
        var board = new BoardModel(Cards.School)
            .Hear(new SubscribeAnswer(Cards.Snapshot(1) with { Freshness = Cards.Fresh with { Speed = 40 } }, []), At);

        Assert.Equal(At.AddMinutes(40), board.SchoolNow(At.AddMinutes(1)));
    }

    [Fact]
    public void After_a_silence_a_heartbeat_alone_does_not_make_the_screen_live()
    {
        var board = Cards.Live(5).Tick(At.AddSeconds(12)).Hear(Cards.Beat(5), At.AddSeconds(13));

        Assert.False(board.Live);
        Assert.True(board.Hear(Cards.Answer(5), At.AddSeconds(14)).Live);
    }

    [Fact]
    public void What_changed_while_away_is_marked_until_it_is_seen()
    {
        var before = Cards.Live(5, Cards.Of("ATT-04", "p1"), Cards.Of("ATT-05", "p2"));

        var back = before.Lose(At).Hear(
            Cards.Answer(8, Cards.Of("ATT-04", "p1"), Cards.Of("ATT-05", "p2", state: "acknowledged", update: 7), Cards.Of("SG-01", "p3", "critical", update: 8)),
            At.AddMinutes(3));

        Assert.True(back.Live);
        Assert.Equal(["ATT-05/p2/-/1", "SG-01/p3/-/1"], back.ChangedAway.Order());
        Assert.Empty(back.SeenAway().ChangedAway);
    }

    [Fact]
    public void A_retraction_heard_live_stays_for_a_minute_with_its_reason()
    {
        var card = Cards.Of("ATT-04", "p1");
        var board = Cards.Live(5, card).Hear(Cards.Update(6, card with { State = "retracted", Because = "N became I" }), At);

        var lane = Lane.From(board, BoardFilter.None);

        Assert.Equal("Retracted: N became I", AlertWords.State(Assert.Single(lane.Leaving).First, At));
        Assert.Empty(lane.Waiting);
        Assert.Single(board.Tick(At.AddSeconds(11)).Alerts);
        Assert.Empty(board.Hear(Cards.Beat(6), At.AddSeconds(55)).Tick(At.AddSeconds(60)).Alerts);
    }

    [Fact]
    public void A_retraction_missed_while_away_is_still_shown_with_its_reason()
    {
        var card = Cards.Of("ATT-04", "p1");
        var retraction = Cards.Update(6, card with { State = "retracted", Because = "N became I" });

        var back = Cards.Live(5, card).Lose(At).Hear(new SubscribeAnswer(Cards.Snapshot(6), [retraction]), At.AddMinutes(2));

        Assert.Equal("N became I", Assert.Single(Lane.From(back, BoardFilter.None).Leaving).First.Because);
    }

    [Fact]
    public void A_card_that_left_unseen_says_so_instead_of_vanishing()
    {
        var back = Cards.Live(5, Cards.Of("ATT-04", "p1")).Lose(At).Hear(Cards.Answer(900), At.AddHours(2));

        Assert.Contains("not live", Assert.Single(Lane.From(back, BoardFilter.None).Leaving).First.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_starts_again_from_nothing_is_believed()
    {
        var back = Cards.Live(500, Cards.Of("ATT-04", "p1", update: 500)).Lose(At).Hear(Cards.Answer(2, Cards.Of("SG-02", "p9", update: 2)), At.AddMinutes(1));

        Assert.Equal(2, back.LastUpdate);
        Assert.Equal("p9", Assert.Single(Lane.From(back, BoardFilter.None).Waiting).Subject);
    }

    [Fact]
    public void Access_taken_back_shows_nothing_more()
    {
        var board = Cards.Live(5, Cards.Of("ATT-04", "p1")).Revoke();

        Assert.Empty(board.Alerts);
        Assert.False(board.Lose(At).Hear(Cards.Beat(6), At).WantsAnswer);
        Assert.Contains("taken back", LaneWords.Line(board, Lane.From(board, BoardFilter.None)).Text, StringComparison.Ordinal);
    }

    /// <summary>Whatever order, however often, whichever lost: once the answers have come, the screen shows what the board holds.</summary>
    [Fact]
    public void Any_order_of_updates_ends_as_the_board_stands()
    {
        var heard = Gen.Int[1, 8].Array[0, 20];
        heard.Sample(numbers =>
        {
            var truth = Enumerable.Range(1, 8).Select(number => Cards.Update(number, Cards.Of("ATT-04", "p" + (number % 3), state: number % 2 == 0 ? "acknowledged" : "firing"))).ToList();
            var board = numbers.Aggregate(Cards.Live(0), (model, number) => model.Hear(truth[number - 1], At)).Hear(Cards.Beat(8), At);
            if (board.WantsAnswer)
            {
                board = board.Hear(Cards.Answer(8, Newest(truth)), At);
            }

            Assert.Equal(8, board.LastUpdate);
            Assert.Equal(Newest(truth).ToImmutableSortedDictionary(card => card.Alert, card => card), board.Alerts.ToImmutableSortedDictionary());
        });
    }

    private static AlertCard[] Newest(IEnumerable<BoardUpdate> updates) =>
        [.. updates.Select(update => update.Alert).OfType<AlertCard>().GroupBy(card => card.Alert).Select(group => group.MaxBy(card => card.Update)!)];
}
