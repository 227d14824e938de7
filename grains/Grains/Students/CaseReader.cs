using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Students;

/// <summary>A chronology as a case page needs it: this school year's marks, what was recorded, and what each rule says.</summary>
internal static class CaseReader
{
    public static CaseView Read(Chronology chronology, SchoolCalendar calendar, PupilContext context, RuleEditions rules, ImmutableArray<AlertUnder> older, DateTimeOffset asOf)
    {
        var pupil = chronology.Pupil;
        var today = SchoolTime.DateOf(asOf);
        var yearFrom = SchoolYear.Of(today).From;
        return new CaseView
        {
            Student = chronology.Student,
            Identity = new MaskedIdentity(pupil?.Initials, pupil?.YearGroup, pupil?.Registration),
            Statuses = pupil?.Statuses ?? [],
            Marks = [.. chronology.Marks.All.Where(mark => mark.At.Date >= yearFrom && mark.At.Date <= today).Select(ToMark)],
            Concerns = chronology.File.Concerns,
            Actions = chronology.File.Actions,
            Behaviour = chronology.File.Behaviours,
            Suspensions = chronology.File.Suspensions,
            Verdicts = rules.Explain(chronology, calendar, asOf, context, older),
            Closed = Closed(calendar, pupil?.YearGroup, yearFrom, today),
        };
    }

    private static SessionMark ToMark((SchoolSession At, string Code) mark) =>
        new(mark.At, mark.Code, AttendanceCodes.CategoryOf(mark.Code, mark.At.Date) ?? MarkCategory.NoMark);

    private static ImmutableArray<DateOnly> Closed(SchoolCalendar calendar, int? yearGroup, DateOnly from, DateOnly to)
    {
        if (!calendar.IsKnown)
            return [];
        var days = calendar.DaysOf(yearGroup);
        return [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays)
            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !days.Contains(day))];
    }
}
