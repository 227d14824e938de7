namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>SG-06: a concern nobody has acted on, by the clock of school hours.</summary>
internal static class UntouchedReference
{
    public static IReadOnlyList<Episode> Episodes(PupilView pupil)
    {
        var moments = Moments(pupil, pupil.Concerns.Select(concern => DeadlineOf(pupil.Calendar, concern)).OfType<DateTimeOffset>());
        return Timeline.Walk(
            [.. moments.Select(London.DateOf)],
            step => Overdue(pupil, moments[step]).Any(),
            (_, step) => !Overdue(pupil, moments[step]).Any(),
            pupil.Calendar);
    }

    public static Rank Severity(PupilView pupil, Episode open) => Overdue(pupil, pupil.Known.At).DefaultIfEmpty(Rank.Low).Max();

    /// <summary>The steps of clock rules about concerns: every date, every time something was recorded or done, and deadlines.</summary>
    public static IReadOnlyList<DateTimeOffset> Moments(PupilView pupil, IEnumerable<DateTimeOffset> deadlines) =>
    [
        .. pupil.Dates.Select(London.StartOf)
            .Concat(pupil.Concerns.Select(concern => concern.RecordedAt))
            .Concat(pupil.Actions.Select(action => action.At))
            .Concat(deadlines)
            .Select(moment => moment.ToUniversalTime()).Where(moment => moment <= pupil.Known.At).Distinct().Order(),
    ];

    /// <summary>When the first action on a concern is due.</summary>
    public static DateTimeOffset? DeadlineOf(Calendar calendar, Concern concern) => calendar.AfterSchoolHours(concern.RecordedAt, RankOf(concern) switch { Rank.Critical => 1, Rank.High => 4, _ => 9 });

    private static Rank RankOf(Concern concern) => SafeguardingReference.IsImmediate(concern) ? Rank.Critical : concern.Severity == 3 ? Rank.High : Rank.Medium;

    private static IEnumerable<Rank> Overdue(PupilView pupil, DateTimeOffset moment)
    {
        foreach (var concern in pupil.Concerns.Where(concern => concern.RecordedAt <= moment))
        {
            var actions = pupil.Actions.Where(action => action.Concern == concern.Id && action.At <= moment).ToList();
            if (actions.Count == 0 && DeadlineOf(pupil.Calendar, concern) <= moment) yield return RankOf(concern);
            else if (actions.Count > 0 && IsForgotten(pupil.Calendar, concern, actions, moment)) yield return Rank.Low;
        }
    }

    private static bool IsForgotten(Calendar calendar, Concern concern, IReadOnlyList<Deed> actions, DateTimeOffset moment) =>
        actions.All(action => action.Kind != "closed")
        && calendar.Between(actions.Select(action => action.Date).Append(London.DateOf(concern.RecordedAt)).Max(), London.DateOf(moment)) > 10;
}
