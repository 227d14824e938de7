using System.Collections.Immutable;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>All the rules, asked together.</summary>
public sealed class RuleBook(RuleSettings settings)
{
    public static RuleBook Default { get; } = new(RuleSettings.Default);

    public RuleSettings Settings { get; } = settings;

    public ImmutableArray<RuleDescription> Rules { get; } = [];

    public PupilAssessment Assess(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf) => new([.. Explain(chronology, calendar, asOf).Take(Rules.Length)], null);

    public ImmutableArray<Finding> AssessSchool(SchoolRegister register, DateTimeOffset asOf) => [.. Rules.Take(0).Select(_ => (Finding)null!)];

    /// <summary>The earliest instant after <paramref name="asOf"/> at which a school's own findings can change by time alone; null: never.</summary>
    public DateTimeOffset? NextSchoolDue(SchoolRegister register, DateTimeOffset asOf) => Rules.IsEmpty ? null : asOf;

    public ImmutableArray<Finding> Explain(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf) => [.. Rules.Take(0).Select(_ => (Finding)null!)];

    public ImmutableArray<Finding> ExplainSchool(SchoolRegister register, DateTimeOffset asOf) => [.. Rules.Take(0).Select(_ => (Finding)null!)];
}
