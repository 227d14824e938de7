using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Tests.Rules;

public sealed class RuleOutcomeTests
{
    private static readonly DateOnly Date = new(2026, 10, 6);
    private static readonly Quiet Quiet = new("nothing");

    // Who is taken for quiet is handed no slice: an episode, an earlier one or a deadline would be lost.
    [Fact]
    public void Nothing_is_said_only_without_an_episode_open_or_over_and_without_a_deadline()
    {
        Assert.True(new RuleOutcome(Quiet).SaysNothing);
        Assert.True(RuleOutcome.CannotTell("no calendar").SaysNothing);
        Assert.False(new RuleOutcome(new Fired(new Episode(Date, Severity.Low, new()))).SaysNothing);
        Assert.False(new RuleOutcome(Quiet, LastClearedOn: Date).SaysNothing);
        Assert.False(new RuleOutcome(Quiet, NextDue: DateTimeOffset.UnixEpoch).SaysNothing);
        Assert.False(new RuleOutcome(new Fired(new Episode(Date, Severity.Low, new())), Date, DateTimeOffset.UnixEpoch).SaysNothing);
    }
}
