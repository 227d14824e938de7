using System.Text;
using CsCheck;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Tests.Observations;

public sealed class NdjsonLinesTests
{
    private static readonly Gen<string> Text = Gen.Int[0, 4].Select(n => "\n\r ab"[n]).Array[0, 40].Select(letters => new string(letters));

    [Fact]
    public void Lines_are_cut_as_anybody_would_whatever_pieces_they_arrive_in() => Gen.Select(Text, Gen.Int[1, 5]).Sample((text, piece) =>
    {
        var expected = text.Split('\n').Select((line, index) => (Number: index + 1L, Text: line.EndsWith('\r') ? line[..^1] : line)).Where(line => line.Text.Trim(' ', '\t').Length > 0);

        Assert.Equal(expected, Cut(text, piece, 50));
    });

    [Fact]
    public void A_line_that_is_too_long_is_given_too_long_once_and_the_lines_around_it_whole()
    {
        var cut = Cut($"one\n{new string('x', 5_000_000)}\nthree\n", 70_000, 1 << 20);

        Assert.Equal([1L, 2L, 3L], cut.Select(line => line.Number));
        Assert.Equal(("one", "three"), (cut[0].Text, cut[2].Text));
        Assert.InRange(cut[1].Text.Length, (1 << 20) + 1, (1 << 20) + 2);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    [InlineData(12, false)]
    [InlineData(13, false)]
    public void A_line_of_exactly_the_limit_is_whole_and_a_longer_one_is_seen_to_be_longer(int length, bool whole)
    {
        var text = Assert.Single(Cut(new string('x', length) + "\r\n", 3, 10)).Text;

        Assert.Equal(whole, text.Length <= 10);
        Assert.True(!whole || text.Length == length);
    }

    [Fact]
    public async Task Waiting_for_pieces_gives_the_same_lines()
    {
        using var stream = new Pieces(Encoding.UTF8.GetBytes("a\n\nb\r\nc"), 2);
        var lines = new List<(long, string)>();

        await foreach (var line in NdjsonLines.ReadAsync(stream, 50, TestContext.Current.CancellationToken)) lines.Add((line.Number, Encoding.UTF8.GetString(line.Bytes.Span)));

        Assert.Equal([(1, "a"), (3, "b"), (4, "c")], lines);
    }

    private static List<(long Number, string Text)> Cut(string text, int piece, int most)
    {
        using var stream = new Pieces(Encoding.UTF8.GetBytes(text), piece);
        return [.. NdjsonLines.Read(stream, most).Select(line => (line.Number, Encoding.UTF8.GetString(line.Bytes.Span)))];
    }

    /// <summary>A stream that gives a few bytes at a time, as a network does.</summary>
    private sealed class Pieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(most, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));
    }
}
