using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-06: nobody has touched a concern for longer than its urgency allows.</summary>
internal sealed class UntouchedConcernRule(RuleSettings settings) : PupilRule
{
    private const int HighSeverity = 3;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-06"),
        Version = 1,
        Title = "Concern nobody has acted on",
        Sentence = $"A concern has no action yet after {settings.UntouchedImmediate.TotalHours:0.#} school hours (an immediate category or severity 4), {settings.UntouchedHigh.TotalHours:0.#} (severity 3) or {settings.UntouchedOther.TotalHours:0.#} (any other); or it is not closed and its last action is more than {settings.UntouchedQuietSchoolDays} school days old.",
        Basis = "Keeping children safe in education: concerns, decisions and their reasons are recorded. The hours are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        ClearedBy = "An action on each such concern.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.File.Concerns.IsEmpty || !at.Calendar.IsKnown;

    /// <remarks>As in SG-01 an episode is a union: from the instant the first concern is overdue until none is.</remarks>
    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (!at.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        var stretches = StretchesOf(at).OrderBy(each => each.From).ThenBy(each => each.Concern.Id, StringComparer.Ordinal).ToList();
        DateTimeOffset? due = null;
        foreach (var each in stretches) due = Earlier(due, each.From > at.AsOf ? each.From : each.To > at.AsOf ? each.To : null);
        var (past, raised) = Union(stretches, at.AsOf);
        var cleared = past.Count > 0 ? past[^1].ClearedOn : null;
        if (raised is not { } from) return new(at.Quiet($"{Silence(at)}"), cleared, due) { Past = [.. past] };
        var now = stretches.Where(each => each.From <= at.AsOf && (each.To is not { } to || to > at.AsOf)).OrderByDescending(each => each.Severity).ToList();
        var episode = new Episode(SchoolTime.DateOf(from), now[0].Severity, EvidenceOf(now));
        return new(new Fired(episode), cleared, due) { Past = [.. past] };
    }

    /// <summary>The episodes that are over by an instant, and since when one is open. What ends at the instant another begins is one.</summary>
    private static (List<EpisodeSpan> Past, DateTimeOffset? OpenSince) Union(List<Stretch> stretches, DateTimeOffset asOf)
    {
        var past = new List<EpisodeSpan>();
        DateTimeOffset? from = null, to = null;
        foreach (var each in stretches.TakeWhile(each => each.From <= asOf))
        {
            if (from is { } began && to is { } ended && ended < each.From)
            {
                past.Add(new(SchoolTime.DateOf(began), SchoolTime.DateOf(ended)));
                from = null;
            }

            to = from is null ? each.To : to is { } one && each.To is { } other ? (one > other ? one : other) : null;
            from ??= each.From;
        }

        if (from is { } start && to is { } end && end <= asOf)
        {
            past.Add(new(SchoolTime.DateOf(start), SchoolTime.DateOf(end)));
            from = null;
        }

        return (past, from);
    }

    private IEnumerable<Stretch> StretchesOf(PupilAt at)
    {
        var hours = new SchoolHours(at.Days, settings.SchoolHoursFrom, settings.SchoolHoursTo);
        foreach (var concern in at.File.Concerns)
        {
            var actions = at.File.ActionsOn(concern.Id).ToList();
            if (WaitingFrom(hours, concern) is (var deadline, var severity) && (actions.Count == 0 || deadline < actions[0].At)) yield return new(concern, deadline, actions.Count == 0 ? null : actions[0].At, severity);
            for (var last = 0; last < actions.Count && actions[last].Kind is not ActionKind.Closed; last++)
            {
                DateTimeOffset? next = last + 1 < actions.Count ? actions[last + 1].At : null;
                // What was done before the concern was written down is as old as the concern.
                var updated = actions[last].At > concern.WrittenAt() ? actions[last].At : concern.WrittenAt();
                if (at.Days.NthAfter(SchoolTime.DateOf(updated), settings.UntouchedQuietSchoolDays + 1) is { } date && SchoolTime.StartOf(date) is var from && !(from >= next))
                    yield return new(concern, from, next, Severity.Low);
            }
        }
    }

    /// <summary>When a first action is overdue, and how urgent that is; null when the calendar ends before.</summary>
    private (DateTimeOffset Deadline, Severity Severity)? WaitingFrom(SchoolHours hours, Concern concern)
    {
        var (time, severity) = ImmediateConcern.Is(concern) ? (settings.UntouchedImmediate, Severity.Critical)
            : concern.Severity == HighSeverity ? (settings.UntouchedHigh, Severity.High)
            : (settings.UntouchedOther, Severity.Medium);
        return hours.After(concern.WrittenAt(), time) is { } deadline ? (deadline, severity) : null;
    }

    private static string Silence(PupilAt at) => at.File.Concerns.IsEmpty ? "no concern" : $"each of {at.File.Concerns.Length} concerns has had an action in time, or still has time";

    private static Evidence EvidenceOf(List<Stretch> now)
    {
        var untouched = now.Count(each => each.Severity > Severity.Low);
        return new()
        {
            Count = now.Count,
            Threshold = 1,
            WindowFrom = SchoolTime.DateOf(now.Min(each => each.From)),
            WindowTo = SchoolTime.DateOf(now.Max(each => each.From)),
            Measures = [new("untouched", untouched), new("withoutUpdate", now.Count - untouched)],
            Items = [.. now.Select(each => each.Concern.AsItem(each.Concern.Categories.FirstOrDefault(ImmediateConcern.Categories.Contains)))],
        };
    }

    /// <summary>A concern that is overdue, from one instant up to another.</summary>
    private sealed record Stretch(Concern Concern, DateTimeOffset From, DateTimeOffset? To, Severity Severity);
}
