using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>Possible and missed sessions of the school year so far, and of its last few, which are kept in a ring.</summary>
/// <param name="rollingSessions">How many possible sessions the rolling measure looks at; none keeps no ring.</param>
internal sealed class YearTally(int rollingSessions = 0)
{
    private readonly int[] _ring = new int[rollingSessions];
    private int _nextYear;
    private int _place;

    /// <summary>The steps of the last possible sessions of the year, oldest first.</summary>
    internal IEnumerable<int> Rolling => Enumerable.Range(Possible - RollingCount, RollingCount).Select(number => Math.Abs(_ring[number % _ring.Length]) - 1);

    internal int RollingCount => Math.Min(Possible, _ring.Length);

    /// <summary>The first step of the year.</summary>
    internal int YearStart { get; private set; }

    internal int Possible { get; private set; }

    internal int Absent { get; private set; }

    internal int RollingAbsent { get; private set; }

    internal bool IsRolling => Possible >= _ring.Length;

    /// <summary>True at the first session of a school year: everything starts afresh.</summary>
    internal bool Take(AttendanceSteps steps, int step)
    {
        var isNewYear = step >= _nextYear;
        if (isNewYear)
        {
            _nextYear = steps.FirstAfter(SchoolYear.Of(steps.DateOf(step)).To);
            (YearStart, Possible, Absent, RollingAbsent, _place) = (step, 0, 0, 0, 0);
        }

        var category = steps[step];
        if (category is MarkCategory.NoMark or MarkCategory.NotPossible) return isNewYear;
        var isAbsent = AttendanceCodes.IsAbsent(category);
        if (_ring.Length > 0) Roll(step, isAbsent);
        if (isAbsent) Absent++;
        Possible++;
        return isNewYear;
    }

    private void Roll(int step, bool isAbsent)
    {
        if (IsRolling && _ring[_place] < 0) RollingAbsent--;
        if (isAbsent) RollingAbsent++;

        // Below zero: missed. Counted from one, as there is no negative nought.
        _ring[_place] = isAbsent ? -(step + 1) : step + 1;
        if (++_place == _ring.Length) _place = 0;
    }
}
