using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>TRU-03: the same category of concerns spikes at several schools of a trust at about the same time.</summary>
internal sealed class EmergingThemeRule(RuleSettings settings) : SchoolRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("TRU-03"),
        Version = 1,
        Title = "Emerging theme",
        Sentence = $"In {settings.ThemeDays} days the same category of concerns spiked (SCH-03) at {settings.ThemeSchools} schools of the trust, or at {settings.ThemePercent} % of them where that is more.",
        Basis = "Our own design: what is new to a school is seen sooner by looking at several.",
        Kind = RuleBasis.Design,
        Severity = Severity.High,
        ClearedBy = $"Fewer schools have had such a spike in the last {settings.ThemeDays} days.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Register.Figures];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at)
    {
        if (at.Register.Figures.IsEmpty) return [RuleOutcome.CannotTell(TrustFigures.NoneYet)];
        var schools = at.Schools();
        var needed = Math.Max(settings.ThemeSchools, ((schools.Length * settings.ThemePercent) + 99) / 100);
        var spikes = schools.SelectMany(school => school.Spikes.Select(spike => (School: school.Of, spike.Category, spike.RaisedOn)));
        FacetOutcome[] told = [.. spikes.GroupBy(spike => spike.Category, StringComparer.Ordinal).OrderBy(category => category.Key, StringComparer.Ordinal)
            .Select(category => new FacetOutcome(category.Key, OutcomeOf([.. category.Select(spike => new Spike(spike.School, spike.RaisedOn))], category.Key, needed, at)))];
        return told.Length > 0 ? told : [new RuleOutcome(new Quiet("no category of concerns has spiked at any school"))];
    }

    private RuleOutcome OutcomeOf(ImmutableArray<Spike> spikes, string category, int needed, SchoolAt at)
    {
        int Count(DateOnly date) => spikes.Where(spike => IsLate(spike, date)).Select(spike => spike.School).Distinct().Count();
        var steps = spikes.SelectMany(spike => new[] { spike.RaisedOn, spike.RaisedOn.AddDays(settings.ThemeDays) });
        var walk = DateWalk.Of(at.Days, at.Today, steps, date => Count(date) >= needed, date => Count(date) < needed);
        Verdict verdict = walk.Episodes.IsOpen
            ? new Fired(new Episode(walk.Episodes.RaisedOn, Severity.High, EvidenceOf([.. spikes.Where(spike => IsLate(spike, at.Today))], category, needed, at)))
            : new Quiet($"{Count(at.Today)} of {needed} schools with a spike in {settings.ThemeDays} days");
        return RuleOutcome.Of(walk.Episodes, verdict, walk.NextDue);
    }

    private bool IsLate(Spike spike, DateOnly date) => spike.RaisedOn <= date && spike.RaisedOn > date.AddDays(-settings.ThemeDays);

    private Evidence EvidenceOf(ImmutableArray<Spike> spikes, string category, int needed, SchoolAt at) => new()
    {
        Count = spikes.Select(spike => spike.School).Distinct().Count(),
        Threshold = needed,
        WindowFrom = at.Today.AddDays(1 - settings.ThemeDays),
        WindowTo = at.Today,
        Measures = [new("schools", at.Register.Figures.Count)],
        Items = [.. spikes.OrderBy(spike => spike.RaisedOn).ThenBy(spike => spike.School).Select(spike => new EvidenceItem { Date = spike.RaisedOn, Id = spike.School.Value, Category = category })],
    };

    private readonly record struct Spike(SchoolId School, DateOnly RaisedOn);
}
