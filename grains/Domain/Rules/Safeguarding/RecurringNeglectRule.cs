using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-04: concerns about neglect keep coming, week after week.</summary>
internal sealed class RecurringNeglectRule(RuleSettings settings) : PupilRule
{
    private const string Neglect = "neglect";

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-04"),
        Version = 1,
        // The wall shows the title to whoever passes: it does not say what the concerns are about.
        Title = "One kind of concern, again and again",
        Sentence = $"Within {settings.NeglectDays} days there are {settings.NeglectConcerns} or more concerns about neglect, in {settings.NeglectWeeks} or more different weeks.",
        Basis = "Keeping children safe in education, Annex on neglect: persistent failure to meet a child's needs shows over time. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.High,
        IsBoosted = true,
        ClearedBy = $"No more than {settings.NeglectClear} within {settings.NeglectClearDays} days.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.File.Concerns.Length < settings.NeglectConcerns || at.File.Concerns.Count(IsNeglect) < settings.NeglectConcerns;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        var concerns = at.File.Concerns.Where(IsNeglect).OrderBy(each => each.OccurredAt).ThenBy(each => each.Id, StringComparer.Ordinal).ToList();
        var changes = concerns.Select(each => each.HappenedOn()).SelectMany(date => new[] { date, date.AddDays(settings.NeglectDays), date.AddDays(settings.NeglectClearDays) });

        // A concern that completes the four raises, however long ago the others were. What is over by its own measure is not raised afresh by what is left of it in the longer window.
        var (episodes, due) = DateWalk.Of(
            at,
            changes,
            raises: date => IsChronic(Within(concerns, settings.NeglectDays, date)) && (!IsOver(concerns, date) || concerns.Exists(each => each.HappenedOn() == date)),
            clears: date => IsOver(concerns, date));
        var open = episodes.IsOpen ? Within(concerns, settings.NeglectDays, episodes.RaisedOn) : null;
        Verdict verdict = open is null
            ? at.Quiet($"{Silence(Within(concerns, settings.NeglectDays, at.Today), Within(concerns, settings.NeglectClearDays, at.Today).Count)}")
            : new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.High), EvidenceOf(open, episodes.RaisedOn)));
        return RuleOutcome.Of(episodes, verdict, due);
    }

    private static bool IsNeglect(Concern concern) => concern.Categories.Contains(Neglect, StringComparer.Ordinal);

    private static List<Concern> Within(List<Concern> concerns, int days, DateOnly date) =>
        concerns.FindAll(each => each.HappenedOn() >= date.AddDays(1 - days) && each.HappenedOn() <= date);

    private static int Weeks(List<Concern> concerns) => concerns.Select(each => SchoolDays.MondayOf(each.HappenedOn())).Distinct().Count();

    private bool IsChronic(List<Concern> window) => window.Count >= settings.NeglectConcerns && Weeks(window) >= settings.NeglectWeeks;

    private bool IsOver(List<Concern> concerns, DateOnly date) => Within(concerns, settings.NeglectClearDays, date).Count <= settings.NeglectClear;

    private string Silence(List<Concern> window, int recent) =>
        $"{window.Count} concerns about neglect in {Weeks(window)} weeks within {settings.NeglectDays} days, {recent} of them within {settings.NeglectClearDays}: {settings.NeglectConcerns} in {settings.NeglectWeeks} weeks would raise when another comes, or while more than {settings.NeglectClear} are recent";

    private Evidence EvidenceOf(List<Concern> window, DateOnly date) => new()
    {
        Count = window.Count,
        Threshold = settings.NeglectConcerns,
        WindowFrom = date.AddDays(1 - settings.NeglectDays),
        WindowTo = date,
        Measures = [new("weeks", Weeks(window))],
        Items = [.. window.Select(each => each.AsItem(Neglect))],
    };
}
