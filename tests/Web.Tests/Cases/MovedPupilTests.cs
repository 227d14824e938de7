using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Web.Tests.Cases;

/// <summary>A child who moves inside a trust: who may see both schools sees the open alerts of both, who sees one sees that one.</summary>
public sealed class MovedPupilTests(RiskMonitorApi api)
{
    private const string Trust = "moved-trust";
    private const string Old = "moved-old";
    private const string New = "moved-new";
    private const string Upn = "N823432113104";

    [Fact]
    public async Task Open_alerts_come_along_for_those_who_may_see_both_and_the_old_school_keeps_its_own()
    {
        var grains = await api.Of<IGrainFactory>();
        await grains.GetGrain<ITrustGrain>(Trust).Join(new SchoolId(Old));
        await grains.GetGrain<ITrustGrain>(Trust).Join(new SchoolId(New));
        await Push(Old, [School(Old), Lines.Calendar(Old), Pupil(Old, "o1"), .. Lines.Truancies(Old, "o1", 10), Lines.Concern(Old, "o1", "c1")]);
        await Push(New, School(New), Lines.Calendar(New), Pupil(New, "n1"));
        var board = grains.GetGrain<ISchoolGrain>(SchoolId.OfTrust(new TrustId(Trust)).Value);
        await Eventually.True(
            async () =>
            {
                await board.Tick();
                return (await board.PlacesOf(new SchoolId(New), new StudentId("n1"))).Length > 0;
            },
            "the trust's board knows that they are one child");
        using var both = await As("both", new GrantRecord("DeputyLead", $"school:{Old}"), new GrantRecord("DeputyLead", $"school:{New}"));
        using var part = await As("part", new GrantRecord("PastoralLead", $"school:{Old}"), new GrantRecord("DeputyLead", $"school:{New}"));
        using var otherYear = await As("other-year", new GrantRecord("DeputyLead", $"school:{Old}", Years: "7"), new GrantRecord("DeputyLead", $"school:{New}"));
        using var one = await As("one", new GrantRecord("DeputyLead", $"school:{New}"));

        var seen = Assert.Single((await Case(both)).Elsewhere);
        var seenInPart = Assert.Single((await Case(part)).Elsewhere);
        var old = await both.Read<CaseContext>($"/api/schools/{Old}/students/o1");

        Assert.Equal((Old, "o1"), (seen.School, seen.Student));
        Assert.Superset(new HashSet<string> { "ATT-04", "SG-01" }, seen.Open.Select(card => card.Rule).ToHashSet());
        Assert.Contains(seenInPart.Open, card => card.Rule == "ATT-04");
        Assert.DoesNotContain(seenInPart.Open, card => card.Rule.StartsWith("SG-", StringComparison.Ordinal));
        Assert.Empty((await Case(otherYear)).Elsewhere);
        Assert.Empty((await Case(one)).Elsewhere);
        // The most urgent first, on the case page as on the wall.
        Assert.Equal(("SG-01", "SG-01"), (old.Open[0].Card.Rule, seen.Open[0].Rule));
    }

    private static Task<CaseContext> Case(Caller caller) => caller.Read<CaseContext>($"/api/schools/{New}/students/n1");

    private static string School(string school) => Lines.School(school, school).Replace("\"larkfield\"", $"\"{Trust}\"", StringComparison.Ordinal);

    private static string Pupil(string school, string student) =>
        Lines.Pupil(school, student).Replace("\"born\"", $"\"upn\":\"{Upn}\",\"born\"", StringComparison.Ordinal).Replace("2023-09-01", school == New ? "2026-11-10" : "2023-09-01", StringComparison.Ordinal);

    private async Task<Caller> As(string name, params GrantRecord[] grants)
    {
        var caller = await api.As($"Moved.{name}", New);
        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>($"Moved.{name}.of.{New}").Replace([.. grants]);
        return caller;
    }

    private async Task Push(string school, params string[] lines)
    {
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push(lines)).Rejections);
        await api.Evaluated(school);
    }
}
