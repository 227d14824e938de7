using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Retention;
using Xunit;

namespace RiskMonitor.Domain.Tests.Retention;

/// <summary>Everybody else is taken out of a pupil's file, and the pupil stays in it.</summary>
public sealed class ThirdPartiesTests
{
    private static readonly StudentId Pupil = new("p001");

    [Theory]
    [InlineData("Rang home.", "Rang home.", 0)]
    [InlineData("Sat with Ruby Smith-Jones at lunch.", "Sat with [another person] at lunch.", 1)]
    [InlineData("RUBY and Ruby's brother Tom.", "[another person] and [another person] brother [another person].", 3)]
    [InlineData("Jones said so; so did Smith.", "[another person] said so; so did [another person].", 2)]
    [InlineData("Ada told Ada's mother.", "Ada told Ada's mother.", 0)]
    [InlineData("Ada King is not Ada O'Neill.", "Ada King is not Ada [another person].", 1)]
    [InlineData("It was Tom’s idea, and the Joneses know.", "It was [another person] idea, and the [another person] know.", 2)]
    [InlineData("he and tom smith-jones ran", "he and [another person] ran", 1)]
    [InlineData("a ruby ring; Ruby saw it", "a ruby ring; [another person] saw it", 1)]
    [InlineData("‘Tom’ was written on it.", "‘[another person] was written on it.", 1)]
    [InlineData("", "", 0)]
    public void Names_of_others_go_and_the_pupils_own_stays(string written, string expected, int taken)
    {
        var third = new ThirdParties(["Ruby Smith-Jones", "Tom Smith-Jones", "Ada O'Neill", "Li X"], "Ada King");

        Assert.Equal(expected, third.From(written));
        Assert.Equal(taken, third.Taken);
    }

    [Fact]
    public void Of_a_concern_other_pupils_and_the_recorder_go_and_the_pupils_own_part_stays()
    {
        var third = new ThirdParties([], null);
        var concern = new Concern
        {
            School = new SchoolId("oakfield"),
            Student = Pupil,
            Id = "c1",
            OccurredAt = default,
            Categories = ["violence"],
            Severity = 2,
            RecordedBy = "staff-9",
            Linked = [new StudentId("p002"), Pupil],
            ChildOnChild = new ChildOnChild([new StudentId("p003")], [Pupil]),
        };

        var left = Assert.IsType<Concern>(third.From(concern, Pupil));

        Assert.Equal((ThirdParties.Staff, 0, 0), (left.RecordedBy, left.Linked.Length, left.ChildOnChild!.Aggressor.Length));
        Assert.Equal([Pupil], left.ChildOnChild.Target);
        Assert.Equal(3, third.Taken);
    }
}
