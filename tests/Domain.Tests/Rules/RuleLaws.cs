using System.Collections.Concurrent;
using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

public sealed class RuleLaws
{
    private static readonly RuleBook Rules = RuleBook.Default;
    private static readonly DateTimeOffset End = SchoolTime.At(new(2026, 12, 10), new(16, 0));

    private static readonly Gen<Observation[]> Stories = Gen.OneOf(AnyStory.Any, AnyStory.Attending);

    [Fact]
    public void The_short_cut_says_what_the_full_walk_says() => Stories.Sample(story =>
    {
        var known = AnyStory.Fold(story);

        var walked = Rules.Explain(known, AnyStory.Calendar, End).Where(finding => finding.Open is not null || finding.LastClearedOn is not null);
        return AnyStory.Say(Rules.Assess(known, AnyStory.Calendar, End).Findings) == AnyStory.Say(walked);
    });

    [Fact]
    public void The_stories_raise_each_rule_of_the_register_or_the_laws_would_say_little_of_it()
    {
        var raised = new ConcurrentDictionary<string, int>();

        Stories.Sample(
            story =>
            {
                foreach (var finding in Rules.Assess(AnyStory.Fold(story), AnyStory.Calendar, End).Findings) raised.AddOrUpdate(finding.Rule.Value, 1, (_, times) => times + 1);
            },
            iter: 600);

        Assert.Superset(Rules.Rules.Select(rule => rule.Id.Value).Where(id => id.StartsWith("ATT-", StringComparison.Ordinal)).ToHashSet(), raised.Keys.ToHashSet());
    }

    [Fact]
    public void Who_is_provably_quiet_says_nothing_at_any_time() => Gen.Select(Stories, Gen.Int[0, 400]).Sample((story, days) =>
    {
        var known = AnyStory.Fold(story);
        if (!Rules.IsProvablyQuiet(known, AnyStory.Calendar, End)) return true;

        return Rules.Assess(known, AnyStory.Calendar, End) == PupilAssessment.Nothing
            && Rules.Explain(known, AnyStory.Calendar, End.AddDays(days)).All(finding => finding.Open is null && finding.LastClearedOn is null);
    });

    [Fact]
    public void Looking_only_when_touched_or_due_is_looking_all_the_time() => Gen.Select(Stories, Gen.Int[1, 97]).Sample((story, step) =>
    {
        var (known, at) = (Chronology.Empty(AnyStory.Student), SchoolTime.At(AnyStory.FirstDay, new(6, 0)));
        var seen = Rules.Assess(known, AnyStory.Calendar, at);
        var next = 0;
        for (; at < End; at = at.AddMinutes(step * 17))
        {
            for (; next < story.Length && story[next].ReceivedAt <= at; next++)
            {
                known = known.With(story[next]);
                seen = null;
            }

            seen ??= Rules.Assess(known, AnyStory.Calendar, at);
            while (seen.NextDue <= at) seen = Rules.Assess(known, AnyStory.Calendar, seen.NextDue!.Value);
            if (AnyStory.Say(seen.Findings) != AnyStory.Say(Rules.Assess(known, AnyStory.Calendar, at).Findings)) return false;
        }

        return true;
    }, iter: 60);

    [Fact]
    public void The_order_of_arrival_never_matters() => Gen.Select(Stories, Gen.Int[0, 1 << 20]).Sample((story, seed) =>
    {
        var distinct = AnyStory.Distinct(story);
        var shuffled = distinct.OrderBy(each => HashCode.Combine(each.Type, each.Key, seed)).ToArray();

        return AnyStory.Say(Rules.Assess(AnyStory.Fold(distinct), AnyStory.Calendar, End).Findings) == AnyStory.Say(Rules.Assess(AnyStory.Fold(shuffled), AnyStory.Calendar, End).Findings);
    });

    [Fact]
    public void Hearing_everything_twice_changes_nothing() => Stories.Sample(story =>
    {
        var once = AnyStory.Fold(AnyStory.Distinct(story));

        return ReferenceEquals(once, AnyStory.Distinct(story).Aggregate(once, (known, next) => known.With(next)));
    });

    [Fact]
    public void What_is_withdrawn_and_sent_again_is_as_if_it_had_stayed() => Gen.Select(Stories, Gen.Int[0, 1000]).Sample((story, pick) =>
    {
        var distinct = AnyStory.Distinct(story).Where(each => each is not Pupil).ToArray();
        // What the story itself takes away is gone either way, until it is sent again.
        var gone = distinct.OfType<Withdrawn>().Select(each => (each.Of, each.OfKey)).ToHashSet();
        var standing = distinct.Where(each => each is not Withdrawn && !gone.Contains((each.Type, each.Key))).ToArray();
        if (standing.Length == 0) return true;
        var chosen = standing[pick % standing.Length];
        var all = AnyStory.Fold(distinct.Prepend(Story.Pupil(AnyStory.Student)));
        var away = all.With(new Withdrawn { School = Story.School, Of = chosen.Type, OfKey = chosen.Key, Student = AnyStory.Student, At = End, Reason = "deleted", ReceivedAt = End });
        // What was done about a concern goes with it, and the school hands it out again with the concern.
        var done = chosen is Concern concern ? all.File.ActionsOn(concern.Id).ToList() : [];
        var back = done.Aggregate(away.With(chosen with { ReceivedAt = End.AddMinutes(1), RecordedAt = chosen.RecordedAt ?? chosen.ReceivedAt }), (known, action) => known.With(action));

        var later = End.AddDays(60);
        return WithoutReceipts(all, later) == WithoutReceipts(back, later);
    });

