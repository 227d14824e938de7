using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>CMP-01: behaviour and attendance changed at about the same time.</summary>
internal sealed class BehaviourAndAttendanceRule(RuleSettings settings, PupilRule behaviour, ImmutableArray<PupilRule> attendance) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("CMP-01"),
        Version = 1,
        Title = "Behaviour and attendance together",
        Sentence = $"A change of behaviour ({behaviour.Description.Id}) and a sudden change or many short spells of absence ({string.Join(", ", attendance.Select(each => each.Description.Id))}) are both open, and were raised at most {settings.CompositeSchoolDays} school days apart.",
        Basis = "Evidence: attendance and behaviour together tell more than either (Balfanz, early warning indicators). The number of days is our own design.",
        Kind = RuleBasis.Evidence | RuleBasis.Design,
        Severity = Severity.High,
        ClearedBy = "Either of the two clears.",
    };

    internal override bool IsProvablyQuiet(PupilAt at)
    {
        if (behaviour.IsProvablyQuiet(at)) return true;
        foreach (var each in attendance)
        {
            if (!each.IsProvablyQuiet(at)) return false;
        }

        return true;
    }

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        var incidents = at.Ask(behaviour);
        var absences = attendance.Select(each => at.Ask(each)).ToList();
        var due = absences.Aggregate(incidents.NextDue, (earliest, each) => Earlier(earliest, each.NextDue));
        var spans = Union(absences.SelectMany(each => each.Spans.SelectMany(other => incidents.Spans.Select(one => Both(at.Days, one, other)))).OfType<EpisodeSpan>());
        var past = spans.Where(each => each.ClearedOn is not null).ToImmutableArray();
        DateOnly? cleared = past.IsEmpty ? null : past[^1].ClearedOn;
        var verdict = spans.Count > past.Length
            ? new Fired(new Episode(spans[^1].RaisedOn, Severity.High, EvidenceOf(at, spans[^1].RaisedOn)))
            : Silence(incidents, absences);
        return new(verdict, cleared, due) { Past = past };
    }

    /// <summary>The time for which two episodes raised close together were both open; null when there is none.</summary>
    private EpisodeSpan? Both(SchoolDays days, EpisodeSpan one, EpisodeSpan other)
    {
        if (Math.Abs(days.CountBetween(one.RaisedOn, other.RaisedOn)) > settings.CompositeSchoolDays) return null;
        var from = one.RaisedOn > other.RaisedOn ? one.RaisedOn : other.RaisedOn;
        var to = one.ClearedOn is null || other.ClearedOn < one.ClearedOn ? other.ClearedOn : one.ClearedOn;
        return to <= from ? null : new(from, to);
    }

    private static List<EpisodeSpan> Union(IEnumerable<EpisodeSpan> spans)
    {
        var union = new List<EpisodeSpan>();
        foreach (var span in spans.OrderBy(each => each.RaisedOn))
        {
            if (union.Count == 0 || union[^1].ClearedOn < span.RaisedOn) union.Add(span);
            else if (union[^1].ClearedOn is { } end && (span.ClearedOn is not { } later || later > end)) union[^1] = union[^1] with { ClearedOn = span.ClearedOn };
        }

        return union;
    }

    // Nobody can tell of both when nobody can tell of the one, or of any of the others.
    private static Verdict Silence(RuleOutcome incidents, List<RuleOutcome> absences)
    {
        var unknown = incidents.Verdict as CannotTell ?? (absences.TrueForAll(each => each.Verdict is CannotTell) ? absences[0].Verdict as CannotTell : null);
        return unknown is not null ? unknown : new Quiet("behaviour and attendance have not both changed at about the same time");
    }

    /// <summary>When each of the open ones was raised, and what each of them rests on.</summary>
    private Evidence EvidenceOf(PupilAt at, DateOnly raisedOn)
    {
        var open = attendance.Prepend(behaviour).Select(each => (each.Description.Id, Episode: (at.Ask(each).Verdict as Fired)?.Episode)).Where(each => each.Episode is not null).ToList();
        return new()
        {
            WindowFrom = open.Min(each => each.Episode!.RaisedOn),
            WindowTo = raisedOn,
            Measures = [.. open.SelectMany(each => each.Episode!.Evidence.Measures.Select(measure => measure with { Name = $"{each.Id}.{measure.Name}" }))],
            Items =
            [
                .. open.Select(each => new EvidenceItem { Date = each.Episode!.RaisedOn, Code = each.Id.Value, Category = "raised" }),
                .. open.SelectMany(each => each.Episode!.Evidence.Items),
            ],
        };
    }
}
