using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Colleagues;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>Giving a colleague a part of a school, and saying what the trust sees.</summary>
public sealed class ColleaguesPageTests
{
    private static readonly MySchool School = new(Cards.School, "Larkfield Academy", CanManageGrants: true, CanShareWithTrust: true);
    private static readonly string Grants = $"/api/schools/{Cards.School}/grants";
    private static readonly string Share = $"/api/schools/{Cards.School}/trust-share";

    [Fact]
    public void The_screen_offers_what_the_policy_knows() => Assert.Equal(Areas.AllWords.Order(StringComparer.Ordinal), AreaWords.All.Order(StringComparer.Ordinal));

    [Fact]
    public void The_screen_narrows_what_the_policy_lets_it() => Assert.Equal(Policy.Narrowable.Select(role => role.ToString()).Order(StringComparer.Ordinal), RoleWords.Narrowable.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("9", "9")]
    [InlineData(" 7-9, 11 ", "7,8,9,11")]
    [InlineData("-1, 0", "-1,0")]
    [InlineData("-1-2", "-1,0,1,2")]
    [InlineData("", null)]
    [InlineData("nine", null)]
    [InlineData("9-7", null)]
    [InlineData("1-99999", null)]
    public void Years_are_read_as_people_write_them(string text, string? years) =>
        Assert.Equal(years, RoleWords.YearsOf(text) is { } read ? string.Join(',', read) : null);

    [Fact]
    public async Task A_head_of_year_is_given_a_year_and_what_is_ticked()
    {
        await using var desk = new Desk();
        var given = new GivenGrantText("g1", "Head of Year 9", "PastoralLead", Cards.Morning, Cards.Morning.AddDays(30), null, null, null, [9], ["conduct", "bullying"]);
        desk.Server.On($"GET {Grants}", [given], ContractsJson.Default.ListGivenGrantText);
        desk.Server.On($"POST {Grants}", new InvitationText("g2", "g2.code.school"), ContractsJson.Default.InvitationText);
        var list = desk.Render<GrantList>(set => set.Add(each => each.School, School));
        list.WaitForAssertion(() => Assert.Contains("Year 9: the register, behaviour and suspensions, concerns: bullying", list.Find("tbody").TextContent, StringComparison.Ordinal));

        list.Find($"#grants-{Cards.School}-for").Input("Head of Year 10");
        list.Find($"#grants-{Cards.School}-years").Input("10");
        list.Find($"#grants-{Cards.School}-narrow").Change("true");
        list.Find("input[type=checkbox]").Change(true);
        await list.Find("form").SubmitAsync();

        list.WaitForAssertion(() => Assert.Contains(desk.Server.Asked, asked => asked.Body.Contains("\"years\":[10],\"categories\":[\"conduct\"]", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whoever_answers_for_a_whole_school_is_offered_no_part_of_it()
    {
        await using var desk = new Desk();
        desk.Server.On($"GET {Grants}", [], ContractsJson.Default.ListGivenGrantText);
        var list = desk.Render<GrantList>(set => set.Add(each => each.School, School));

        list.Find($"#grants-{Cards.School}-role").Change("Head");

        Assert.Empty(list.FindAll($"#grants-{Cards.School}-years"));
    }

    [Fact]
    public async Task What_the_trust_sees_is_said_and_changed()
    {
        await using var desk = new Desk();
        desk.Server.On($"GET {Share}", new TrustShareText("larkfield", null, ["conduct"]), ContractsJson.Default.TrustShareText);
        desk.Server.On($"PUT {Share}", new TrustShareText("larkfield", [], ["conduct"]), ContractsJson.Default.TrustShareText);
        var share = desk.Render<TrustShare>(set => set.Add(each => each.School, School));
        share.WaitForAssertion(() => Assert.Contains("see everything about", share.Markup, StringComparison.Ordinal));

        share.Find("select").Change("true");
        await share.Find("form").SubmitAsync();

        share.WaitForAssertion(() => Assert.Contains("see the register.", share.Markup, StringComparison.Ordinal));
        Assert.Contains(desk.Server.Asked, asked => asked.Body.Contains("\"categories\":[]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_school_in_no_trust_is_asked_nothing()
    {
        await using var desk = new Desk();
        desk.Server.On($"GET {Share}", new TrustShareText(null, null, ["conduct"]), ContractsJson.Default.TrustShareText);

        var share = desk.Render<TrustShare>(set => set.Add(each => each.School, School));

        share.WaitForAssertion(() => Assert.NotEmpty(desk.Server.Asked));
        Assert.Empty(share.FindAll("form"));
    }
}
