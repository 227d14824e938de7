using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Students;

/// <summary>A chronology as a case page needs it.</summary>
internal static class CaseReader
{
    public static CaseView Read(Chronology chronology, SchoolCalendar calendar, RuleBook rules, DateTimeOffset asOf)
    {
        var pupil = chronology.Pupil;
        return new CaseView
        {
            Student = chronology.Student,
            Identity = new MaskedIdentity(pupil?.Initials, pupil?.YearGroup, pupil?.Registration),
            Statuses = pupil?.Statuses ?? [],
            Concerns = chronology.File.Concerns,
            Actions = chronology.File.Actions,
            Behaviour = chronology.File.Behaviours,
            Suspensions = chronology.File.Suspensions,
            Verdicts = rules.Explain(chronology, calendar, asOf),
        };
    }
}
