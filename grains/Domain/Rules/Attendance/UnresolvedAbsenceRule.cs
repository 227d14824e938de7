using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-07: an absence whose reason nobody has found out in time, or several of them.</summary>
internal sealed class UnresolvedAbsenceRule(RuleSettings settings) : PupilRule
{
    private static readonly byte NoReasonYet = AttendanceCodes.PlaceOf("N");

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-07"),
        Version = 1,
        Title = "Absence without a reason",
        Sentence = $"A session is still marked N more than {settings.UnresolvedDays} school days later, or {settings.UnresolvedSessions} or more are within {settings.UnresolvedWindowDays} school days.",
        Basis = "Working together to improve school attendance (statutory since 19 August 2024): the reason is to be found within five school days, else the absence is unauthorised. The number of sessions is our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Low,
        IsBoosted = true,
        InForceFrom = AttendanceCodes.NewCodesFrom,
        ClearedBy = "No session is marked N any more.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || !at.Marks.Places.AsSpan().Contains(NoReasonYet);

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, unresolved, oldestRecent) = (at.Steps, new EpisodeFold(at.Days), new List<int>(), 0);
        for (var step = 0; step < steps.Count; step++)
        {
            if (steps.PlaceAt(step) == NoReasonYet) unresolved.Add(step);
            var recent = AttendanceSteps.FirstOfDays(step, settings.UnresolvedWindowDays);
            while (oldestRecent < unresolved.Count && unresolved[oldestRecent] < recent) oldestRecent++;
            var raises = unresolved.Count - oldestRecent >= settings.UnresolvedSessions || (unresolved.Count > 0 && Age(steps, unresolved[0], step) > settings.UnresolvedDays);
            episodes.Take(steps, step, raises, clears: unresolved.Count == 0);
        }

        Verdict verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.Low), EvidenceAt(steps, episodes.RaisedStep)))
            : at.Quiet($"{unresolved.Count} sessions are marked N, {unresolved.Count - oldestRecent} of them in the last {settings.UnresolvedWindowDays} school days, none for more than {settings.UnresolvedDays}");
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    /// <summary>School days after the day of one step, up to and with the day of another.</summary>
    private static int Age(AttendanceSteps steps, int from, int step) => steps.Day(step) - steps.Day(from);

    private Evidence EvidenceAt(AttendanceSteps steps, int step)
    {
        var unresolved = Enumerable.Range(0, step + 1).Where(each => steps.PlaceAt(each) == NoReasonYet).ToList();
        var recent = AttendanceSteps.FirstOfDays(step, settings.UnresolvedWindowDays);
        return new()
        {
            Count = unresolved.Count,
            Threshold = unresolved.Count(each => each >= recent) >= settings.UnresolvedSessions ? settings.UnresolvedSessions : 1,
            WindowFrom = steps.DateOf(unresolved[0]),
            WindowTo = steps.DateOf(step),
            Measures = [new("oldestSchoolDays", Age(steps, unresolved[0], step)), new("recent", unresolved.Count(each => each >= recent))],
            Items = [.. unresolved.Select(steps.ItemAt)],
        };
    }
}
