using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-07: mental-health concerns together with repeated illness or a sudden change in attendance.</summary>
internal sealed class MentalHealthRule(RuleSettings settings, PupilRule suddenChange) : PupilRule
{
    private const string MentalHealth = "mental-health";
    private const string Illness = "I";

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-07"),
        Version = 1,
        // The wall shows the title to whoever passes: it does not say what the concern is about.
        Title = "Concerns and absence together",
        Sentence = $"Within {settings.MentalHealthDays} days there are {settings.MentalHealthConcerns} or more mental-health concerns, and {settings.MentalHealthSpells} or more spells of absence began with illness or a sudden change in attendance ({suddenChange.Description.Id}) is open.",
        Basis = "Keeping children safe in education 2026: mental-health problems can be a sign of harm and can develop into safeguarding concerns. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.High,
        IsBoosted = true,
        ClearedBy = $"Within {settings.MentalHealthDays} days one of the two no longer holds.",
    };

    internal override bool IsProvablyQuiet(PupilAt at)
    {
        if (at.Unknown is not null || at.File.Concerns.Length < settings.MentalHealthConcerns || at.File.Concerns.Count(IsAboutMentalHealth) < settings.MentalHealthConcerns) return true;
        return at.Marks.Absent < settings.MentalHealthSpells && suddenChange.IsProvablyQuiet(at);
    }

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var concerns = at.File.Concerns.Where(IsAboutMentalHealth).ToList();
        var spells = at.Spells.All.Select(each => each.Start).Where(step => at.Steps.ItemAt(step).Code == Illness).ToList();
        var changes = at.Ask(suddenChange);
        var counted = concerns.Select(each => each.HappenedOn()).Concat(spells.Select(at.Steps.DateOf)).SelectMany(date => new[] { date, date.AddDays(settings.MentalHealthDays) });
        var asked = changes.Spans.SelectMany(span => span.ClearedOn is { } cleared ? [span.RaisedOn, cleared] : new[] { span.RaisedOn });
        Window WindowAt(DateOnly date) => new(
            [.. concerns.Where(each => IsIn(each.HappenedOn(), date))],
            [.. spells.Where(step => IsIn(at.Steps.DateOf(step), date))],
            changes.Spans.Any(span => span.IsOpenOn(date)));
        var (episodes, due) = DateWalk.Of(at, counted.Concat(asked), raises: date => Holds(WindowAt(date)), clears: date => !Holds(WindowAt(date)));
        due = Earlier(Earlier(due, changes.NextDue), at.NextMarkedDate());
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, at.Quiet($"{Silence(WindowAt(at.Today))}"), due);
        var evidence = EvidenceAt(at, WindowAt(episodes.RaisedOn), episodes.RaisedOn);
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.High), evidence)), due);
    }

    private static bool IsAboutMentalHealth(Concern concern) => concern.Categories.Contains(MentalHealth);

    private bool IsIn(DateOnly happened, DateOnly date) => happened <= date && happened > date.AddDays(-settings.MentalHealthDays);

    private bool Holds(Window window) =>
        window.Concerns.Count >= settings.MentalHealthConcerns && (window.Spells.Count >= settings.MentalHealthSpells || window.IsSuddenChange);

    private string Silence(Window window) =>
        $"{window.Concerns.Count} of {settings.MentalHealthConcerns} mental-health concerns and {window.Spells.Count} of {settings.MentalHealthSpells} spells of illness in {settings.MentalHealthDays} days; {(window.IsSuddenChange ? "a" : "no")} sudden change in attendance";

    private Evidence EvidenceAt(PupilAt at, Window window, DateOnly date) => new()
    {
        Count = window.Concerns.Count,
        Threshold = settings.MentalHealthConcerns,
        WindowFrom = date.AddDays(1 - settings.MentalHealthDays),
        WindowTo = date,
        Measures = [new("illnessSpells", window.Spells.Count), new("suddenChange", window.IsSuddenChange ? 1 : 0)],
        Items = [.. window.Concerns.Select(each => each.AsItem(MentalHealth)), .. window.Spells.Select(at.Steps.ItemAt)],
    };

    /// <summary>What is in the window that ends with a date.</summary>
    private sealed record Window(List<Concern> Concerns, List<int> Spells, bool IsSuddenChange);
}
