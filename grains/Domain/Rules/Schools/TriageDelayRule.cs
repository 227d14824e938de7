using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-08: too many concerns wait longer for a first action than their urgency allows.</summary>
internal sealed class TriageDelayRule(RuleSettings settings) : SchoolRule
{
    private const int HighSeverity = 3;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-08"),
        Version = 1,
        Title = "First actions come late",
        Sentence = $"Of the concerns recorded in the last {settings.TriageSchoolDays} school days more than {settings.TriagePercent} % had no action within {settings.UntouchedImmediate.TotalHours:0.#} school hours (an immediate category or severity 4), {settings.UntouchedHigh.TotalHours:0.#} (severity 3) or {settings.UntouchedOther.TotalHours:0.#} (any other).",
        Basis = "Our own design, over SG-06's hours.",
        Kind = RuleBasis.Design,
        Severity = Severity.Medium,
        ClearedBy = $"Fewer than {settings.TriageClearPercent} % had none.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Statistics.Concerns, at.Register.Calendar];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    /// <remarks>A window without a concern says nothing of how fast people are: it neither raises nor clears.</remarks>
    private RuleOutcome Outcome(SchoolAt at)
    {
        if (!at.Register.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        var waits = WaitsOf(at);
        var (all, late) = (0, 0);
        var recorded = new Sliding<Wait>(waits.Select(each => (each, each.RecordedOn, GoneOn(at, each))), _ => all++, _ => all--);
        var breaches = new Sliding<Wait>(waits.Where(each => each.IsLate(at.AsOf)).Select(each => (each, each.LateOn!.Value, GoneOn(at, each))), _ => late++, _ => late--);
        (int All, int Late) CountAt(DateOnly date)
        {
            recorded.MoveTo(date);
            breaches.MoveTo(date);
            return (all, late);
        }

        var (episodes, due) = DateWalk.Of(
            at.Days,
            at.Today,
            recorded.Changes.Concat(breaches.Changes),
            raises: date => CountAt(date) is var now && now.Late * 100 > settings.TriagePercent * now.All,
            clears: date => CountAt(date) is var now && now.Late * 100 < settings.TriageClearPercent * now.All);
        due = RuleBook.Earlier(due, waits.Select(each => each.NextChange(at.AsOf)).Min());
        if (episodes.IsOpen) return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.Medium, EvidenceOf(at, waits, episodes.RaisedOn))), due);
        var last = CountAt(at.Today);
        return RuleOutcome.Of(episodes, new Quiet($"{last.Late} of {last.All} concerns recorded in {settings.TriageSchoolDays} school days waited too long"), due);
    }

    private List<Wait> WaitsOf(SchoolAt at)
    {
        var hours = new SchoolHours(at.Days, settings.SchoolHoursFrom, settings.SchoolHoursTo);
        var acted = at.Statistics.Concerns.Values.SelectMany(each => each.Actions).GroupBy(each => each.Concern, StringComparer.Ordinal)
            .ToDictionary(each => each.Key, each => each.Min(action => action.At), StringComparer.Ordinal);
        return [.. at.Concerns.Select(each => new Wait(
            each,
            SchoolTime.DateOf(each.WrittenAt()),
            hours.After(each.WrittenAt(), TimeFor(each)),
            acted.TryGetValue(each.Id, out var first) ? first : null))];
    }

    private TimeSpan TimeFor(Concern concern) =>
        ImmediateConcern.Is(concern) ? settings.UntouchedImmediate : concern.Severity == HighSeverity ? settings.UntouchedHigh : settings.UntouchedOther;

    // The school day on which the window no longer reaches back to the day it was recorded.
    private DateOnly? GoneOn(SchoolAt at, Wait wait) => at.Days.NthAfter(wait.RecordedOn, settings.TriageSchoolDays);

    private Evidence EvidenceOf(SchoolAt at, List<Wait> waits, DateOnly on)
    {
        var window = waits.Where(each => each.RecordedOn <= on && !(GoneOn(at, each) <= on)).ToList();
        var late = window.Where(each => each.IsLate(at.AsOf) && each.LateOn <= on).ToList();
        return new()
        {
            Count = late.Count,
            Threshold = settings.TriagePercent * window.Count / 100m,
            WindowFrom = at.Days.Last(settings.TriageSchoolDays, on) is [var first, ..] ? first : on,
            WindowTo = on,
            Measures = [new("concerns", window.Count), new("late", late.Count)],
            Items = [.. late.Select(each => each.Concern.AsItem())],
        };
    }

    /// <param name="Deadline">Null: the calendar ends before.</param>
    private sealed record Wait(Concern Concern, DateOnly RecordedOn, DateTimeOffset? Deadline, DateTimeOffset? ActedAt)
    {
        internal DateOnly? LateOn => Deadline is { } deadline ? SchoolTime.DateOf(deadline) : null;

        /// <summary>The deadline has passed, and no action came before or with it.</summary>
        internal bool IsLate(DateTimeOffset asOf) => Deadline <= asOf && !(ActedAt <= Deadline);

        internal DateTimeOffset? NextChange(DateTimeOffset asOf) => Deadline > asOf && !(ActedAt <= Deadline) ? Deadline : null;
    }
}
