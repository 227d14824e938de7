using System.Buffers;
using System.Text;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Tests.Rules;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>Every row that a safeguarding lead can sign is told by the running grains, from the store, as the rules alone tell it, with its evidence.</summary>
public sealed class ExamplesLiveTests(ExamplesLive examples) : IClassFixture<ExamplesLive>
{
    public static IEnumerable<TheoryDataRow<int>> Rows() =>
        from row in ExampleRow.All().Index()
        select new TheoryDataRow<int>(row.Index) { TestDisplayName = $"live {row.Item.Rule}: {row.Item.Sentence}" };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Told_live(int row)
    {
        var (expected, told) = examples.Of(row);

        Assert.Equal(Lines(expected), Lines(told));
    }

    // Pupils of whom something is told at the same instant may come in any order; each one's own must be in order.
    private static IEnumerable<string> Lines(IEnumerable<Transition> transitions) =>
        transitions.OrderBy(transition => transition.At).ThenBy(transition => transition.Alert.Text, StringComparer.Ordinal).ThenBy(transition => transition.Sequence).Select(Line);

    // As a replay writes it, evidence included; but the story does not tell whom an observation touched from whom time alone did.
    private static string Line(Transition transition)
    {
        var line = new ArrayBufferWriter<byte>();
        TransitionText.Write(transition with { Cause = transition.Cause is Cause.Timer ? Cause.Observation : transition.Cause }, line);
        return Encoding.UTF8.GetString(line.WrittenSpan);
    }
}
