using CsCheck;
using RiskMonitor.Domain.Figures;

namespace RiskMonitor.Domain.Tests.Figures;

/// <summary>What can be worked out of a published table, tried by trying every table there could be.</summary>
public sealed class SmallNumbersLaws
{
    private const int Least = 3;

    // Small numbers close to the least: there every way of working out a hidden one occurs.
    private static readonly Gen<int[][]> AnyTable =
        from height in Gen.Int[1, 3]
        from width in Gen.Int[1, 3]
        from counts in Gen.Int[0, 6].Array[width].Array[height]
        where height * width <= 6
        select counts;

    private static readonly Gen<int[][]> AnyLargeTable =
        from height in Gen.Int[1, 14]
        from width in Gen.Int[1, 6]
        from counts in Gen.Frequency((3, Gen.Int[0, 6]), (2, Gen.Int[0, 200])).Array[width].Array[height]
        select counts;

    // Few names, so that one of them often has much and a cell of much often few of them.
    private static readonly Gen<string[][][]> AnyPeople =
        from height in Gen.Int[1, 3]
        from width in Gen.Int[1, 3]
        from whom in Gen.Int[0, 3].Select(each => $"{each}").Array[0, 6].Array[width].Array[height]
        where height * width <= 6
        select whom;

    [Fact]
    public void Every_hidden_count_could_be_another_one() => AnyTable.Sample(counts => CouldBeOthers(counts, SmallNumbers.Of(counts, Least)), iter: 3_000);

    [Fact]
    public void What_is_about_too_few_people_is_hidden_however_much_it_is_and_could_be_another_count() => AnyPeople.Sample(
        whom =>
        {
            var published = SmallNumbers.OfPeople(whom, Least);

            foreach (var (row, column) in Places(published).Where(place => published.Rows[place.Row][place.Column].Showing == Showing.Shown))
                Assert.InRange(PeopleOf(whom, row, column), Least, int.MaxValue);
            CouldBeOthers([.. whom.Select(line => line.Select(cell => cell.Length).ToArray())], published);
        },
        iter: 3_000);

    [Fact]
    public void Many_alerts_of_one_child_are_not_shown_and_neither_is_what_they_could_be_worked_out_from()
    {
        string[] one = ["a", "a", "a", "a", "a", "a", "a"];
        string[] many = ["b", "c", "d", "e", "f", "g", "h", "i", "j"];

        var published = SmallNumbers.OfPeople([[one, many], [many, many]]);

        Assert.Equal(Showing.Withheld, published.Rows[0][0].Showing);
        Assert.Null(published.Rows[0][0].Number);
        Assert.Equal(Showing.Withheld, published.Rows[0][1].Showing);
        Assert.Equal(Showing.Withheld, published.Rows[1][0].Showing);
        Assert.Equal(34, published.Rows[2][2].Number);
    }

    [Fact]
    public void Where_each_is_about_another_the_people_make_no_difference() => AnyTable.Sample(counts =>
    {
        var whom = counts.Select((line, row) => line.Select((count, column) => Enumerable.Range(0, count).Select(each => $"{row}/{column}/{each}").ToArray()).ToArray()).ToArray();

        Assert.Equal(SmallNumbers.Of(counts, Least).Rows.SelectMany(line => line), SmallNumbers.OfPeople(whom, Least).Rows.SelectMany(line => line));
    });

    [Fact]
    public void What_is_small_is_hidden_and_what_is_shown_is_true() => AnyLargeTable.Sample(counts =>
    {
        var published = SmallNumbers.Of(counts);
        var totals = WithTotals(counts);

        foreach (var (row, column) in Places(published))
        {
            var (count, value) = (published.Rows[row][column], totals[row][column]);
            Assert.Equal(value < SmallNumbers.LeastShown, count.Showing == Showing.Small || (IsWithheldWhole(published) && value < SmallNumbers.LeastShown));
            Assert.Equal(count.Showing == Showing.Shown ? value : null, count.Number);
        }
    });

    [Fact]
    public void Where_nothing_is_small_nothing_is_hidden() => Gen.Int[SmallNumbers.LeastShown, 50].Array[1, 6].Array[1, 1].Sample(counts =>
        Assert.All(SmallNumbers.Of(counts).Rows.SelectMany(row => row), count => Assert.Equal(Showing.Shown, count.Showing)));

