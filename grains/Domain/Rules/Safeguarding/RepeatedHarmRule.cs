using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-12: one child is named in several events between children, as the one said to have harmed others or as the one harmed. Both are children to be supported.</summary>
internal sealed class RepeatedHarmRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-12"),
        Version = 1,
        Title = "Repeated alleged harm between children",
        Sentence = $"Within {settings.HarmSchoolDays} school days the pupil is named in {settings.HarmEvents} or more events as said to have harmed {settings.HarmOthers} or more others in all, or in {settings.HarmTargetEvents} or more events as the one harmed. These are events, not conclusions; entries about the same event count once.",
        Basis = "Keeping children safe in education, child-on-child abuse: every child involved is to be supported, the one said to have caused harm too. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.High,
        ClearedBy = $"A review, or the closing, of one of these events, in whoever's file, after the last such event.",
    };

    internal override bool IsProvablyQuiet(PupilAt at)
    {
        var named = at.Context.NamedIn.IsDefaultOrEmpty ? 0 : at.Context.NamedIn.Length;
        return named + at.File.Concerns.Count(each => each.ChildOnChild is not null) < Math.Min(settings.HarmEvents, settings.HarmTargetEvents);
    }

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        var (alleged, targeted) = (EntriesOf(at, roles => roles.Aggressor), EntriesOf(at, roles => roles.Target));
        if (alleged.Count + targeted.Count == 0) return new(new Quiet("the pupil is named in no event between children"));
        if (!at.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        var picture = new Picture(settings, at, alleged, targeted, ReviewsOf(at, alleged.Concat(targeted)));
        var (episodes, due) = DateWalk.Of(at, picture.Changes(), picture.IsRaised, date => !picture.IsWaiting(date));
        Verdict verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, Severity.High, picture.EvidenceAt(episodes.RaisedOn)))
            : at.Quiet($"{picture.InWords(at.Today)}");
        return RuleOutcome.Of(episodes, verdict, due);
    }

    // The pupil's own file is asked too: what a school knows of the others may not be here yet.
    private static List<DateTimeOffset> ReviewsOf(PupilAt at, IEnumerable<Concern> events) =>
        [.. ConcernFacts.Reviews(at.File.Actions, events).Concat(at.Context.Reviews.IsDefault ? [] : at.Context.Reviews)];

    // What is filed for the pupil is as it was filed for the pupil; the others' files add what they alone hold.
    private static List<Concern> EntriesOf(PupilAt at, Func<ChildOnChild, IEnumerable<StudentId>> role) =>
    [
        .. at.File.Concerns.Concat(at.Context.NamedIn.IsDefault ? [] : at.Context.NamedIn)
            .DistinctBy(each => each.Id)
            .Where(each => each.ChildOnChild is { } roles && role(roles).Contains(at.Student))
            .OrderBy(each => each.OccurredAt).ThenBy(each => each.Id, StringComparer.Ordinal),
    ];

    private sealed class Picture(RuleSettings settings, PupilAt at, List<Concern> alleged, List<Concern> targeted, List<DateTimeOffset> reviews)
    {
        internal IEnumerable<DateOnly> Changes()
        {
            foreach (var date in alleged.Concat(targeted).Select(each => each.HappenedOn()))
            {
                yield return date;
                if (at.Days.NthAfter(date, settings.HarmSchoolDays) is { } gone) yield return gone;
            }

            foreach (var review in reviews) yield return SchoolTime.DateOf(review);
        }

        internal bool IsRaised(DateOnly date) => IsRaised(alleged, IsManyAlleged, date) || IsRaised(targeted, IsManyTargeted, date);

        /// <summary>There were as many, and nobody has reviewed them since: also when they have left the window, for time is no review.</summary>
        internal bool IsWaiting(DateOnly date) => IsWaiting(alleged, IsManyAlleged, date) || IsWaiting(targeted, IsManyTargeted, date);

        internal string InWords(DateOnly date)
        {
            var (one, two) = (At(alleged, date), At(targeted, date));
            var seen = $"named in {ConcernEvents.Of(one).Count} events with {Others(one)} others as said to have harmed, and in {ConcernEvents.Of(two).Count} as harmed, within {settings.HarmSchoolDays} school days";
            return IsManyAlleged(one) || IsManyTargeted(two) ? $"{seen}; reviewed since" : seen;
        }

        internal Evidence EvidenceAt(DateOnly date)
        {
            var (one, two) = (IsRaised(alleged, IsManyAlleged, date) ? At(alleged, date) : [], IsRaised(targeted, IsManyTargeted, date) ? At(targeted, date) : []);
            var (harming, harmed) = (ConcernEvents.Of(one).Count, ConcernEvents.Of(two).Count);
            return new()
            {
                Count = harming > 0 ? harming : harmed,
                Threshold = harming > 0 ? settings.HarmEvents : settings.HarmTargetEvents,
                WindowFrom = at.Days.Last(settings.HarmSchoolDays, date) is [var first, ..] ? first : date,
                WindowTo = date,
                Measures = [new("eventsAlleged", harming), new("others", Others(one)), new("eventsAsTarget", harmed)],
                Items = [.. Items(one, "alleged"), .. Items(two, "target")],
            };
        }

        // A review of the day on which the last event happened does not undo that it was so: it clears at the next step.
        private bool IsRaised(List<Concern> entries, Predicate<List<Concern>> isMany, DateOnly date) =>
            At(entries, date) is var seen && isMany(seen) && !reviews.HasReview(seen[^1].OccurredAt, until: date.AddDays(-1));

        private bool IsWaiting(List<Concern> entries, Predicate<List<Concern>> isMany, DateOnly date) =>
            entries.Exists(entry => entry.HappenedOn() <= date && At(entries, entry.HappenedOn()) is var seen && isMany(seen) && !reviews.HasReview(seen[^1].OccurredAt, until: date));

        private bool IsManyAlleged(List<Concern> entries) => ConcernEvents.Of(entries).Count >= settings.HarmEvents && Others(entries) >= settings.HarmOthers;

        private bool IsManyTargeted(List<Concern> entries) => ConcernEvents.Of(entries).Count >= settings.HarmTargetEvents;

        private int Others(List<Concern> entries) => entries.SelectMany(each => each.ChildOnChild!.Target).Where(other => other != at.Student).Distinct().Count();

        private List<Concern> At(List<Concern> entries, DateOnly date) =>
            entries.FindAll(each => each.HappenedOn() is var on && on <= date && at.Days.CountBetween(on, date) < settings.HarmSchoolDays);

        private static IEnumerable<EvidenceItem> Items(List<Concern> entries, string role) => entries.Select(each => each.AsItem() with { Code = role });
    }
}
