namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>ATT-08: the day itself, as it was known then. Its steps are the stored deadlines and the instants at which something became known.</summary>
internal static class FirstDayReference
{
    public static IReadOnlyList<Episode> Episodes(PupilView pupil)
    {
        var moments = Moments(pupil.Calendar, pupil.Known);
        var missed = new Dictionary<int, (DateOnly Date, Half Half)>();
        return Timeline.Walk(
            [.. moments.Select(London.DateOf)],
            step =>
            {
                if (Missing(Then(pupil, moments[step])) is not { } session) return false;
                missed[step] = session;
                return true;
            },
            (raisedAt, step) =>
            {
                var then = Then(pupil, moments[step]);
                if (!IsExplained(then, missed[raisedAt])) return false;
                if (Missing(then) is not { } other) return true;
                missed[raisedAt] = other;
                return false;
            },
            pupil.Calendar);
    }

    /// <summary>The deadlines of every session so far, and every instant at which something was received.</summary>
    public static IReadOnlyList<DateTimeOffset> Moments(Calendar calendar, Knowledge known) =>
    [
        .. calendar.SchoolDays.SelectMany(day => new[] { calendar.Deadline(day, Half.AM), calendar.Deadline(day, Half.PM) })
            .Concat(known.Journal.Instants).Select(moment => moment.ToUniversalTime()).Where(moment => moment <= known.At).Distinct().Order(),
    ];

    private static PupilView Then(PupilView pupil, DateTimeOffset moment) => pupil.Known.As(moment).Pupil(pupil.School, pupil.Student);

    private static (DateOnly, Half)? Missing(PupilView then)
    {
        var today = then.Today;
        if (!then.Calendar.IsSchoolDay(today) || !then.IsOnRoll(today) || !then.Has(today, "CP", "CIN", "CLA", "MissingRisk")) return null;
        foreach (var half in new[] { Half.AM, Half.PM })
            if (then.Calendar.Deadline(today, half) <= then.Known.At && !IsExplained(then, (today, half))) return (today, half);
        return null;
    }

    private static bool IsExplained(PupilView then, (DateOnly Date, Half Half) session) =>
        !IsBad(then.MarkOf(session.Date, session.Half)) || then.HasAttendedAfter(session.Date, session.Half);

    private static bool IsBad(string? code) => code is null or "-" or "N" or "O" or "G";
}
