using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-01: a concern that must be looked at now has no action yet.</summary>
internal sealed class ImmediateConcernRule : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-01"),
        Version = 1,
        Title = "Immediate concern",
        Sentence = "A concern of an immediate category (a sexual or physical disclosure, sexual violence, suicidal ideation, a weapon, FGM, imminent harm) or of severity 4 has no action yet.",
        Basis = "Keeping children safe in education, Part one: act immediately; decisions and their reasons are recorded.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Critical,
        ClearedBy = "An action (triage, contact, referral, review or closing) on each such concern.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.File.Concerns.IsEmpty;

    /// <remarks>
    /// An episode begins when a concern is recorded and ends when each one recorded has been acted on, in the order in which that happened.
    /// The catalogue's "last ten school days" need no window here: every concern is walked from the day it was recorded, and one that nobody
    /// has acted on stays open, however old.
    /// </remarks>
    internal override RuleOutcome Evaluate(PupilAt at)
    {
        var stretches = at.File.Concerns.Where(ImmediateConcern.Is).Select(each => StretchOf(at, each)).Where(each => each is not null && each.From <= at.AsOf)
            .OrderBy(each => each!.From).ThenBy(each => each!.Concern.Id, StringComparer.Ordinal).ToList();
        DateTimeOffset? from = null, end = null;
        var past = ImmutableArray.CreateBuilder<EpisodeSpan>();
        foreach (var stretch in stretches)
        {
            if (from is { } began && end is { } ended && stretch!.From > ended)
            {
                past.Add(new(SchoolTime.DateOf(began), SchoolTime.DateOf(ended)));
                from = null;
            }

            end = from is null ? stretch!.To : Later(end, stretch!.To);
            from ??= stretch.From;
        }

        if (from is { } first && end is { } last && last <= at.AsOf)
        {
            past.Add(new(SchoolTime.DateOf(first), SchoolTime.DateOf(last)));
            from = null;
        }

        var due = stretches.Select(each => each!.To).Where(to => to > at.AsOf).Min();
        var cleared = past.Count == 0 ? null : past[^1].ClearedOn;
        if (from is not { } raised) return new(at.Quiet($"{Silence(at)}"), cleared, due) { Past = past.DrainToImmutable() };
        var waiting = stretches.Where(each => each!.From >= raised && (each.To is not { } to || to > at.AsOf)).Select(each => each!.Concern).ToList();
        var raisedOn = SchoolTime.DateOf(raised);
        return new(new Fired(new Episode(raisedOn, Severity.Critical, EvidenceOf(waiting, raisedOn))), cleared, due) { Past = past.DrainToImmutable() };
    }

    // An action dated before the day the concern was recorded means that it never waited; one of the same day answers it.
    private static Stretch? StretchOf(PupilAt at, Concern concern)
    {
        var recorded = concern.WrittenAt();
        var actions = at.File.ActionsOn(concern.Id).Select(action => action.At).ToList();
        if (actions.Count == 0) return new(concern, recorded, null);
        var first = actions.Min();
        if (SchoolTime.DateOf(first) < SchoolTime.DateOf(recorded)) return null;
        return new(concern, recorded, first > recorded ? first : recorded);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other is null ? null : one > other ? one : other;

    private static string Silence(PupilAt at) => at.File.Concerns.Any(ImmediateConcern.Is) ? "every immediate concern has an action" : "no concern of an immediate category or severity 4";

    private static Evidence EvidenceOf(List<Concern> waiting, DateOnly raisedOn) => new()
    {
        Count = waiting.Count,
        Threshold = 1,
        WindowFrom = raisedOn,
        WindowTo = raisedOn,
        Items = [.. waiting.Select(each => each.AsItem(each.Categories.FirstOrDefault(ImmediateConcern.Categories.Contains)))],
    };

    private sealed record Stretch(Concern Concern, DateTimeOffset From, DateTimeOffset? To);
}
