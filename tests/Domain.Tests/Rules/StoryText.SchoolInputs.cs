namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Events of the examples that are surveys, training, reports and other pupils of the school.</content>
internal sealed partial class StoryText
{
    private static bool ReadSchoolInputs(string text) => false;
}
