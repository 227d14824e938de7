using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Windows;

/// <summary>The terms of a calendar, oldest first. Empty when it names none.</summary>
public readonly record struct SchoolTerms(ImmutableArray<Term> All)
{
    public static SchoolTerms Of(SchoolCalendar calendar) => new([.. (calendar.Source?.Terms ?? []).OrderBy(term => term.From)]);

    /// <summary>The term a date lies in; null between terms.</summary>
    public Term? On(DateOnly date) => All.LastOrDefault(term => date >= term.From && date <= term.To);

    /// <summary>The term of a date, or the one that began last before it.</summary>
    public Term? LastBegunBy(DateOnly date) => All.LastOrDefault(term => term.From <= date);
}
