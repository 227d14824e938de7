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
    private readonly AttendanceSteps _steps;

    // Summed up when a rule first asks: most pupils' spells are too far apart for anybody to ask.
    private Sums? _sums;

    internal Spells(AttendanceSteps steps)
    {
        _steps = steps;
        var all = ImmutableArray.CreateBuilder<Spell>();
        int? start = null;
        for (var step = 0; step < steps.Count; step++)
        {
            var category = steps[step];
            if (AttendanceCodes.IsAbsent(category)) start ??= step;
            if (start is not { } began || !AttendanceCodes.IsAttended(category)) continue;
            all.Add(new(began, step));
            start = null;
        }

        if (start is { } open) all.Add(new(open, steps.Count));
        All = all.DrainToImmutable();
    }

    /// <summary>In the order in which they started.</summary>
    internal ImmutableArray<Spell> All { get; }

    /// <summary>Absent sessions from one step to another, both counted; none when the other is the step before it.</summary>
    internal int AbsentBetween(int first, int last) => UpTo.AbsentBefore[last + 1] - UpTo.AbsentBefore[first];

    /// <summary>How many spells started from one step to another, both counted; none when the other is the step before it.</summary>
    internal int StartedBetween(int first, int last) => UpTo.StartedBefore[last + 1] - UpTo.StartedBefore[first];

    /// <summary>The spells that started from one step to another, both counted; none when the other is the step before it.</summary>
    internal ReadOnlySpan<Spell> Between(int first, int last) => All.AsSpan()[UpTo.StartedBefore[first]..UpTo.StartedBefore[last + 1]];

    /// <summary>A spell's absent sessions so far, at a step.</summary>
    internal int LengthAt(Spell spell, int step) => AbsentBetween(spell.Start, Math.Min(step, spell.End - 1));

    private Sums UpTo => _sums ??= new(_steps, All);

    /// <summary>Absent sessions, and spells started, before each step.</summary>
    private sealed class Sums
    {
        internal Sums(AttendanceSteps steps, ImmutableArray<Spell> all)
        {
            (AbsentBefore, StartedBefore) = (new int[steps.Count + 1], new int[steps.Count + 1]);
            var started = 0;
            for (var step = 0; step < steps.Count; step++)
            {
                if (started < all.Length && all[started].Start == step) started++;
                AbsentBefore[step + 1] = AbsentBefore[step] + (AttendanceCodes.IsAbsent(steps[step]) ? 1 : 0);
                StartedBefore[step + 1] = started;
            }
        }

        internal int[] AbsentBefore { get; }

        internal int[] StartedBefore { get; }
    }
}
