namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Events of the examples that are contacts, transfers, siblings and roles.</content>
internal sealed partial class StoryText
{
    private static bool ReadSafeguarding(string text) => false;
}
