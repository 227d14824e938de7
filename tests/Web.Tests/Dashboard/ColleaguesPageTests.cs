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
    public async Task From_a_case_that_case_is_given_and_no_role_for_a_whole_school_is_offered()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/me", Desk.Lead with { Schools = [School, School with { School = "another" }] }, ContractsJson.Default.Me);
        desk.Server.On($"GET {Grants}", [], ContractsJson.Default.ListGivenGrantText);
        desk.Server.On($"POST {Grants}", new InvitationText("g2", "g2.code.school"), ContractsJson.Default.InvitationText);
        var page = desk.Render<ColleaguesPage>(set => set.Add(each => each.School, Cards.School).Add(each => each.Student, "p1"));
        page.WaitForElement($"#grants-{Cards.School}-student");

        page.Find($"#grants-{Cards.School}-for").Input("Class teacher");
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains(desk.Server.Asked, asked => asked.Body.Contains("\"role\":\"PastoralLead\"", StringComparison.Ordinal) && asked.Body.Contains("\"student\":\"p1\"", StringComparison.Ordinal)));
        Assert.Equal(RoleWords.Narrowable, page.FindAll($"#grants-{Cards.School}-role option").Select(option => option.GetAttribute("value")));
        Assert.True(page.Find($"#grants-{Cards.School}-student").HasAttribute("readonly"));
        Assert.Contains("Sees of this one pupil attendance and behaviour", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#grants-another-for"));
    }

    [Fact]
    public async Task A_pupil_that_was_typed_is_sent_with_any_role_and_never_left_out()
    {
        await using var desk = new Desk();
        desk.Server.On($"GET {Grants}", [], ContractsJson.Default.ListGivenGrantText);
        desk.Server.On($"POST {Grants}", System.Net.HttpStatusCode.BadRequest);
        var list = desk.Render<GrantList>(set => set.Add(each => each.School, School));

        list.Find($"#grants-{Cards.School}-for").Input("Somebody");
        list.Find($"#grants-{Cards.School}-student").Input(" p2 ");
        list.Find($"#grants-{Cards.School}-role").Change("Head");
        await list.Find("form").SubmitAsync();

        list.WaitForAssertion(() => Assert.Contains(desk.Server.Asked, asked => asked.Body.Contains("\"student\":\"p2\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whose_case_a_grant_is_over_is_said_by_initials_and_year()
    {
        await using var desk = new Desk();
        GivenGrantText Given(string id, GivenPupil pupil, IReadOnlyList<int>? years = null) =>
            new(id, "A mentor", "DeputyLead", Cards.Morning, Cards.Morning.AddDays(30), null, null, null, years, null, pupil);
        desk.Server.On($"GET {Grants}", [Given("g1", new("ZQ", 9)), Given("g2", new("AB", 10), [10]), Given("g3", new())], ContractsJson.Default.ListGivenGrantText);

        var list = desk.Render<GrantList>(set => set.Add(each => each.School, School));

        list.WaitForAssertion(() => Assert.Equal(
            ["One pupil, ZQ, Year 9", "One pupil, AB, Year 10, while in Year 10", "One pupil"], list.FindAll("tbody tr td:nth-child(3)").Select(cell => cell.TextContent)));
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
