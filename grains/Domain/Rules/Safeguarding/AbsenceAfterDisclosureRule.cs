using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-05: absent in the days after a disclosure or a police notification.</summary>
internal sealed class AbsenceAfterDisclosureRule(RuleSettings settings) : PupilRule
{
    private const string PoliceNotification = "operation-encompass";

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-05"),
        Version = 1,
        // The wall shows the title to whoever passes: it does not say what the concern is about.
        Title = "Absent after a concern",
        Sentence = $"{settings.DisclosureSessions} or more sessions are missed in the {settings.DisclosureSchoolDays} school days after a concern of an immediate category (a disclosure, sexual violence, suicidal ideation, a weapon, FGM, imminent harm) or an Operation Encompass notification.",
        Basis = "Keeping children safe in education: absence can be a warning sign of abuse. Operation Encompass is statutory (Victims and Prisoners Act 2024). The numbers are our own design.",
        Kind = RuleBasis.Guidance | RuleBasis.Design,
        Severity = Severity.High,
        IsBoosted = true,
        ClearedBy = $"The first session after those {settings.DisclosureSchoolDays} school days.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.Unknown is not null || at.Marks.Absent < settings.DisclosureSessions || !at.File.Concerns.Any(each => IsTrigger(each));

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes) = (at.Steps, new EpisodeFold(at.Days));
        var triggers = at.File.Concerns.Where(IsTrigger).ToList();
        var windows = triggers.Select(each => WindowOf(at, each)).Distinct().ToList();
        for (var step = 0; step < steps.Count; step++)
        {
            var isActive = windows.Exists(first => IsActive(at, first, step));
            episodes.Take(steps, step, raises: isActive, clears: !isActive);
        }

        var due = at.NextMarkedDate();
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, at.Quiet($"{Silence(triggers)}"), due);
        var last = steps.Count - 1;
        var open = triggers.Where(each => IsActive(at, WindowOf(at, each), last)).ToList();
        var from = open.Min(each => WindowOf(at, each));
        var absent = Enumerable.Range(FirstStep(at, from), last + 1 - FirstStep(at, from)).Where(step => AttendanceCodes.IsAbsent(steps[step])).ToList();
        var isMostUrgent = absent.Exists(step => steps[step] is MarkCategory.Unauthorised) || at.Roll!.Value.Has(SupportStatus.ChildProtection, at.Today);
        var severity = isMostUrgent ? Severity.Critical : at.Raised(Severity.High);
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, severity, EvidenceOf(at, open, absent))), due);
    }

    private static bool IsTrigger(Concern concern) => concern.Categories.Any(IsTrigger);

    private static bool IsTrigger(string category) => ImmediateConcern.Categories.Contains(category) || category == PoliceNotification;

    /// <summary>The number of the first school day after the date of a concern.</summary>
    private static int WindowOf(PupilAt at, Concern concern) => at.Days.CountUpTo(concern.HappenedOn());

    private static int FirstStep(PupilAt at, int firstDay) => Math.Max(0, (firstDay - at.Steps.Day(0)) * 2);

    private bool IsActive(PupilAt at, int firstDay, int step) =>
        at.Steps.Day(step) is var day && day >= firstDay && day < firstDay + settings.DisclosureSchoolDays
        && at.Spells.AbsentBetween(FirstStep(at, firstDay), step) >= settings.DisclosureSessions;

    private string Silence(List<Concern> triggers) => triggers.Count == 0
        ? "no disclosure and no police notification"
        : $"fewer than {settings.DisclosureSessions} sessions missed in the {settings.DisclosureSchoolDays} school days after a disclosure or police notification, or those days are over";

    private Evidence EvidenceOf(PupilAt at, List<Concern> open, List<int> absent)
    {
        var (first, last) = (open.Min(each => WindowOf(at, each)), open.Max(each => WindowOf(at, each)) + settings.DisclosureSchoolDays - 1);
        return new()
        {
            Count = absent.Count,
            Threshold = settings.DisclosureSessions,
            WindowFrom = at.Days[first],
            WindowTo = at.Days[Math.Min(last, at.Days.Count - 1)],
            Measures = [new("concerns", open.Count), new("unauthorised", absent.Count(step => at.Steps[step] is MarkCategory.Unauthorised))],
            Items = [.. open.Select(each => each.AsItem(each.Categories.First(IsTrigger))), .. absent.Select(at.Steps.ItemAt)],
        };
    }
}