    [Fact]
    public void The_ten_week_count_is_a_naive_count() => Stories.Sample(story =>
    {
        var known = AnyStory.Fold(story);
        if (known.Pupil is null) return true;
        var at = new PupilAt(known, AnyStory.Calendar, End, RuleSettings.Default);

        return Enumerable.Range(0, at.Steps.Count).All(step => at.Penalty.Count(step) == NaiveCount(known, at.Steps.At(step)));
    });

    [Fact]
    public void Spells_are_what_a_reader_of_the_register_would_count() => Stories.Sample(story =>
    {
        var known = AnyStory.Fold(story);
        if (known.Pupil is null) return true;
        var at = new PupilAt(known, AnyStory.Calendar, End, RuleSettings.Default);

        var marks = NaiveMarks(known);
        return Enumerable.Range(0, at.Steps.Count).All(step =>
        {
            var spells = NaiveSpells(marks.Where(mark => mark.At <= at.Steps.At(step)));
            var (weeks, days) = (AnyStory.Calendar.DaysOf(null).LastWeeks(12, at.Steps.DateOf(step)), AnyStory.Calendar.DaysOf(null).Last(10, at.Steps.DateOf(step)));
            var (firstOfWeeks, firstOfDays) = (at.Steps.FirstOfWeeks(step, 12), AttendanceSteps.FirstOfDays(step, 10));
            return spells.Where(spell => spell[0].Date >= weeks[0]).Select(spell => spell.Count).SequenceEqual(at.Spells.Between(firstOfWeeks, step).ToArray().Select(spell => at.Spells.LengthAt(spell, step)))
                && spells.Count(spell => spell[0].Date >= days[0]) == at.Spells.StartedBetween(firstOfDays, step)
                && spells.Sum(spell => spell.Count(session => session.Date >= days[0])) == at.Spells.AbsentBetween(firstOfDays, step);
        });
    }, iter: 60);

    [Fact]
    public void The_year_so_far_is_a_naive_count() => Stories.Sample(story =>
    {
        var known = AnyStory.Fold(story);
        if (known.Pupil is null) return true;
        var at = new PupilAt(known, AnyStory.Calendar, End, RuleSettings.Default);

        var (marks, tally) = (NaiveMarks(known), new YearTally(60));
        return Enumerable.Range(0, at.Steps.Count).All(step =>
        {
            tally.Take(at.Steps, step);
            var possible = marks.Where(mark => mark.At <= at.Steps.At(step) && mark.At.Date >= SchoolYear.Of(at.Steps.DateOf(step)).From && IsPossible(mark.Category)).Select(mark => AttendanceCodes.IsAbsent(mark.Category)).ToList();
            return tally.Possible == possible.Count && tally.Absent == possible.Count(isAbsent => isAbsent) && tally.RollingAbsent == possible.TakeLast(60).Count(isAbsent => isAbsent);
        });
    }, iter: 60);

    private static bool IsPossible(MarkCategory category) => category is not (MarkCategory.NoMark or MarkCategory.NotPossible);

    private static List<(SchoolSession At, MarkCategory Category)> NaiveMarks(Chronology known) =>
        [.. known.Marks.All.Where(mark => mark.At.Date >= known.Pupil!.Joined && AnyStory.Calendar.IsSchoolDay(mark.At.Date)).Select(mark => (mark.At, AttendanceCodes.CategoryOf(mark.Code, mark.At.Date)!.Value))];

    private static List<List<SchoolSession>> NaiveSpells(IEnumerable<(SchoolSession At, MarkCategory Category)> marks)
    {
        List<List<SchoolSession>> spells = [];
        var isOpen = false;
        foreach (var (at, category) in marks)
        {
            if (AttendanceCodes.IsAbsent(category))
            {
                if (!isOpen) spells.Add([]);
                spells[^1].Add(at);
                isOpen = true;
            }
            else if (AttendanceCodes.IsAttended(category))
            {
                isOpen = false;
            }
        }

        return spells;
    }

    private static int NaiveCount(Chronology known, SchoolSession step)
    {
        var weeks = AnyStory.Calendar.DaysOf(null).LastWeeks(10, step.Date);
        return known.Marks.All.Count(mark =>
            mark.Code is "G" or "N" or "O" or "U" && mark.At.Date >= weeks[0] && mark.At <= step && mark.At.Date >= known.Pupil!.Joined && AnyStory.Calendar.IsSchoolDay(mark.At.Date)
            && !known.File.Notices.Any(notice => notice.Sessions.Contains(mark.At) && notice.IssuedOn <= step.Date && notice.Sessions.Max() < step));
    }

    // ATT-08 remembers when a mark came, which is what withdrawing and sending again changes.
    private static string WithoutReceipts(Chronology known, DateTimeOffset at) =>
        AnyStory.Say(Rules.Assess(known, AnyStory.Calendar, at).Findings.Where(finding => finding.Rule.Value is not "ATT-08"));
}
