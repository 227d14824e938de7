using System.Globalization;
using System.Text;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Board;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;
using Xunit;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>Who may do what, as a table that a safeguarding lead can read and sign: <c>Access/PolicyMatrix.txt</c>.</summary>
public sealed class PolicyMatrixTests
{
    private static readonly SchoolId Own = new("oakfield");
    private static readonly SchoolId Other = new("elmwood");

    // Rules of every family of the catalogue, those that exist and those to come: a new family is hidden from nobody by accident.
    private static readonly string[] Catalogue =
        [.. RuleBook.Default.Rules.Select(rule => rule.Id.Value).Concat(["EXC-01", "BEH-01", "CMP-01"]).Order(StringComparer.Ordinal)];

    [Fact]
    public void What_each_role_may_do_is_what_was_reviewed()
    {
        var reviewed = Path.Combine(AppContext.BaseDirectory, "Access", "PolicyMatrix.txt");

        var now = Matrix();

        var written = Path.Combine(AppContext.BaseDirectory, "PolicyMatrix.now.txt");
        File.WriteAllText(written, now);
        Assert.True(File.ReadAllText(reviewed).ReplaceLineEndings("\n") == now, $"Permissions changed. Review {written} and copy it to tests/Web.Tests/Access/PolicyMatrix.txt.");
    }

    [Fact]
    public void A_grant_over_another_school_changes_nothing_at_this_one()
    {
        foreach (var (role, elsewhere, act) in Triples())
        {
            Grant[] here = [new Grant(role, Own)];

            Assert.Equal(Policy.Decide(here, act, Own), Policy.Decide([.. here, new Grant(elsewhere, Other)], act, Own));
        }
    }

    [Fact]
    public void Two_roles_at_one_school_may_do_what_either_may_and_nothing_more()
    {
        foreach (var (one, two, act) in Triples())
        {
            var (first, second) = (Policy.Decide([new Grant(one, Own)], act, Own), Policy.Decide([new Grant(two, Own)], act, Own));

            var both = Policy.Decide([new Grant(one, Own), new Grant(two, Own)], act, Own);

            Assert.Equal(first.Allowed || second.Allowed, both.Allowed);
            Assert.Equal((Clearance)Math.Max((int)first.Clearance, (int)second.Clearance), both.Clearance);
        }
    }

    [Fact]
    public void Another_schools_resource_is_answered_as_one_that_does_not_exist()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var act in Enum.GetValues<Act>())
            {
                var others = Policy.Decide([new Grant(role, Own)], act, Other);

                Assert.Equal(Policy.Decide([new Grant(role, Own)], act, new SchoolId("never-heard-of")), others);
                Assert.True(others is { Allowed: false, IsHidden: true, Clearance: Clearance.None });
            }
        }
    }

    [Fact]
    public void Whoever_operates_the_system_sees_no_pupil_and_whoever_sends_reads_nothing()
    {
        Act[] aboutPupils = [Act.SeeBoard, Act.OpenCase, Act.RevealIdentity, Act.Acknowledge];

        Assert.All(aboutPupils, act => Assert.All(
            [Role.ItAdministrator, Role.IntegrationClient, Role.Governor, Role.DataProtectionOfficer],
            role => Assert.False(Policy.Decide([new Grant(role, Own)], act, Own).Allowed)));
        Assert.All(Enum.GetValues<Act>().Except([Act.PushObservations]), act => Assert.False(Policy.Decide([new Grant(Role.IntegrationClient, Own)], act, Own).Allowed));
    }

    private static IEnumerable<(Role One, Role Two, Act Act)> Triples() =>
        from one in Enum.GetValues<Role>() from two in Enum.GetValues<Role>() from act in Enum.GetValues<Act>() select (one, two, act);

    private static string Matrix()
    {
        var text = new StringBuilder();
        text.Append("Who may do what. yes: allowed; full, attendance, wall: allowed, and how much is seen; -: refused (403); hidden: as if it did not exist (404).\n");
        Table(text, "At a school that the role is held over", role => [new Grant(role, Own)], Own);
        Table(text, "At another school", role => [new Grant(role, Own)], Other);
        Table(text, "At no school in particular (rules, the operators' pages)", role => [new Grant(role, Own)], null);
        Table(text, "Held over another school, and a wall display here", role => [new Grant(role, Other), new Grant(Role.WallDisplay, Own)], Own);
        Visible(text);
        return text.ToString();
    }

    private static void Table(StringBuilder text, string title, Func<Role, Grant[]> grants, SchoolId? school)
    {
        var acts = Enum.GetValues<Act>();
        text.Append(CultureInfo.InvariantCulture, $"\n{title}\n{"",-22}{string.Concat(acts.Select(act => $"{act,-18}")).TrimEnd()}\n");
        foreach (var role in Enum.GetValues<Role>())
            text.Append(CultureInfo.InvariantCulture, $"{role,-22}{string.Concat(acts.Select(act => $"{Cell(Policy.Decide(grants(role), act, school)),-18}")).TrimEnd()}\n");
    }

    private static void Visible(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"\nWhich alerts are shown at each clearance\n{"",-22}{string.Concat(BoardGroups.Clearances.Select(clearance => $"{clearance,-18}")).TrimEnd()}\n");
        foreach (var rule in Catalogue)
            text.Append(CultureInfo.InvariantCulture, $"{rule,-22}{string.Concat(BoardGroups.Clearances.Select(clearance => $"{(Cards.MaySee(clearance, new RuleId(rule)) ? "yes" : "-"),-18}")).TrimEnd()}\n");
    }

    private static string Cell(Decision decision) => decision switch
    {
        { Allowed: false, IsHidden: true } => "hidden",
        { Allowed: false } => "-",
        { Clearance: Clearance.None } => "yes",
        _ => decision.Clearance.ToString().ToLowerInvariant(),
    };
}
