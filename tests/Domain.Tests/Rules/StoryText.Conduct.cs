namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Events of the examples that are behaviour and suspensions.</content>
internal sealed partial class StoryText
{
    private static bool ReadConduct(string text) => false;
}
