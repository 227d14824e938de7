using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-13: late again and again within four school weeks.</summary>
internal sealed class LatenessRule(RuleSettings settings) : PupilRule
{
    private static readonly byte Late = AttendanceCodes.PlaceOf("L");
    private static readonly byte AfterClosing = AttendanceCodes.PlaceOf("U");

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-13"),
        Version = 1,
        Title = "Often late",
        Sentence = $"The pupil was late (L, or U after the register closed) for {settings.LateSessions} or more sessions within {settings.LateSchoolWeeks} school weeks; more urgent when {settings.LateAfterClosing} or more of them are U.",
        Basis = "Our own design.",
        Kind = RuleBasis.Design,
        Severity = Severity.Low,
        ClearedBy = $"{settings.LateClear} or fewer late sessions remain within {settings.LateSchoolWeeks} school weeks.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.Unknown is not null || at.Marks.Places.AsSpan().Count(Late) + at.Marks.Places.AsSpan().Count(AfterClosing) < settings.LateSessions;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes) = (at.Steps, new EpisodeFold(at.Days, settings.LateCoolDownDays));
        var (late, afterClosing, oldest) = (0, 0, 0);
        for (var step = 0; step < steps.Count; step++)
        {
            Count(steps.PlaceAt(step), 1);
            for (var first = steps.FirstOfWeeks(step, settings.LateSchoolWeeks); oldest < first; oldest++) Count(steps.PlaceAt(oldest), -1);
            episodes.Take(steps, step, raises: late >= settings.LateSessions, clears: late <= settings.LateClear);
        }

        var isUrgent = afterClosing >= settings.LateAfterClosing;
        Verdict verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, isUrgent ? Severity.Medium : Severity.Low, EvidenceAt(steps, isUrgent ? steps.Count - 1 : episodes.RaisedStep)))
            : at.Quiet($"{late} of {settings.LateSessions} late sessions in {settings.LateSchoolWeeks} school weeks, or not yet {settings.LateCoolDownDays} school days since it was last over");
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());

        void Count(byte place, int by)
        {
            if (place == Late || place == AfterClosing) late += by;
            if (place == AfterClosing) afterClosing += by;
        }
    }

    private Evidence EvidenceAt(AttendanceSteps steps, int step)
    {
        var first = steps.FirstOfWeeks(step, settings.LateSchoolWeeks);
        var late = Enumerable.Range(first, step - first + 1).Where(each => steps.PlaceAt(each) == Late || steps.PlaceAt(each) == AfterClosing).ToList();
        return new()
        {
            Count = late.Count,
            Threshold = settings.LateSessions,
            WindowFrom = steps.DateOf(first),
            WindowTo = steps.DateOf(step),
            Measures = [new("afterClosing", late.Count(each => steps.PlaceAt(each) == AfterClosing)), new("schoolWeeks", settings.LateSchoolWeeks)],
            Items = [.. late.Select(steps.ItemAt)],
        };
    }
}
