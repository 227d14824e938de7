using System.Collections.Immutable;

namespace RiskMonitor.Domain.Figures;

/// <summary>How a count is shown to those who may know counts and no child.</summary>
public enum Showing
{
    Shown,

    /// <summary>Under the least that is shown: "&lt;5".</summary>
    Small,

    /// <summary>A small one could be worked out from it, or it is about too few people. Not a small count itself, unless the whole table is withheld.</summary>
    Withheld,
}

/// <summary>One count of a table as it may be published. Its number is there only if it is shown.</summary>
public readonly record struct SafeCount(Showing Showing, int? Number);

/// <summary>A table of counts with its totals, as it may be published: the last row and the last column are the totals.</summary>
public sealed record SafeTable(ImmutableArray<ImmutableArray<SafeCount>> Rows);

/// <summary>
/// Hides small counts of a table, and as many others as it takes that none of the hidden can be worked out: not from the totals, not from the
/// others, and not from knowing which of them are small.
/// </summary>
/// <remarks>
/// Totals are cells like others, with their sign turned, so that every row and every column adds up to nothing. A hidden cell is safe when
/// another table with the same published numbers has another number there. Two such tables differ by steps along a cycle of hidden cells,
/// one up, one down; so it is enough to look for a cycle through the cell along which each can take a step. What somebody learns from two
/// tables of two dates is not looked at.
/// </remarks>
public static class SmallNumbers
{
    /// <summary>The least count that is shown.</summary>
    public const int LeastShown = 5;

    /// <exception cref="ArgumentException">The rows are not of one length, there is none, or a count is negative.</exception>
    public static SafeTable Of(IReadOnlyList<IReadOnlyList<int>> counts, int leastShown = LeastShown)
    {
        if (counts.Count == 0 || counts[0].Count == 0 || counts.Any(row => row.Count != counts[0].Count || row.Any(count => count < 0)))
            throw new ArgumentException("A table needs rows of one length with counts from 0 on.", nameof(counts));
        return Hidden(new Table(counts, leastShown, null));
    }

    /// <summary>
    /// A table of what is about people: in each cell whom, once for each thing that is counted. Whatever is about fewer people than
    /// <paramref name="leastShown"/> is hidden too, however much it is: five alerts about one child point at the child.
    /// </summary>
    /// <remarks>It is withheld and not called small: that a count is small is told of the count, and what can be worked out from it stays as it was.</remarks>
    /// <exception cref="ArgumentException">The rows are not of one length, or there is none.</exception>
    public static SafeTable OfPeople(IReadOnlyList<IReadOnlyList<IReadOnlyCollection<string>>> whom, int leastShown = LeastShown)
    {
        if (whom.Count == 0 || whom[0].Count == 0 || whom.Any(row => row.Count != whom[0].Count))
            throw new ArgumentException("A table needs rows of one length.", nameof(whom));
        return Hidden(new Table([.. whom.Select(row => row.Select(cell => cell.Count).ToArray())], leastShown, whom));
    }

    private static SafeTable Hidden(Table table)
    {
        while (table.WaysToHide() is { } more)
            table.Withhold(more);
        return table.Safe();
    }

    private const long TotalsCost = 1L << 40;

    private readonly record struct Place(int Row, int Column);

    /// <summary>Cells that take a step each, so that the sums stay as they are, and what has to be withheld for that.</summary>
    private sealed record Route(long Cost, ImmutableList<Place> Through);

    private sealed class Table
    {
        private readonly int[,] values;
        private readonly Showing[,] showings;
        private readonly int least;
        private readonly int height;
        private readonly int width;

        // Which counts are small can be enough to work all of them out. Then not even that is told, and any table could be this one.
        private bool tellsNothing;

        /// <param name="whom">Whom each count is about; null: nobody.</param>
        public Table(IReadOnlyList<IReadOnlyList<int>> counts, int least, IReadOnlyList<IReadOnlyList<IReadOnlyCollection<string>>>? whom)
        {
            (this.least, height, width) = (least, counts.Count + 1, counts[0].Count + 1);
            (values, showings) = (new int[height, width], new Showing[height, width]);
            for (var row = 0; row < height; row++)
            {
                for (var column = 0; column < width; column++)
                {
                    var rows = row < height - 1 ? [counts[row]] : counts;
                    values[row, column] = rows.Sum(each => column < width - 1 ? each[column] : each.Sum());
                    showings[row, column] = values[row, column] < least ? Showing.Small : whom is not null && People(whom, row, column) < least ? Showing.Withheld : Showing.Shown;
                }
            }
        }

