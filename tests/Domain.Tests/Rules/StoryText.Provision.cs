namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Events of the examples that are lessons, plans and departures.</content>
internal sealed partial class StoryText
{
    private static bool ReadProvision(string text) => false;
}
