namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>Open from one step on, cleared at a later one or not yet.</summary>
internal sealed record Episode(DateOnly RaisedOn, DateOnly? ClearedOn)
{
    public bool IsOpenOn(DateOnly date) => RaisedOn <= date && (ClearedOn is null || date < ClearedOn);
}

/// <summary>The fold of 5.0.2, walked from the first step each time.</summary>
internal static class Timeline
{
    /// <param name="dates">The London date of each step, in the order in which things happened.</param>
    /// <param name="raises">Whether the raise condition holds at a step.</param>
    /// <param name="clears">Whether the clear condition holds at a step (second) for what was raised at another (first).</param>
    /// <param name="calendar">For the cool-down.</param>
    /// <param name="coolDown">School days after a clear in which nothing is raised; it is over on the last of them.</param>
    public static IReadOnlyList<Episode> Walk(IReadOnlyList<DateOnly> dates, Func<int, bool> raises, Func<int, int, bool> clears, Calendar calendar, int coolDown = 0)
    {
        var episodes = new List<Episode>();
        int? raisedAt = null;
        DateOnly? clearedOn = null;
        for (var step = 0; step < dates.Count; step++)
        {
            if (raisedAt is { } raise)
            {
                if (!clears(raise, step)) continue;
                clearedOn = dates[step];
                episodes[^1] = episodes[^1] with { ClearedOn = clearedOn };
                raisedAt = null;
            }
            else if (IsOver(clearedOn, dates[step], calendar, coolDown) && raises(step))
            {
                raisedAt = step;
                episodes.Add(new Episode(dates[step], null));
            }
        }

        return episodes;
    }

    private static bool IsOver(DateOnly? clearedOn, DateOnly date, Calendar calendar, int coolDown) =>
        clearedOn is null || coolDown == 0 || calendar.Between(clearedOn.Value, date) >= coolDown;
}