    [Fact]
    public void One_small_count_takes_three_others_along()
    {
        var published = SmallNumbers.Of([[2, 20, 30], [10, 40, 50], [60, 70, 80]]);

        Assert.Equal(Showing.Small, published.Rows[0][0].Showing);
        Assert.Equal(3, published.Rows.SelectMany(row => row).Count(count => count.Showing == Showing.Withheld));
        Assert.Equal(362, published.Rows[3][3].Number);
        Assert.Equal([52, 100, 210, 362], published.Rows.Select(row => row[3].Number!.Value));
    }

    // Each of the four could only be what it is, from which of them and of their totals are small.
    [Fact]
    public void A_table_that_could_be_worked_out_from_what_is_small_alone_tells_nothing()
    {
        var published = SmallNumbers.Of([[2, 2], [1, 1]], Least);

        Assert.True(IsWithheldWhole(published));
    }

    // 5 of 5 are withheld: were the small one not nought, the other would be small too.
    [Fact]
    public void Knowing_which_are_small_does_not_help()
    {
        var published = SmallNumbers.Of([[0, 5]]);

        Assert.True(published.Rows[0][2].Showing != Showing.Shown);
    }

    [Fact]
    public void What_is_no_table_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SmallNumbers.Of([]));
        Assert.Throws<ArgumentException>(() => SmallNumbers.Of([[]]));
        Assert.Throws<ArgumentException>(() => SmallNumbers.Of([[1, 2], [1]]));
        Assert.Throws<ArgumentException>(() => SmallNumbers.Of([[-1]]));
        Assert.Throws<ArgumentException>(() => SmallNumbers.OfPeople([]));
        Assert.Throws<ArgumentException>(() => SmallNumbers.OfPeople([[[], []], [[]]]));
    }

    private static void CouldBeOthers(int[][] counts, SafeTable published)
    {
        var seen = new Dictionary<(int, int), HashSet<int>>();

        foreach (var other in TablesLike(counts, published))
        {
            var totals = WithTotals(other);
            foreach (var place in Places(published))
                (seen.TryGetValue(place, out var values) ? values : seen[place] = []).Add(totals[place.Row][place.Column]);
        }

        foreach (var place in Places(published).Where(place => published.Rows[place.Row][place.Column].Showing != Showing.Shown))
            Assert.True(seen[place].Count > 1, $"{place} can only be {string.Join(", ", seen[place])}");
    }

    private static int PeopleOf(string[][][] whom, int row, int column) =>
        whom.Where((_, at) => row == whom.Length || at == row).SelectMany(line => line.Where((_, at) => column == line.Length || at == column)).SelectMany(cell => cell).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Every table, up to a little above the numbers in hand, that would have been published with the same numbers and signs.</summary>
    private static IEnumerable<int[][]> TablesLike(int[][] counts, SafeTable published)
    {
        var (height, width) = (counts.Length, counts[0].Length);
        var other = counts.Select(row => row.ToArray()).ToArray();
        var most = counts.SelectMany(row => row).Max() + 2;
        return From(0);

        IEnumerable<int[][]> From(int cell)
        {
            if (cell == height * width)
            {
                if (Fits(WithTotals(other), published))
                    yield return other;
                yield break;
            }

            var (row, column) = (cell / width, cell % width);
            for (var value = 0; value <= most; value++)
            {
                if (!Fits(value, published.Rows[row][column], IsWithheldWhole(published)))
                    continue;
                other[row][column] = value;
                foreach (var table in From(cell + 1))
                    yield return table;
            }
        }
    }

    private static bool Fits(int[][] totals, SafeTable published) => Places(published).All(place =>
        Fits(totals[place.Row][place.Column], published.Rows[place.Row][place.Column], IsWithheldWhole(published)));

    private static bool IsWithheldWhole(SafeTable published) => published.Rows.All(row => row.All(count => count.Showing == Showing.Withheld));

    private static bool Fits(int value, SafeCount count, bool isWithheldWhole) => count.Showing switch
    {
        Showing.Small => value < Least,
        Showing.Withheld => isWithheldWhole || value >= Least,
        _ => value == count.Number,
    };

    private static int[][] WithTotals(int[][] counts)
    {
        int[][] wide = [.. counts.Select(row => row.Append(row.Sum()).ToArray())];
        return [.. wide, [.. Enumerable.Range(0, wide[0].Length).Select(column => wide.Sum(row => row[column]))]];
    }

    private static IEnumerable<(int Row, int Column)> Places(SafeTable table) =>
        from row in Enumerable.Range(0, table.Rows.Length)
        from column in Enumerable.Range(0, table.Rows[row].Length)
        select (row, column);
}