        // A child with alerts of two kinds is one child in the total.
        private int People(IReadOnlyList<IReadOnlyList<IReadOnlyCollection<string>>> whom, int row, int column) =>
            (row < height - 1 ? [whom[row]] : whom).SelectMany(each => column < width - 1 ? each[column] : each.SelectMany(cell => cell)).Distinct(StringComparer.Ordinal).Count();

        /// <summary>What to withhold for the first hidden count that can still be worked out: of all cycles through it the one that costs least. Null: none can be.</summary>
        public IReadOnlyList<Place>? WaysToHide()
        {
            if (tellsNothing)
                return null;
            foreach (var place in Places().Where(IsHidden))
            {
                Route?[] routes = [Cheapest(place, up: true), Cheapest(place, up: false)];
                if (routes.OfType<Route>().MinBy(route => route.Cost) is not { } route)
                    return [.. Places()];
                if (route.Cost > 0)
                    return [.. route.Through.Where(each => !IsHidden(each))];
            }

            return null;
        }

        public void Withhold(IReadOnlyList<Place> places)
        {
            foreach (var place in places)
                showings[place.Row, place.Column] = Showing.Withheld;
            tellsNothing = places.Count == height * width;
        }

        public SafeTable Safe() => new([.. Enumerable.Range(0, height).Select(row => Enumerable.Range(0, width).Select(column =>
            new SafeCount(showings[row, column], showings[row, column] == Showing.Shown ? values[row, column] : null)).ToImmutableArray())]);

        // From the cell's column back to its row: along a column one goes against the cell's own step, along a row with it. Dijkstra's way.
        private Route? Cheapest(Place start, bool up)
        {
            if (CostOf(start, up) is null)
                return null;
            var settled = new HashSet<(bool IsColumn, int At)>();
            var waiting = new PriorityQueue<((bool IsColumn, int At) Node, Route Route), long>();
            waiting.Enqueue(((true, start.Column), new Route(0, [])), 0);
            while (waiting.TryDequeue(out var at, out _))
            {
                if (at.Node == (false, start.Row))
                    return at.Route;
                if (!settled.Add(at.Node))
                    continue;
                foreach (var next in Enumerable.Range(0, at.Node.IsColumn ? height : width))
                {
                    var place = at.Node.IsColumn ? new Place(next, at.Node.At) : new Place(at.Node.At, next);
                    if (place == start || CostOf(place, at.Node.IsColumn ? !up : up) is not { } cost)
                        continue;
                    var route = new Route(at.Route.Cost + cost, at.Route.Through.Add(place));
                    waiting.Enqueue(((!at.Node.IsColumn, next), route), route.Cost);
                }
            }

            return null;
        }

        // Null: it cannot take the step. Nothing: it can, hidden as it is. Else what is lost by withholding it; a total is lost last.
        private long? CostOf(Place place, bool up)
        {
            var value = values[place.Row, place.Column];
            if (IsHidden(place))
                return MaySignedStep(place, up) ? 0 : null;
            return (IsMargin(place) ? !up : up) || value > least ? value + (IsTotal(place) ? TotalsCost : 1) : null;
        }

        // A total's sign is turned, unless it is the total of totals.
        private bool MaySignedStep(Place place, bool up) => MayStep(place, IsMargin(place) ? !up : up);

        private bool MayStep(Place place, bool up) => (showings[place.Row, place.Column], values[place.Row, place.Column]) switch
        {
            (Showing.Small, var value) => up ? value < least - 1 : value > 0,
            (Showing.Withheld, var value) => up || value > least,
            _ => false,
        };

        private bool IsHidden(Place place) => showings[place.Row, place.Column] != Showing.Shown;

        private bool IsTotal(Place place) => place.Row == height - 1 || place.Column == width - 1;

        private bool IsMargin(Place place) => place.Row == height - 1 != (place.Column == width - 1);

        private IEnumerable<Place> Places() =>
            from row in Enumerable.Range(0, height)
            from column in Enumerable.Range(0, width)
            select new Place(row, column);
    }
}
