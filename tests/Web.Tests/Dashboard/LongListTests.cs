using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using RiskMonitor.Dashboard.Live;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>A list of thousands is painted where it is looked at, and drawn up only when it changes.</summary>
public sealed class LongListTests
{
    [Fact]
    public async Task Sixty_cards_are_painted_whole_and_of_more_only_the_first()
    {
        await using var desk = new Desk();

        Assert.Equal(60, List(desk, Held(60)).FindAll("article").Count);
        var many = List(desk, Held(61));

        Assert.Equal(2 * CardParts.Size, many.FindAll("article").Count);
        Assert.Equal("61", many.Find("[role=listitem]").GetAttribute("aria-setsize"));
        Assert.Equal(6, many.FindAll(".part").Count);
    }

    [Fact]
    public async Task What_comes_near_the_screen_is_painted_and_what_goes_is_not()
    {
        await using var desk = new Desk();
        var list = List(desk, Held(100));

        await list.InvokeAsync(() => list.Instance.Move([8], [0]));

        Assert.Equal(["2", "9"], [.. list.FindAll(".part").Select((part, number) => (Cards: part.ChildElementCount, Number: number + 1)).Where(part => part.Cards > 0).Select(part => $"{part.Number}")]);
        Assert.Equal(["97", "98", "99", "100"], list.FindAll(".part")[8].Children.Select(item => item.GetAttribute("aria-posinset")));
    }

    [Fact]
    public async Task The_card_that_the_keyboard_is_at_is_painted_wherever_the_list_is_scrolled_to()
    {
        await using var desk = new Desk();
        var cards = Held(100);

        var list = List(desk, cards, focused: cards[^1].Id);

        Assert.Single(list.FindAll($"#{CardView.DomIdOf(cards[^1].Id)}"));
    }

    [Fact]
    public void A_lane_is_drawn_up_again_when_an_alert_changes_and_not_with_a_heartbeat()
    {
        var (sheet, board) = (new LaneSheet(), Cards.Live(10, Cards.Of("ATT-04", "p1")));
        var lane = sheet.Of(board, BoardFilter.None);

        Assert.Same(lane, sheet.Of(board.Hear(Cards.Beat(10), Cards.Morning.AddSeconds(5)), BoardFilter.None));
        Assert.Single(sheet.Of(board.Hear(Cards.Update(11, Cards.Of("ATT-04", "p1", state: "acknowledged")), Cards.Morning), BoardFilter.None).Acknowledged);
        Assert.Equal(1, sheet.Of(board, new BoardFilter { Rule = "SG-01" }).Hidden);
    }

    [Fact]
    public void Nothing_is_painted_anew_when_nothing_came_or_went()
    {
        var parts = new CardParts();

        Assert.False(parts.Move([0, 1], [7, 8]));
        Assert.True(parts.Move([2], []));
        Assert.True(parts.Move([], [0]));
        Assert.Equal([false, true, true], [parts.IsNear(0), parts.IsNear(1), parts.IsNear(2)]);
    }

    private static IReadOnlyList<PupilCard> Held(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new PupilCard(Cards.School, $"p{number}", [Cards.Of("ATT-04", $"p{number}", state: "acknowledged")]))];

    private static IRenderedComponent<CardList> List(Desk desk, IReadOnlyList<PupilCard> cards, string? focused = null) => desk.Render<CardList>(set => set
        .Add(list => list.Cards, cards).Add(list => list.Model, Cards.Live(10)).Add(list => list.Label, "Taken on or set aside").Add(list => list.Focused, focused));
}
