using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Tests.Alerts;

public sealed class AlertLifeTests
{
    [Theory]
    [InlineData(AlertState.Inactive, AlertEvent.Raised, AlertState.Firing)]
    [InlineData(AlertState.Firing, AlertEvent.SeverityRose, AlertState.Firing)]
    [InlineData(AlertState.Firing, AlertEvent.Acknowledged, AlertState.Acknowledged)]
    [InlineData(AlertState.Acknowledged, AlertEvent.SeverityRose, AlertState.Firing)]
    [InlineData(AlertState.Firing, AlertEvent.Cleared, AlertState.Resolved)]
    [InlineData(AlertState.Acknowledged, AlertEvent.Cleared, AlertState.Resolved)]
    [InlineData(AlertState.Firing, AlertEvent.FoundNeverTrue, AlertState.Retracted)]
    [InlineData(AlertState.Acknowledged, AlertEvent.FoundNeverTrue, AlertState.Retracted)]
    [InlineData(AlertState.Firing, AlertEvent.Snoozed, AlertState.Firing)]
    [InlineData(AlertState.Acknowledged, AlertEvent.Snoozed, AlertState.Acknowledged)]
    [InlineData(AlertState.Acknowledged, AlertEvent.Woken, AlertState.Firing)]
    [InlineData(AlertState.Acknowledged, AlertEvent.Lapsed, AlertState.Firing)]
    [InlineData(AlertState.Acknowledged, AlertEvent.Escalated, AlertState.Firing)]
    [InlineData(AlertState.Acknowledged, AlertEvent.Noted, AlertState.Acknowledged)]
    [InlineData(AlertState.Acknowledged, AlertEvent.Undone, AlertState.Firing)]
    [InlineData(AlertState.Acknowledged, AlertEvent.ToldAgain, AlertState.Firing)]
    [InlineData(AlertState.Firing, AlertEvent.ClosedByPerson, AlertState.Resolved)]
    [InlineData(AlertState.Inactive, AlertEvent.Undone, AlertState.Firing)]
    [InlineData(AlertState.Firing, AlertEvent.Lapsed, null)]
    [InlineData(AlertState.Resolved, AlertEvent.ClosedByPerson, null)]
    [InlineData(AlertState.Inactive, AlertEvent.Cleared, null)]
    [InlineData(AlertState.Firing, AlertEvent.Raised, null)]
    [InlineData(AlertState.Acknowledged, AlertEvent.Acknowledged, null)]
    [InlineData(AlertState.Resolved, AlertEvent.Raised, null)]
    [InlineData(AlertState.Resolved, AlertEvent.FoundNeverTrue, null)]
    [InlineData(AlertState.Retracted, AlertEvent.Acknowledged, null)]
    public void The_next_state_follows_from_state_and_event_and_has_a_reason(AlertState state, AlertEvent happened, AlertState? expected)
    {
        var step = AlertLife.Next(state, happened);

        Assert.Equal(expected, step.To);
        Assert.NotEmpty(step.Reason);
    }

    [Fact]
    public void A_state_no_rule_reaches_is_a_mistake_of_ours() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AlertLife.Next(AlertState.Pending, AlertEvent.Raised));
}
