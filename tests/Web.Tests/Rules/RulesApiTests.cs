using System.Net;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Rules;

/// <summary>Rules as people read and change them: who may, for which school, and what is refused by which key.</summary>
public sealed class RulesApiTests(RiskMonitorApi api)
{
    [Fact]
    public async Task Every_rule_is_a_plain_sentence_with_its_numbers_its_basis_and_what_clears_it()
    {
        using var lead = await api.As("SafeguardingLead", "school-that-reads");

        var rules = await lead.Read<List<RuleText>>("/api/rules?school=school-that-reads");

        Assert.All(rules, rule => Assert.DoesNotContain("", new[] { rule.Title, rule.Sentence, rule.Basis, rule.ClearedBy, rule.Severity }));
        Assert.All(rules, rule => Assert.NotEmpty(rule.Kind));
        var penalty = rules.Single(rule => rule.Id == "ATT-04");
        Assert.False(penalty.CanBeSwitchedOff);
        Assert.NotNull(penalty.Thresholds.Single(threshold => threshold.Name == "Sessions").Law);
        Assert.Equal(("28", "28", 1, 390), rules.Single(rule => rule.Id == "SG-02").Thresholds.Where(each => each.Name == "Days").Select(each => (each.Value, each.Default, (int)each.Least!, (int)each.Most!)).Single());
    }

    [Fact]
    public async Task What_a_lead_publishes_is_read_back_with_who_why_and_from_what_to_what()
    {
        using var lead = await api.As("SafeguardingLead", "school-that-publishes");

        var edition = await lead.Read<EditionText>("/api/schools/school-that-publishes/rules", Command(new() { ["SG-02:Days"] = "21" }));
        var history = await lead.Read<RuleHistory>("/api/schools/school-that-publishes/rules/editions");
        var rule = (await lead.Read<List<RuleText>>("/api/rules?school=school-that-publishes")).Single(each => each.Id == "SG-02");

        Assert.Equal((1, "Agreed with governors.", "publication"), (edition.Number, edition.Reason, edition.Origin));
        Assert.Equal([new RuleChangeText("SG-02", "Days", "28", "21")], edition.Changes);
        Assert.Equal((true, 1), (history.MayChange, history.InForce));
        Assert.Equal([1, 0], history.Editions.Select(each => each.Number));
        Assert.Equal(("21", 1), (rule.Thresholds.Single(each => each.Name == "Days").Value, rule.Edition));
        Assert.Contains("21 days", rule.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_cannot_be_is_refused_with_its_key_and_nothing_is_published()
    {
        using var lead = await api.As("SafeguardingLead", "school-that-errs");

        using var answer = await lead.Post("/api/schools/school-that-errs/rules", Command(new() { ["ATT-04:Sessions"] = "12", ["SG-02:Days"] = "0" }) with { Reason = "Why not." });
        using var without = await lead.Post("/api/schools/school-that-errs/rules", Command(new() { ["SG-02:Days"] = "21" }) with { Reason = " " });
        using var overtaken = await lead.Post("/api/schools/school-that-errs/rules", Command(new() { ["SG-02:Days"] = "21" }) with { BasedOn = 7 });

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.Conflict), (answer.StatusCode, without.StatusCode, overtaken.StatusCode));
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"ATT-04:Sessions\":[\"is set by law", text, StringComparison.Ordinal);
        Assert.Contains("\"SG-02:Days\":[\"must be between 1 and 390 days\"]", text, StringComparison.Ordinal);
        Assert.Single((await lead.Read<RuleHistory>("/api/schools/school-that-errs/rules/editions")).Editions);
    }

    [Theory]
    [InlineData("SafeguardingLead", HttpStatusCode.OK)]
    [InlineData("TrustLead", HttpStatusCode.OK)]
    [InlineData("DeputyLead", HttpStatusCode.Forbidden)]
    [InlineData("Head", HttpStatusCode.Forbidden)]
    [InlineData("AttendanceLead", HttpStatusCode.Forbidden)]
    [InlineData("WallDisplay", HttpStatusCode.Forbidden)]
    [InlineData("Governor", HttpStatusCode.Forbidden)]
    [InlineData("ItAdministrator", HttpStatusCode.Forbidden)]
    [InlineData("IntegrationClient", HttpStatusCode.Forbidden)]
    public async Task Only_a_safeguarding_lead_or_a_trust_lead_changes_rules(string role, HttpStatusCode expected)
    {
        var school = $"rules-of-{role}";
        using var caller = await api.As(role, school);

        using var answer = await caller.Post($"/api/schools/{school}/rules", Command(new() { ["SG-02:Days"] = "21" }));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Another_schools_rules_do_not_exist()
    {
        using var lead = await api.As("lead-primary");

        using var rules = await lead.Get($"/api/rules?school={RiskMonitorApi.Secondary}");
        using var editions = await lead.Get($"/api/schools/{RiskMonitorApi.Secondary}/rules/editions");
        using var publish = await lead.Post($"/api/schools/{RiskMonitorApi.Secondary}/rules", Command(new() { ["SG-02:Days"] = "21" }));

        Assert.All([rules, editions, publish], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task A_case_names_every_pupil_rule_and_why_it_is_quiet_or_cannot_tell()
    {
        await api.Push(Lines.Pupil(RiskMonitorApi.Primary, "quiet-by-every-rule"));
        using var lead = await api.As("lead-primary");

        var answers = (await lead.Read<CaseContext>($"/api/schools/{RiskMonitorApi.Primary}/students/quiet-by-every-rule")).Rules;

        var pupilRules = (await lead.Read<List<RuleText>>("/api/rules")).Where(rule => rule.Family is not ("school" or "trust")).Select(rule => rule.Id);
        Assert.Equal(pupilRules.Order(), answers.Select(answer => answer.Rule).Order());
        Assert.All(answers, answer => Assert.NotEmpty(answer.Reason));
    }

    private static PublishRulesCommand Command(Dictionary<string, string> numbers) => new(numbers, null, null, null, 0, "Agreed with governors.", Guid.NewGuid().ToString("N"));
}
