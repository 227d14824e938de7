using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>One pupil at one instant, as the rules see it: what is known, which date it is, which days the pupil's year group comes in. Lives for one assessment.</summary>
internal sealed class PupilAt
{
    private readonly RuleSettings _settings;
    private AttendanceSteps? _steps;
    private PenaltyWindow? _penalty;
    private DateOnly? _today;
    private SchoolDays? _days;

    internal PupilAt(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, RuleSettings settings)
    {
        (Chronology, Calendar, AsOf, _settings) = (chronology, calendar, asOf, settings);
    }

    internal Chronology Chronology { get; }

    internal SchoolCalendar Calendar { get; }

    internal DateTimeOffset AsOf { get; }

    internal Pupil? Pupil => Chronology.Pupil;

    internal MarkSheet Marks => Chronology.Marks;

    internal CaseFile File => Chronology.File;

    internal DateOnly Today => _today ??= SchoolTime.DateOf(AsOf);

    internal SchoolDays Days => _days ??= Calendar.DaysOf(Pupil?.YearGroup);

    /// <summary>Why the attendance rules cannot say anything; null when they can.</summary>
    internal string? Unknown => Pupil is null ? "the pupil is not on the roll we have" : Calendar.IsKnown ? null : "the school has sent no calendar";

    /// <summary>Only when nothing is <see cref="Unknown"/>.</summary>
    internal AttendanceSteps Steps => _steps ??= new AttendanceSteps(Marks, Days, Pupil!.Joined, Pupil.Left is { } left && left < Today ? left : Today);

    internal PenaltyWindow Penalty => _penalty ??= new PenaltyWindow(Steps, Days, File.Notices, _settings.PenaltySchoolWeeks);

    /// <summary>One step more urgent for a pupil with an open child-protection plan, child-in-need plan, care order or family help.</summary>
    internal Severity Raised(Severity severity) => severity < Severity.Critical && IsSupported ? severity + 1 : severity;

    private bool IsSupported => Pupil?.Statuses.Any(each =>
        each.Kind is StatusKind.CP or StatusKind.CIN or StatusKind.CLA or StatusKind.FamilyHelp && each.HoldsOn(Today)) == true;

    internal bool? IsOfCompulsoryAge(DateOnly on) => CompulsorySchoolAge.Holds(Pupil!, on);

    /// <summary>The next midnight at which a mark entered ahead begins to count; null when there is none.</summary>
    internal DateTimeOffset? NextMarkedDate()
    {
        var from = Math.Max(((Today.DayNumber + 1) * 2) - Marks.Origin, 0);
        var index = from < Marks.Places.Length ? Array.FindIndex(Marks.Places, from, static place => place != 0) : -1;
        return index < 0 ? null : SchoolTime.StartOf(MarkSheet.SessionOf(Marks.Origin + index).Date);
    }

    /// <summary>The next midnight at which a status begins, or no longer holds; null when there is none.</summary>
    internal DateTimeOffset? NextStatusChange() =>
        Pupil?.Statuses.SelectMany(each => new[] { each.From, each.To?.AddDays(1) ?? default }).Where(date => date > Today).Order().Select(date => (DateTimeOffset?)SchoolTime.StartOf(date)).FirstOrDefault();
}
