using System.Collections.Immutable;

namespace RiskMonitor.Domain.Rules;

/// <summary>One spell of absence: from its first absent session to the step before the next attended one.</summary>
/// <param name="Start">The step of the first absent session.</param>
/// <param name="End">The step of the attended session that ended it; the number of steps while it goes on.</param>
internal readonly record struct Spell(int Start, int End);

/// <summary>
/// A pupil's absence as it comes: in spells. One starts at an absent session, authorised or not, and ends at the next attended one;
/// sessions that are unmarked or not possible neither start, lengthen nor end it.
/// </summary>
internal sealed class Spells
{
    private readonly int[] _absentBefore;
    private readonly int[] _startedBefore;

    internal Spells(AttendanceSteps steps)
    {
        (_absentBefore, _startedBefore) = (new int[steps.Count + 1], new int[steps.Count + 1]);
        var all = ImmutableArray.CreateBuilder<Spell>();
        int? start = null;
        for (var step = 0; step < steps.Count; step++)
        {
            var isAbsent = AttendanceCodes.IsAbsent(steps[step]);
            _absentBefore[step + 1] = _absentBefore[step] + (isAbsent ? 1 : 0);
            _startedBefore[step + 1] = _startedBefore[step] + (isAbsent && start is null ? 1 : 0);
            if (isAbsent) start ??= step;
            if (start is not { } began || !AttendanceCodes.IsAttended(steps[step])) continue;
            all.Add(new(began, step));
            start = null;
        }

        if (start is { } open) all.Add(new(open, steps.Count));
        All = all.DrainToImmutable();
    }

    /// <summary>In the order in which they started.</summary>
    internal ImmutableArray<Spell> All { get; }

    /// <summary>Absent sessions from one step to another, both counted.</summary>
    internal int AbsentBetween(int first, int last) => last < first ? 0 : _absentBefore[last + 1] - _absentBefore[first];

    /// <summary>How many spells started from one step to another, both counted.</summary>
    internal int StartedBetween(int first, int last) => last < first ? 0 : _startedBefore[last + 1] - _startedBefore[first];

    /// <summary>The spells that started from one step to another, both counted.</summary>
    internal ReadOnlySpan<Spell> Between(int first, int last) => last < first ? [] : All.AsSpan()[_startedBefore[first].._startedBefore[last + 1]];

    /// <summary>A spell's absent sessions so far, at a step.</summary>
    internal int LengthAt(Spell spell, int step) => AbsentBetween(spell.Start, Math.Min(step, spell.End - 1));
}
