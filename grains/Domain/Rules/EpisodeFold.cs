using System.Collections.Immutable;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>
/// Walks one rule's steps in order: raised at the first step where the raise condition holds, cleared at the first later step where the
/// clear condition holds, and not raised again before the cool-down, in school days after the date of the clear, is over.
/// </summary>
internal struct EpisodeFold(SchoolDays days, int coolDownDays = 0)
{
    private ImmutableArray<EpisodeSpan> _past = [];

    internal bool IsOpen { get; private set; }

    internal int RaisedStep { get; private set; }

    internal DateOnly RaisedOn { get; private set; }

    internal DateOnly? LastClearedOn { get; private set; }

    /// <summary>The episodes that are over, oldest first.</summary>
    internal readonly ImmutableArray<EpisodeSpan> Past => _past;

    /// <summary>As the other, for attendance steps: most change nothing, and their date is not asked.</summary>
    internal void Take(AttendanceSteps steps, int step, bool raises, bool clears)
    {
        if (IsOpen ? clears : raises) Take(step, steps.DateOf(step), raises, clears);
    }

    internal void Take(int step, DateOnly date, bool raises, bool clears)
    {
        if (IsOpen)
        {
            if (!clears) return;
            (IsOpen, LastClearedOn) = (false, date);
            _past = _past.Add(new(RaisedOn, date));
        }
        else if (raises && !IsCooling(date))
        {
            (IsOpen, RaisedStep, RaisedOn) = (true, step, date);
        }
    }

    private readonly bool IsCooling(DateOnly date) =>
        LastClearedOn is { } cleared && days.CountBetween(cleared, date) < coolDownDays;
}
