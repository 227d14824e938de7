using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;

namespace RiskMonitor.Web.Tests.Dashboard;

public sealed class NoSchoolsTests
{
    [Fact]
    public void A_governor_is_led_to_the_counts_and_not_to_the_machinery() => Assert.Equal(
        ["counts", "rules"],
        LinksOf(new Me("Peter Lang", "Governor", [], CanOpenCases: false, CanAcknowledge: false, IsDemo: true, Counted: [new("larkfield-high", "Larkfield High School")])));

    [Fact]
    public void A_data_protection_officer_is_led_to_who_saw_whom() => Assert.Equal(
        ["audit", "retention", "rules"],
        LinksOf(new Me("Meera Lal", "Data-protection officer", [], CanOpenCases: false, CanAcknowledge: false, IsDemo: true, Audited: [new("larkfield-high", "Larkfield High School")])));

    [Fact]
    public void Who_keeps_the_service_running_is_led_to_what_it_was_built_of() => Assert.Equal(
        ["feeds", "rules", "outbox", "/hangfire", "/orleans", "/scalar", "/health/ready"],
        LinksOf(new Me("Sam Reeve", "IT administrator", [], CanOpenCases: false, CanAcknowledge: false, IsDemo: true, Feeds: [new("larkfield-high", "Larkfield High School", true)], CanOperate: true)));

    private static IEnumerable<string?> LinksOf(Me me)
    {
        using var desk = new Desk();
        return [.. desk.Render<NoSchools>(parameters => parameters.Add(page => page.Me, me)).FindAll("a").Select(link => link.GetAttribute("href"))];
    }
}
