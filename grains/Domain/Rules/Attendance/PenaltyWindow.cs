using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>
/// Unauthorised sessions in the rolling ten school weeks, at every step. A session used in a notice, issued or waived, no longer counts from
/// the notice's date on, and never before the step after the last session the notice uses: a notice given on the day of the tenth session
/// settles what was raised, it does not undo it.
/// </summary>
internal sealed class PenaltyWindow
{
    private readonly AttendanceSteps _steps;
    private readonly SchoolDays _days;
    private readonly int _weeks;
    private readonly int[] _usedFrom;
    private readonly int[] _counts;

    internal PenaltyWindow(AttendanceSteps steps, SchoolDays days, ImmutableArray<Notice> notices, int weeks)
    {
        (_steps, _days, _weeks) = (steps, days, weeks);
        _usedFrom = UsedFrom(notices);
        _counts = new int[steps.Count];
        var begins = _usedFrom.ToHashSet();
        var (count, oldest) = (0, 0);
        for (var step = 0; step < steps.Count; step++)
        {
            if (CountsAt(step, step)) count++;
            for (; _days.WeekOf(_steps.Day(oldest)) <= _days.WeekOf(_steps.Day(step)) - weeks; oldest++)
            {
                if (CountsAt(step, oldest)) count--;
            }

            if (begins.Contains(step)) count = Enumerable.Range(oldest, step - oldest + 1).Count(each => CountsAt(step, each));
            _counts[step] = count;
        }
    }

    internal int Count(int step) => step < 0 ? 0 : _counts[step];

    internal int Last => Count(_steps.Count - 1);

    internal Evidence EvidenceAt(int step, int threshold)
    {
        var firstWeek = Math.Max(0, _days.WeekOf(_steps.Day(step)) - _weeks + 1);
        var first = step;
        while (first > 0 && _days.WeekOf(_steps.Day(first - 1)) >= firstWeek) first--;
        var items = Enumerable.Range(first, step - first + 1).Where(each => CountsAt(step, each));
        return new()
        {
            Count = Count(step),
            Threshold = threshold,
            WindowFrom = _days.MondayOfWeek(firstWeek),
            WindowTo = _steps.DateOf(step),
            Items = [.. items.Select(_steps.ItemAt)],
        };
    }

    private bool CountsAt(int step, int counted) => _steps[counted] is MarkCategory.Unauthorised && (_usedFrom.Length == 0 || step < _usedFrom[counted]);

    private int[] UsedFrom(ImmutableArray<Notice> notices)
    {
        if (notices.IsEmpty) return [];
        var usedFrom = new int[_steps.Count];
        Array.Fill(usedFrom, int.MaxValue);
        foreach (var notice in notices.Where(each => !each.Sessions.IsDefaultOrEmpty))
        {
            var last = notice.Sessions.Max();
            var begins = Enumerable.Range(0, _steps.Count).Where(step => _steps.DateOf(step) >= notice.IssuedOn && _steps.At(step) > last).Select(step => (int?)step).FirstOrDefault();
            if (begins is not { } from) continue;
            var used = notice.Sessions.ToHashSet();
            for (var step = 0; step < from; step++)
            {
                if (used.Contains(_steps.At(step))) usedFrom[step] = Math.Min(usedFrom[step], from);
            }
        }

        return usedFrom;
    }
}
