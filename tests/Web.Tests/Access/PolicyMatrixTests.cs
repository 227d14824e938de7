using System.Runtime.CompilerServices;
using RiskMonitor.Api.Access;
using RiskMonitor.Domain;
using Xunit;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>
/// Every role and part of one × act × relation to the school, the pupil and the alert asked about, as a text that a person reviews: <c>matrix.txt</c>.
/// A change of policy shows as a change of that file; delete it and run this test to have it written anew.
/// </summary>
public sealed class PolicyMatrixTests
{
    private static readonly SchoolId Own = new("own-school");
    private static readonly SchoolId Another = new("another-school");
    private static readonly SchoolId Unknown = new("no-such-school");

    // Another and an unknown school are the same question to the policy, which is the point: the answers must not differ.
    private static readonly (string Name, SchoolId? School)[] Relations = [("own", Own), ("another", Another), ("unknown", Unknown), ("none", null)];

    [Fact]
    public void The_policy_is_the_one_that_was_reviewed()
    {
        var matrix = string.Join('\n', PolicyMatrix.Lines()) + "\n";
        var reviewed = Path.Combine(Folder(), "matrix.txt");
        if (!File.Exists(reviewed))
            File.WriteAllText(reviewed, matrix);

        Assert.Equal(File.ReadAllText(reviewed), matrix);
        Assert.InRange(PolicyMatrix.Cells(PolicyMatrix.Lines()), 2_000, int.MaxValue);
    }

    [Fact]
    public void Nobody_without_a_grant_may_do_anything()
    {
        foreach (var act in Enum.GetValues<Act>())
        {
            Assert.All(Relations, relation => Assert.False(Policy.Decide([], act, relation.School).Allowed));
            Assert.All(Relations, relation => Assert.True(Policy.Decide([], act, relation.School).IsHidden));
        }
    }

    [Fact]
    public void Another_school_is_answered_like_one_that_does_not_exist()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var act in Enum.GetValues<Act>())
            {
                var another = Policy.Decide([new Grant(role, Own)], act, Another);
                Assert.False(another.Allowed);
                Assert.True(another.IsHidden);
                Assert.Equal(another, Policy.Decide([new Grant(role, Own)], act, Unknown));
            }
        }
    }

    [Fact]
    public void Who_holds_two_roles_sees_what_the_larger_one_sees_and_may_do_what_either_may()
    {
        Grant[] both = [new(Role.AttendanceLead, Own), new(Role.ItAdministrator, Own), new(Role.WallDisplay, Own)];

        Assert.Equal(Clearance.Attendance, Policy.Decide(both, Act.SeeBoard, Own).Clearance);
        Assert.True(Policy.Decide(both, Act.Operate, null).Allowed);
        Assert.False(Policy.Decide(both, Act.PushObservations, Own).Allowed);
    }

    [Fact]
    public void A_role_at_one_school_lends_nothing_to_a_role_at_another()
    {
        Grant[] grants = [new(Role.SafeguardingLead, Own), new(Role.WallDisplay, Another)];

        Assert.Equal(Clearance.Full, Policy.Decide(grants, Act.SeeBoard, Own).Clearance);
        Assert.Equal(Clearance.Wall, Policy.Decide(grants, Act.SeeBoard, Another).Clearance);
        Assert.False(Policy.Decide(grants, Act.OpenCase, Another).Allowed);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
