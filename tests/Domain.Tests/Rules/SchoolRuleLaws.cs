using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

public sealed class SchoolRuleLaws
{
    private static readonly RuleBook Rules = RuleBook.Default;
    private static readonly DateOnly Monday = new(2026, 11, 16);

    private static readonly Gen<Observation> AnyMark = Gen.Select(Gen.Int[0, 8], Gen.Enum<Session>(), Gen.Int[1, 4], Gen.Int[0, 30], Gen.Bool, (day, session, pupil, late, isMarked) => (Observation)new Mark
    {
        School = Story.School,
        Student = new($"p00{pupil}"),
        At = new(Monday.AddDays(day), session),
        Code = isMarked ? "/" : null,
        ReceivedAt = SchoolTime.At(Monday.AddDays(day), session is Session.AM ? new(9, 30) : new(13, 50)).AddMinutes(late * late),
    });

    private static readonly Gen<Observation> AnyPoll = Gen.Select(Gen.Int[0, 8], Gen.Int[6 * 60, 20 * 60], Gen.Bool, (day, minute, isMis) =>
    {
        var at = SchoolTime.At(Monday.AddDays(day), TimeOnly.MinValue.AddMinutes(minute));
        return (Observation)new FeedReport { School = Story.School, Feed = isMis ? "mis" : "concerns", LastCompleteAt = at, ReceivedAt = at.AddSeconds(20) };
    });

    [Fact]
    public void Looking_at_a_school_only_when_touched_or_due_is_looking_all_the_time() => Gen.Select(Gen.OneOf(AnyMark, AnyMark, AnyPoll).Array[0, 40], Gen.Int[1, 29]).Sample((story, step) =>
    {
        var at = SchoolTime.At(Monday, new(7, 0));
        var register = SchoolRegister.Empty(Story.School).Take([Story.Calendar() with { ReceivedAt = at }, .. Enumerable.Range(1, 3).Select(number => Story.Pupil(new($"p00{number}")) with { ReceivedAt = at })]).Register;
        var events = story.OrderBy(each => each.ReceivedAt).ToList();
        var (next, seenAt) = (0, at);
        for (; at < SchoolTime.At(Monday.AddDays(11), new(12, 0)); at = at.AddMinutes(step * 7))
        {
            for (; next < events.Count && events[next].ReceivedAt <= at; next++)
            {
                register = register.Take([events[next]]).Register;
                seenAt = at;
            }

            while (Rules.NextSchoolDue(register, seenAt) is { } due && due <= at) seenAt = due;
            if (AnyStory.Say(Rules.AssessSchool(SchoolView.Of(register), seenAt)) != AnyStory.Say(Rules.AssessSchool(SchoolView.Of(register), at))) return false;
        }

        return true;
    }, iter: 60);

    [Fact]
    public void The_order_of_a_schools_marks_never_matters() => Gen.Select(AnyMark.Array[0, 20], Gen.Int[0, 1 << 20], Gen.Int[0, 12 * 24]).Sample((story, seed, hour) =>
    {
        var at = SchoolTime.At(Monday, new(7, 0));
        var distinct = story.GroupBy(each => each.Key).Select(each => each.Last()).ToList();
        var known = SchoolRegister.Empty(Story.School).Take([Story.Calendar() with { ReceivedAt = at }, .. Enumerable.Range(1, 3).Select(number => Story.Pupil(new($"p00{number}")) with { ReceivedAt = at })]).Register;

        var shuffled = distinct.OrderBy(each => HashCode.Combine(each.Key, seed)).Aggregate(known, (register, each) => register.Take([each]).Register);
        return AnyStory.Say(Rules.AssessSchool(SchoolView.Of(known.Take(distinct).Register), at.AddHours(hour))) == AnyStory.Say(Rules.AssessSchool(SchoolView.Of(shuffled), at.AddHours(hour)));
    });

