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
}
