using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>
/// The steps of the attendance rules for one pupil at one date: every session of the pupil's school days while on roll, from the first one
/// with a mark to the last one with a mark not after that date. A mark that is not in yet slides no window.
/// </summary>
internal sealed class AttendanceSteps
{
    private readonly SchoolDays _days;
    private readonly int _firstDay;
    private readonly byte[] _places;

    internal AttendanceSteps(MarkSheet marks, SchoolDays days, DateOnly joined, DateOnly upTo)
    {
        (_days, _places) = (days, []);
        if (marks.Places.Length == 0) return;
        var from = MarkSheet.SessionOf(marks.Origin).Date;
        var to = MarkSheet.SessionOf(marks.Origin + marks.Places.Length - 1).Date;
        _firstDay = days.CountUpTo((joined > from ? joined : from).AddDays(-1));
        _places = new byte[2 * Math.Max(0, days.CountUpTo(upTo < to ? upTo : to) - _firstDay)];
        for (var step = 0; step < _places.Length; step += 2)
        {
            var morning = days.NumberOf(_firstDay + (step / 2)) * 2;
            (_places[step], _places[step + 1]) = (marks.PlaceAt(morning), marks.PlaceAt(morning + 1));
        }

        Count = _places.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
    }

    internal int Count { get; }

    internal MarkCategory this[int step] => AttendanceCodes.CategoryAt(_places[step]);

    /// <summary>The place of a step's code in the code table; 0 without a mark.</summary>
    internal byte PlaceAt(int step) => _places[step];

    internal int Day(int step) => _firstDay + (step / 2);

    /// <summary>The first step of the last n school days that end with a step's day, which counts.</summary>
    internal static int FirstOfDays(int step, int days) => Math.Max(0, step - (step % 2) - (2 * (days - 1)));

    /// <summary>The first step of the last k school weeks that end with a step's week, which counts.</summary>
    internal int FirstOfWeeks(int step, int weeks)
    {
        var week = _days.WeekOf(Day(step)) - weeks + 1;
        return week <= 0 ? 0 : Math.Max(0, 2 * (_days.CountUpTo(_days.MondayOfWeek(week).AddDays(-1)) - _firstDay));
    }

    /// <summary>The first step after a date.</summary>
    internal int FirstAfter(DateOnly date) => Math.Max(0, 2 * (_days.CountUpTo(date) - _firstDay));

    internal DateOnly DateOf(int step) => _days[_firstDay + (step / 2)];

    internal SchoolSession At(int step) => new(DateOf(step), (Session)(step % 2));

    internal EvidenceItem ItemAt(int step) => new() { Date = DateOf(step), Session = (Session)(step % 2), Code = AttendanceCodes.CodeAt(_places[step]) };
}