    [Fact]
    public void These_schools_raise_every_rule_or_the_laws_below_would_say_little()
    {
        var raised = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        AnySchool.Any.Sample(
            story =>
            {
                var known = new AnySchool.Known().Take(AnySchool.Begin);
                foreach (var next in story) known.Take([next], next.ReceivedAt);
                for (var day = 0; day < 30; day += 5)
                {
                    foreach (var finding in AnySchool.Rules.AssessSchool(known.View, AnySchool.Start.AddDays(day)).Where(each => each.Open is not null)) raised[finding.Rule.Value] = true;
                }
            },
            iter: 200);

        Assert.Superset(new HashSet<string> { "SCH-02", "SCH-03", "SCH-06", "SCH-07", "SCH-08", "SCH-09", "SCH-10", "SCH-11", "SCH-12" }, raised.Keys.ToHashSet());
    }

    [Fact]
    public void What_is_kept_of_the_last_answer_is_what_asking_afresh_gives() => AnySchool.Any.Sample(story =>
    {
        var (known, answers) = (new AnySchool.Known().Take(AnySchool.Begin), new SchoolAnswers());
        foreach (var next in story)
        {
            known.Take([next], next.ReceivedAt);
            foreach (var at in new[] { next.ReceivedAt, next.ReceivedAt.AddMinutes(61) })
            {
                if (AnyStory.Say(AnySchool.Rules.AssessSchool(known.View, at, answers)) != AnyStory.Say(AnySchool.Rules.AssessSchool(known.View, at))) return false;
            }
        }

        return true;
    }, iter: 60);

    [Fact]
    public void Looking_at_what_a_school_adds_up_to_only_when_touched_or_due_is_looking_all_the_time() => Gen.Select(AnySchool.Any, Gen.Int[1, 29]).Sample((story, step) =>
    {
        var (known, answers, next) = (new AnySchool.Known().Take(AnySchool.Begin), new SchoolAnswers(), 0);
        var seen = AnySchool.Rules.AssessSchool(known.View, AnySchool.Start, answers);
        var due = AnySchool.Rules.NextSchoolDue(known.View.Register, AnySchool.Start, answers);
        for (var at = AnySchool.Start; at < AnySchool.Start.AddDays(31); at = at.AddMinutes(step * 37))
        {
            var isTouched = false;
            for (; next < story.Length && story[next].ReceivedAt <= at; next++, isTouched = true) known.Take([story[next]]);
            for (; due <= at || isTouched; isTouched = false)
            {
                var look = isTouched ? at : due!.Value;
                seen = AnySchool.Rules.AssessSchool(known.View, look, answers);
                due = AnySchool.Rules.NextSchoolDue(known.View.Register, look, answers);
            }

            if (AnyStory.Say(seen) != AnyStory.Say(AnySchool.Rules.AssessSchool(known.View, at))) return false;
        }

        return true;
    }, iter: 40);

    [Fact]
    public void The_order_in_which_a_schools_records_come_never_matters() => Gen.Select(AnySchool.Any, Gen.Int[0, 1 << 20], Gen.Int[0, 35]).Sample((story, seed, day) =>
    {
        var distinct = AnyStory.Distinct(AnySchool.Begin.Concat(story));
        var shuffled = distinct.OrderBy(each => HashCode.Combine(each.Type, each.Key, seed)).ToArray();
        var at = AnySchool.Start.AddDays(day).AddHours(5);

        return AnyStory.Say(AnySchool.Rules.AssessSchool(new AnySchool.Known().Take(distinct).View, at)) == AnyStory.Say(AnySchool.Rules.AssessSchool(shuffled.Aggregate(new AnySchool.Known(), (known, each) => known.Take([each])).View, at));
    });

    [Fact]
    public void What_a_school_adds_up_to_by_difference_is_a_recount() => AnySchool.Any.Sample(story =>
    {
        var known = story.Aggregate(new AnySchool.Known().Take(AnySchool.Begin), (all, each) => all.Take([each]));
        var (kept, counted) = (known.View.Statistics, SchoolStatistics.Of(known.Pupils));
        var (from, to) = (AnySchool.FirstDay.AddDays(-5), AnySchool.FirstDay.AddDays(20));

        return kept.Marks.SequenceEqual(counted.Marks) && kept.Concerns.SequenceEqual(counted.Concerns)
            && kept.Suspensions.Count == counted.Suspensions.Count && kept.Groups.Over(from, to).SequenceEqual(counted.Groups.Over(from, to));
    });
}
