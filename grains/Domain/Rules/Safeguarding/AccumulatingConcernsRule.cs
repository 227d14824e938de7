using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-02: several concerns of low severity, each small by itself, add up within four weeks.</summary>
internal sealed class AccumulatingConcernsRule(RuleSettings settings) : PupilRule
{
    private const int HighestLowSeverity = 2;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-02"),
        Version = 1,
        Title = "Low-severity concerns adding up",
        Sentence = $"Within {settings.AccumulationDays} days there are {settings.AccumulationConcerns} concerns of severity 1 or 2 from {settings.AccumulationRecorders} people on {settings.AccumulationDates} dates, or {settings.AccumulationConcernsByAnyone} from anyone; entries about the same event count once.",
        Basis = "Keeping children safe in education: concerns that seem small by themselves can build a cumulative picture. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        IsBoosted = true,
        ClearedBy = $"Fewer than {settings.AccumulationClear} remain within {settings.AccumulationDays} days.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.File.Concerns.Length < Math.Min(settings.AccumulationConcerns, settings.AccumulationConcernsByAnyone);

    /// <remarks>The picture changes only on the dates a concern enters or leaves the window, and when a cool-down ends: the other dates need no step.</remarks>
    internal override RuleOutcome Evaluate(PupilAt at)
    {
        var concerns = at.File.Concerns.Where(each => each.Severity is >= 1 and <= HighestLowSeverity).ToList();
        var changes = concerns.SelectMany(each => new[] { each.HappenedOn(), each.HappenedOn().AddDays(settings.AccumulationDays) });
        var (episodes, due) = DateWalk.Of(
            at,
            changes,
            raises: date => IsAccumulation(EventsAt(concerns, date)),
            clears: date => EventsAt(concerns, date).Count < settings.AccumulationClear,
            settings.AccumulationCoolDownDays);
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, at.Quiet($"{Silence(EventsAt(concerns, at.Today))}"), due);
        var episode = new Episode(episodes.RaisedOn, at.Raised(Severity.Medium), EvidenceAt(EventsAt(concerns, episodes.RaisedOn), episodes.RaisedOn));
        return RuleOutcome.Of(episodes, new Fired(episode), due);
    }

    private bool IsAccumulation(List<Concern> events) => events.Count >= settings.AccumulationConcernsByAnyone || IsFromSeveral(events);

    private bool IsFromSeveral(List<Concern> events) =>
        events.Count >= settings.AccumulationConcerns
        && Recorders(events) >= settings.AccumulationRecorders
        && events.Select(each => each.HappenedOn()).Distinct().Count() >= settings.AccumulationDates;

    private static int Recorders(List<Concern> events) => events.Select(each => each.RecordedBy).Distinct(StringComparer.Ordinal).Count();

    /// <summary>The events of the window that ends with a date: entries about the same one count once, as the earliest of them.</summary>
    private List<Concern> EventsAt(List<Concern> concerns, DateOnly date)
    {
        var from = date.AddDays(1 - settings.AccumulationDays);
        var window = concerns.Where(each => each.HappenedOn() >= from && each.HappenedOn() <= date).OrderBy(each => each.OccurredAt).ThenBy(each => each.Id, StringComparer.Ordinal);
        return [.. ConcernEvents.Of([.. window]).Select(entries => entries[0])];
    }

    private string Silence(List<Concern> events) =>
        $"{events.Count} low-severity concerns in {settings.AccumulationDays} days from {Recorders(events)} people: {settings.AccumulationConcerns} from {settings.AccumulationRecorders}, or {settings.AccumulationConcernsByAnyone}, would add up, once any cool-down is over";

    private Evidence EvidenceAt(List<Concern> events, DateOnly date) => new()
    {
        Count = events.Count,
        Threshold = IsFromSeveral(events) ? settings.AccumulationConcerns : settings.AccumulationConcernsByAnyone,
        WindowFrom = date.AddDays(1 - settings.AccumulationDays),
        WindowTo = date,
        Measures = [new("recorders", Recorders(events)), new("dates", events.Select(each => each.HappenedOn()).Distinct().Count())],
        Items = [.. events.Select(each => each.AsItem())],
    };
}
