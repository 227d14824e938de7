namespace RiskMonitor.Domain.Rules;

/// <content>Thresholds of the rules that compare a school with its peers.</content>
public sealed partial record RuleSettings
{
    /// <summary>Answers a survey must have before it says anything: 30. [design]</summary>
    [Threshold("SCH-04", "SurveyAnswers", Unit = "answers", Least = 1, Most = 10_000)]
    public int UnderReportingSurveyAnswers { get; init; } = 30;

    /// <summary>Percent of those invited who must have answered: 20. [design]</summary>
    [Threshold("SCH-04", "SurveyResponsePercent", Unit = "% of those invited", Least = 1, Most = 100)]
    public int UnderReportingResponsePercent { get; init; } = 20;

    /// <summary>Percent of the pupils who, by the survey, told an adult at the least, below which too few are recorded: 50. [design]</summary>
    [Threshold("SCH-04", "RecordedPercent", Unit = "% of the survey's lower bound", Least = 1, Most = 100)]
    public int UnderReportingRecordedPercent { get; init; } = 50;

    /// <summary>Chance of so few concerns, had the school its peers' rate, below which it has too few: 0.001. [design]</summary>
    [Threshold("SCH-04", "Chance", Unit = "probability", Least = 0.000001, Most = 0.5)]
    public double UnderReportingChance { get; init; } = 0.001;

    /// <summary>Concerns the peers' rate would have led to since the last one, at which none at all is news: 3, of which none comes by chance less than once in twenty. [design]</summary>
    [Threshold("SCH-05", "Expected", Unit = "concerns expected", Least = 0.5, Most = 50)]
    public double ZeroReportsExpected { get; init; } = 3;
}
