using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

public sealed class ConcernFactsTests
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Ten = Nine.AddHours(1);

    [Fact]
    public void It_was_written_when_the_school_says_so_and_never_after_it_came()
    {
        Assert.Equal(Nine, Written(Nine, received: Ten));
        Assert.Equal(Nine, Written(Nine, received: Nine));
        Assert.Equal(Nine, Written(Ten, received: Nine));
        Assert.Equal(Ten, Written(null, received: Ten));
    }

    [Fact]
    public void As_it_was_read_from_a_file_it_came_at_no_time_yet() => Assert.Equal(Nine, Written(Nine, received: default));

    [Fact]
    public void It_is_shown_under_the_category_that_is_asked_for_else_under_its_first()
    {
        var concern = With("neglect", "weapon");

        Assert.Equal("weapon", concern.AsItem("weapon").Category);
        Assert.Equal("neglect", concern.AsItem().Category);
        Assert.Null(With().AsItem().Category);
    }

    [Fact]
    public void A_review_speaks_of_what_had_happened_before_it_by_the_end_of_a_date()
    {
        var today = SchoolTime.DateOf(Ten);

        Assert.True(new[] { Ten }.HasReview(since: Nine, until: today));
        Assert.False(new[] { Ten }.HasReview(since: Ten, until: today));
        Assert.False(new[] { Ten }.HasReview(since: Nine, until: today.AddDays(-1)));
    }

    [Fact]
    public void Nobody_reviewed_what_had_not_happened_yet()
    {
        var concern = With("neglect") with { OccurredAt = Ten };

        Assert.Equal([], ConcernFacts.Reviews([Reviewed(Ten.AddTicks(-1))], [concern]));
        Assert.Equal([Ten], ConcernFacts.Reviews([Reviewed(Ten)], [concern]));
        Assert.Equal([], ConcernFacts.Reviews([Reviewed(Ten) with { Concern = "b" }, Reviewed(Ten) with { Kind = ActionKind.Triage }], [concern]));
    }

    private static ConcernAction Reviewed(DateTimeOffset at) => new() { School = Story.School, Id = "x", Concern = "a", At = at, Kind = ActionKind.Review };

    private static DateTimeOffset Written(DateTimeOffset? recorded, DateTimeOffset received) => (With() with { RecordedAt = recorded, ReceivedAt = received }).WrittenAt();

    private static Concern With(params string[] categories) =>
        new() { School = Story.School, Student = StoryText.Student, Id = "a", OccurredAt = Nine, RecordedBy = "Ann", Categories = [.. categories], Severity = 1 };
}
