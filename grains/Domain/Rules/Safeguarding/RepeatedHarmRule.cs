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
        ClearedBy = $"A review, or the closing, of one of these events, in whoever's file, dated on or after the last such event; or fewer events remain within {settings.HarmSchoolDays} school days.",
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
        var (episodes, due) = DateWalk.Of(at, picture.Changes(), picture.Holds, date => !picture.Holds(date));
        Verdict verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, Severity.High, picture.EvidenceAt(episodes.RaisedOn)))
            : at.Quiet($"{picture.InWords(at.Today)}");
        return RuleOutcome.Of(episodes, verdict, due);
    }

    // The pupil's own file is asked too: what a school knows of the others may not be here yet.
    private static List<DateOnly> ReviewsOf(PupilAt at, IEnumerable<Concern> events) =>
        [.. ConcernFacts.ReviewDates(at.File.Actions, events).Concat(at.Context.ReviewedOn.IsDefault ? [] : at.Context.ReviewedOn)];

    // What is filed for the pupil is as it was filed for the pupil; the others' files add what they alone hold.
    private static List<Concern> EntriesOf(PupilAt at, Func<ChildOnChild, IEnumerable<StudentId>> role) =>
    [
        .. at.File.Concerns.Concat(at.Context.NamedIn.IsDefault ? [] : at.Context.NamedIn)
            .DistinctBy(each => each.Id)
            .Where(each => each.ChildOnChild is { } roles && role(roles).Contains(at.Student))
            .OrderBy(each => each.OccurredAt).ThenBy(each => each.Id, StringComparer.Ordinal),
    ];

    private sealed class Picture(RuleSettings settings, PupilAt at, List<Concern> alleged, List<Concern> targeted, List<DateOnly> reviews)
    {
        internal IEnumerable<DateOnly> Changes()
        {
            foreach (var date in alleged.Concat(targeted).Select(each => each.HappenedOn()))
            {
                yield return date;
                if (at.Days.NthAfter(date, settings.HarmSchoolDays) is { } gone) yield return gone;
            }

            foreach (var date in reviews) yield return date;
        }

        internal bool Holds(DateOnly date) => IsAlleged(date) || IsTargeted(date);

        internal string InWords(DateOnly date)
        {
            var (one, two) = (At(alleged, date), At(targeted, date));
            var seen = $"named in {ConcernEvents.Of(one).Count} events with {Others(one)} others as said to have harmed, and in {ConcernEvents.Of(two).Count} as harmed, within {settings.HarmSchoolDays} school days";
            return IsManyAlleged(one) || IsManyTargeted(two) ? $"{seen}; reviewed since" : seen;
        }

        internal Evidence EvidenceAt(DateOnly date)
        {
            var (one, two) = (IsAlleged(date) ? At(alleged, date) : [], IsTargeted(date) ? At(targeted, date) : []);
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

        private bool IsAlleged(DateOnly date) => At(alleged, date) is var seen && IsManyAlleged(seen) && !IsReviewed(seen, date);

        private bool IsTargeted(DateOnly date) => At(targeted, date) is var seen && IsManyTargeted(seen) && !IsReviewed(seen, date);

        private bool IsManyAlleged(List<Concern> entries) => ConcernEvents.Of(entries).Count >= settings.HarmEvents && Others(entries) >= settings.HarmOthers;

        private bool IsManyTargeted(List<Concern> entries) => ConcernEvents.Of(entries).Count >= settings.HarmTargetEvents;

        private bool IsReviewed(List<Concern> entries, DateOnly date) => reviews.Exists(review => review >= entries[^1].HappenedOn() && review <= date);

        private int Others(List<Concern> entries) => entries.SelectMany(each => each.ChildOnChild!.Target).Where(other => other != at.Student).Distinct().Count();

        private List<Concern> At(List<Concern> entries, DateOnly date) =>
            entries.FindAll(each => each.HappenedOn() is var on && on <= date && at.Days.CountBetween(on, date) < settings.HarmSchoolDays);

        private static IEnumerable<EvidenceItem> Items(List<Concern> entries, string role) => entries.Select(each => each.AsItem() with { Code = role });
    }
}
