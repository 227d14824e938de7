using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Retention;
using Xunit;

namespace RiskMonitor.Domain.Tests.Retention;

/// <summary>The policy table, on its boundaries and for every kind there is.</summary>
public sealed class RetentionPolicyTests
{
    private static readonly DateTimeOffset Today = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly SchoolId Oakfield = new("oakfield");
    private static readonly StudentId Pupil = new("p001");

    /// <summary>Stays as long as the pupil it is about.</summary>
    private static readonly string[] WithThePupil = ["Pupil", "ChronologyReplaced"];

    [Fact]
    public void Every_kind_of_observation_about_a_pupil_falls_under_a_line()
    {
        var types = typeof(PupilObservation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PupilObservation)) && !WithThePupil.Contains(type.Name)).ToList();

        Assert.True(types.Count >= 10, "The kinds were not found.");
        Assert.All(types, type => Assert.NotNull(RetentionPolicy.LineOf(((Observation)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)).Type)));
    }

    [Theory]
    [InlineData("2025-10-24", false)]
    [InlineData("2025-10-23", true)]
    public void Behaviour_goes_the_day_after_thirteen_months(string day, bool isPast) =>
        Assert.Equal(isPast, RetentionPolicy.IsPast(new Behaviour { School = Oakfield, Student = Pupil, Id = "b1", OccurredAt = At(day), Kind = "disruption", Points = 1, Role = BehaviourRole.Involved }, Today));

    [Theory]
    [InlineData("2023-10-24", false)]
    [InlineData("2023-10-23", true)]
    public void A_penalty_notice_goes_after_thirty_seven_months(string day, bool isPast) =>
        Assert.Equal(isPast, RetentionPolicy.FirstDayKept(RetentionPolicy.Notices, Today) > DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2026-11-24", "2025-08-01")]
    [InlineData("2026-07-31", "2024-08-01")]
    [InlineData("2026-08-01", "2025-08-01")]
    public void Marks_of_the_school_year_before_are_kept_and_none_older(string today, string first) =>
        Assert.Equal(DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture), RetentionPolicy.FirstDayKept(RetentionPolicy.Attendance, At(today)));

    [Fact]
    public void What_withdraws_a_record_is_kept_as_long_as_the_record_would_be()
    {
        var withdrawn = new Withdrawn { School = Oakfield, Of = "behaviour", OfKey = "b1|p001", Student = Pupil, At = At("2025-10-23"), Reason = "deleted" };

        Assert.True(RetentionPolicy.IsPast(withdrawn, Today));
        Assert.False(RetentionPolicy.IsPast(withdrawn with { Of = "notice" }, Today));
        Assert.False(RetentionPolicy.IsPast(withdrawn with { Of = "pupil" }, Today));
    }

    [Fact]
    public void A_chronology_forgets_what_is_past_its_period_although_nothing_new_comes_but_not_an_immediate_concern_that_nobody_answered()
    {
        var old = new Concern { School = Oakfield, Student = Pupil, Id = "c1", OccurredAt = At("2025-09-01"), Categories = ["neglect"], Severity = 1, RecordedBy = "s1", ReceivedAt = At("2025-09-01") };
        var known = Chronology.Empty(Pupil).With(old).With(old with { Id = "c2", Severity = 4 }).With(old with { Id = "c3", OccurredAt = At("2025-11-01"), ReceivedAt = At("2025-11-01") });

        Assert.Equal(["c2", "c3"], known.Forget(Today).File.Concerns.Select(concern => concern.Id));
        Assert.Same(known, known.Forget(At("2025-12-01")));
    }

    private static DateTimeOffset At(string day) => new(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
}
