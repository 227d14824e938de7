namespace RiskMonitor.Domain.Rules;

/// <content>Thresholds of the rules about a trust.</content>
public sealed partial record RuleSettings
{
    /// <summary>Standard errors from the trust's own rate outside which a school is an outlier: 3.09, the 99.8 % limits of a funnel plot. [design, after the usual control limits]</summary>
    [Threshold("TRU-01", "StandardErrors", Unit = "standard errors", Least = 1, Most = 10)]
    public double OutlierStandardErrors { get; init; } = 3.09;

    /// <summary>Pupils on roll below which a school is not compared: 30. [design]</summary>
    [Threshold("TRU-01", "Pupils", Unit = "pupils", Least = 5, Most = 1000)]
    public int OutlierPupils { get; init; } = 30;

    /// <summary>Schools of that size below which nothing is compared: 3. [design]</summary>
    [Threshold("TRU-01", "Schools", Unit = "schools", Least = 2, Most = 100)]
    public int OutlierSchools { get; init; } = 3;

    /// <summary>Dates from joining another school in which a child's open alert there is handed over: 28. [design]</summary>
    [Threshold("TRU-02", "Days", Unit = "days", Least = 1, Most = 28)]
    public int MovedChildDays { get; init; } = 28;

    /// <summary>Dates in which spikes of one category at several schools make a theme: 28. [design]</summary>
    [Threshold("TRU-03", "Days", Unit = "days", Least = 1, Most = 365)]
    public int ThemeDays { get; init; } = 28;

    /// <summary>Schools that make a theme, at the least: 3. [design]</summary>
    [Threshold("TRU-03", "Schools", Unit = "schools", Least = 2, Most = 100)]
    public int ThemeSchools { get; init; } = 3;

    /// <summary>Percent of a trust's schools that make a theme, where that is more: 25. [design]</summary>
    [Threshold("TRU-03", "Percent", Unit = "% of the trust's schools", Least = 1, Most = 100)]
    public int ThemePercent { get; init; } = 25;

    /// <summary>School weeks of a term by whose end the board must have had a safeguarding report: 8. [design]</summary>
    [Threshold("TRU-04", "SchoolWeeks", Unit = "school weeks", Least = 1, Most = 20)]
    public int BoardReportWeeks { get; init; } = 8;
}
