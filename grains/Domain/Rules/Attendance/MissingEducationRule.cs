using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-09: ten school days of unauthorised absence without a break, and nobody has seen the child: it may be missing education.</summary>
internal sealed class MissingEducationRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-09"),
        Version = 1,
        Title = "Child not seen, may be missing education",
        Sentence = $"The last {settings.MissingSessions} possible sessions in a row are all unauthorised absence and nobody has seen the child in the last {settings.MissingSeenDays} school days; at {settings.MissingCriticalSessions}, seen or not, the grounds for deletion from the roll are to be checked with the local authority.",
        Basis = "Children missing education (statutory guidance) and the School Attendance (Pupil Registration) (England) Regulations 2024 (SI 2024/208): reasonable enquiries after 10 school days, deletion grounds after 20. Compulsory school age only.",
        Kind = RuleBasis.Law | RuleBasis.Guidance,
        Severity = Severity.High,
        InForceFrom = AttendanceCodes.NewCodesFrom,
        ClearedBy = "The pupil attends a session, or somebody sees the child.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || at.Marks.Unauthorised < settings.MissingSessions;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, row, seen) = (at.Steps, new EpisodeFold(at.Days), new List<int>(), SeenOn(at));
        for (var step = 0; step < steps.Count; step++)
        {
            var category = steps[step];
            if (category is MarkCategory.Unauthorised) row.Add(step);
            else if (category is not (MarkCategory.NoMark or MarkCategory.NotPossible)) row.Clear();

            // At the second mark the law asks for more, seen or not; after it, as before, a child that was seen has some days.
            var reaches = category is MarkCategory.Unauthorised && row.Count == settings.MissingCriticalSessions;
            var raises = (reaches || (row.Count >= settings.MissingSessions && !IsSeen(at, seen, steps.Day(step)))) && at.IsOfCompulsoryAge(steps.DateOf(step)) == true;
            var clears = AttendanceCodes.IsAttended(category) || (episodes.IsOpen && LastUpTo(seen, steps.DateOf(step)) > episodes.RaisedOn);
            episodes.Take(steps, step, raises, clears);
        }

        var isCritical = row.Count >= settings.MissingCriticalSessions;
        var verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, isCritical ? Severity.Critical : Severity.High, EvidenceAt(at, isCritical ? steps.Count - 1 : episodes.RaisedStep, isCritical)))
            : CompulsoryAge.Silence(at) ?? at.Quiet($"{row.Count} of {settings.MissingSessions} possible sessions in a row are unauthorised absence{(LastUpTo(seen, at.Today) is { } last ? $"; last seen {last:yyyy-MM-dd}" : "")}");
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private static List<DateOnly> SeenOn(PupilAt at) => [.. at.File.Contacts.Where(each => each.Kind == "seen").Select(each => SchoolTime.DateOf(each.At)).Order()];

    private static DateOnly? LastUpTo(List<DateOnly> seen, DateOnly date)
    {
        var index = seen.FindLastIndex(each => each <= date);
        return index < 0 ? null : seen[index];
    }

    // A child seen at the weekend has been seen: the days between the school days count.
    private bool IsSeen(PupilAt at, List<DateOnly> seen, int day) => LastUpTo(seen, at.Days[day]) >= at.Days[Math.Max(0, day - settings.MissingSeenDays + 1)];

    private Evidence EvidenceAt(PupilAt at, int step, bool isCritical)
    {
        var (steps, row) = (at.Steps, new List<int>());
        var attended = step;
        for (; attended >= 0 && !AttendanceCodes.IsAttended(steps[attended]); attended--)
        {
            if (steps[attended] is MarkCategory.Authorised) break;
            if (steps[attended] is MarkCategory.Unauthorised) row.Add(attended);
        }

        while (attended >= 0 && !AttendanceCodes.IsAttended(steps[attended])) attended--;
        row.Reverse();
        var last = LastUpTo(SeenOn(at), steps.DateOf(step));
        return new()
        {
            Count = row.Count,
            Threshold = isCritical ? settings.MissingCriticalSessions : settings.MissingSessions,
            WindowFrom = steps.DateOf(row[0]),
            WindowTo = steps.DateOf(step),
            Items =
            [
                .. row.Select(steps.ItemAt),
                .. attended >= 0 ? [steps.ItemAt(attended) with { Category = "last-attended" }] : Array.Empty<EvidenceItem>(),
                .. last is { } date ? [new EvidenceItem { Date = date, Category = "last-seen" }] : Array.Empty<EvidenceItem>(),
            ],
        };
    }
}
