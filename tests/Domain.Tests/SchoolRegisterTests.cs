using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests;

public sealed class SchoolRegisterTests
{
    private static readonly DateTimeOffset At = new(2026, 10, 6, 9, 0, 0, TimeSpan.FromHours(1));
    private static readonly SchoolRegister Empty = SchoolRegister.Empty(Story.School);

    [Fact]
    public void An_action_that_comes_before_its_concern_is_handed_on_with_it()
    {
        var waiting = Empty.Take([Action("x", "a", 0)]);
        var intake = waiting.Register.Take([Concern("a", "p001", 1), Concern("a", "p002", 1)]);

        Assert.Empty(waiting.Slices);
        Assert.Equal(["p001", "p002"], intake.Slices.Select(slice => slice.Student.Value));
        Assert.All(intake.Slices, slice => Assert.Equal(["concern", "action"], slice.Observations.Select(each => each.Type)));
    }

    [Fact]
    public void An_action_filed_again_under_another_concern_is_told_to_the_pupils_of_both()
    {
        var known = Empty.Take([Concern("a", "p001", 0), Concern("b", "p002", 0), Action("x", "a", 1)]).Register;

        var moved = known.Take([Action("x", "b", 2)]);
        Assert.Equal(["p001", "p002"], moved.Slices.Select(slice => slice.Student.Value).Order());
        var old = Chronology.Empty(new("p001")).With(Concern("a", "p001", 0)).With(Action("x", "a", 1)).With(Action("x", "b", 2));
        Assert.Empty(old.File.ActionsOn("a"));
    }

    [Fact]
    public void An_action_withdrawn_before_it_came_stays_away_until_it_is_sent_again()
    {
        var gone = new Withdrawn { School = Story.School, Of = "action", OfKey = "x", At = At, Reason = "deleted", ReceivedAt = At.AddMinutes(2) };
        var known = Empty.Take([Concern("a", "p001", 0), gone]).Register;

        Assert.Empty(known.Take([Action("x", "a", 1)]).Slices);
        Assert.Single(known.Take([Action("x", "a", 3)]).Slices);
    }

    [Theory]
    [InlineData("concern, action, moved")]
    [InlineData("concern, moved, action")]
    [InlineData("moved, concern, action")]
    [InlineData("action, moved, concern")]
    [InlineData("moved, action, concern")]
    public void What_was_done_about_a_concern_that_moved_is_none_of_the_first_pupils(string order)
    {
        Dictionary<string, Observation[]> pages = new()
        {
            ["concern"] = [Concern("a", "p001", 0)],
            ["action"] = [Action("x", "a", 1)],
            ["moved"] = [ConcernGone("a", "p001", 2), Concern("a", "p002", 2)],
        };

        var files = FilesAfter([.. order.Split(", ").Select(name => pages[name])]);

        Assert.Empty(files["p001"].Concerns);
        Assert.Empty(files["p001"].Actions);
        Assert.Single(files["p002"].Actions);
    }

    [Fact]
    public void A_concern_filed_for_the_same_pupil_again_brings_back_what_was_done_about_it()
    {
        var files = FilesAfter([Concern("a", "p001", 0), Action("x", "a", 1)], [ConcernGone("a", "p001", 2)], [Concern("a", "p001", 3)], [ConcernGone("a", "p001", 1)], [Action("y", "a", 4)]);

        Assert.Equal(["x", "y"], files["p001"].Actions.Select(each => each.Id));
    }

    private static Dictionary<string, CaseFile> FilesAfter(params Observation[][] pages)
    {
        var (register, pupils) = (Empty, new Dictionary<string, Chronology>());
        foreach (var page in pages)
        {
            var intake = register.Take(page);
            register = intake.Register;
            foreach (var slice in intake.Slices)
                pupils[slice.Student.Value] = slice.Observations.Aggregate(pupils.GetValueOrDefault(slice.Student.Value, Chronology.Empty(slice.Student)), (known, each) => known.With(each));
        }

        return pupils.ToDictionary(each => each.Key, each => each.Value.File);
    }

    private static Withdrawn ConcernGone(string id, string student, int minute) =>
        new() { School = Story.School, Of = "concern", OfKey = $"{id}|{student}", Student = new(student), At = At, Reason = "moved", ReceivedAt = At.AddMinutes(minute) };

    [Fact]
    public void Actions_without_a_concern_are_kept_only_so_many()
    {
        var register = Empty;
        for (var page = 0; page < 5; page++) register = register.Take([.. Enumerable.Range(page * 500, 500).Select(number => Action($"x{number}", $"c{number}", number))]).Register;

        Assert.InRange(register.Routing.Awaited, 1, ConcernRouting.MostAwaited);
        Assert.Equal(register.Routing.Awaited, register.Routing.Threads.Count);
        Assert.Single(register.Take([Concern("c2499", "p001", 3000)]).Slices[0].Observations.OfType<ConcernAction>());
    }

    [Fact]
    public void A_new_calendar_concerns_every_pupil_and_the_same_one_again_nobody()
    {
        var first = Empty.Take([Story.Calendar() with { ReceivedAt = At }]);

        Assert.True(first.EveryPupilAffected);
        Assert.False(first.Register.Take([Story.Calendar() with { ReceivedAt = At.AddDays(1) }]).EveryPupilAffected);
        Assert.True(first.Register.Take([Story.Calendar() with { ReceivedAt = At.AddDays(1), Inset = [] }]).EveryPupilAffected);
        Assert.False(first.Register.Take([Story.Calendar() with { ReceivedAt = At.AddDays(-1), Inset = [] }]).EveryPupilAffected);
    }

    [Fact]
    public void A_page_is_cut_into_one_slice_a_pupil_in_the_order_it_came()
    {
        var intake = Empty.Take([Mark("p002", "/"), Mark("p001", "N"), Concern("a", "p002", 1)]);

        Assert.Equal(["p002", "p001"], intake.Slices.Select(slice => slice.Student.Value));
        Assert.Equal(["mark", "concern"], intake.Slices[0].Observations.Select(each => each.Type));
    }

    [Fact]
    public void How_far_a_register_has_come_counts_expected_pupils_and_groups()
    {
        var known = Empty.Take([Story.Calendar() with { ReceivedAt = At }, Pupil("p001", "9A"), Pupil("p002", "9A"), Pupil("p003", "9B"), Mark("p001", "/"), Mark("p009", "/")]).Register;

        var progress = known.ProgressOf(new(new(2026, 10, 6), Session.AM));
        Assert.Equal((3, 1, 2, 1), (progress.Expected, progress.Marked, progress.Groups, progress.GroupsReceived));
    }

    [Fact]
    public void Another_schools_observation_is_refused() =>
        Assert.Throws<ArgumentException>(() => Empty.Take([Mark("p001", "/") with { School = new("elsewhere") }]));

    private static Mark Mark(string student, string code) => new() { School = Story.School, Student = new(student), At = new(new(2026, 10, 6), Session.AM), Code = code, ReceivedAt = At };

    private static Pupil Pupil(string student, string registration) => Story.Pupil(new(student)) with { Registration = registration, ReceivedAt = At };

    private static Concern Concern(string id, string student, int minute) => new()
    {
        School = Story.School,
        Student = new(student),
        Id = id,
        OccurredAt = At,
        Categories = ["neglect"],
        Severity = 1,
        RecordedBy = "Ann",
        ReceivedAt = At.AddMinutes(minute),
    };

    private static ConcernAction Action(string id, string concern, int minute) => new() { School = Story.School, Id = id, Concern = concern, At = At, Kind = ActionKind.Triage, ReceivedAt = At.AddMinutes(minute) };
}
