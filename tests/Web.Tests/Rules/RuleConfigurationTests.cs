using Microsoft.Extensions.Configuration;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Silo.Hosting;
using Xunit;

namespace RiskMonitor.Web.Tests.Rules;

/// <summary>The section <c>Rules</c>: checked at start, and the message names the key.</summary>
public sealed class RuleConfigurationTests
{
    [Theory]
    [InlineData("Rules:Jurisdiction", "Wales", "Rules:Jurisdiction is 'Wales': no code table of Wales is known")]
    [InlineData("Rules:Thresholds:SG-02:Days", "0", "Rules:Thresholds:SG-02:Days must be between 1 and 390 days")]
    [InlineData("Rules:Thresholds:SG-02:Moons", "1", "Rules:Thresholds:SG-02:Moons is not a threshold of any rule")]
    [InlineData("Rules:Thresholds:ATT-04:Sessions", "12", "Rules:Thresholds:ATT-04:Sessions is set by law")]
    [InlineData("Rules:Schools:oakfield:Thresholds:ATT-03:ClearPercent", "60", "Rules:Schools:oakfield:Thresholds:ATT-03:ClearPercent must be at most ATT-03:Percent")]
    [InlineData("Rules:Severities:SG-02", "grave", "Rules:Severities:SG-02 must be info, low, medium, high or critical")]
    [InlineData("Rules:Severities:SG-99", "high", "Rules:Severities:SG-99 is not a rule")]
    [InlineData("Rules:Off:0", "ATT-04", "Rules:Off:0 rests on law")]
    [InlineData("Rules:Trusts:larkfield:Off:3", "TRU-99", "Rules:Trusts:larkfield:Off:3 is not a rule")]
    [InlineData("Rules:Trusts:nowhere:Off:0", "TRU-05", "Rules:Trusts:nowhere is no trust")]
    [InlineData("Rules:InForceFrom", "tomorrow", "Rules:InForceFrom must be a date")]
    [InlineData("Rules:Treshold:SG-02:Days", "21", "Rules:Treshold is not known here")]
    public void What_cannot_be_stops_the_start_and_names_its_key(string key, string value, string message)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => RuleConfiguration.Read(With((key, value), ("Trusts:larkfield:0", "oakfield"))));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schools_own_value_wins_over_its_trusts_and_that_over_everybodys()
    {
        var configured = RuleConfiguration.Read(With(
            ("Rules:Jurisdiction", "England"), ("Trusts:larkfield:0", "oakfield"), ("Trusts:larkfield:1", "elmwood"),
            ("Rules:Thresholds:SG-02:Days", "21"), ("Rules:Trusts:larkfield:Thresholds:SG-02:Days", "14"), ("Rules:Schools:oakfield:Thresholds:SG-02:Days", "7"),
            ("Rules:Trusts:larkfield:Severities:SG-02", "high"), ("Rules:Off:0", "TRU-05")));

        Assert.Equal(["7", "14", "21"], new[] { "oakfield", "elmwood", "ashdown" }.Select(school => configured.Of(new(school)).Thresholds["SG-02:Days"]));
        Assert.Equal(Severity.High, configured.Of(new("oakfield")).Severities["SG-02"]);
        Assert.False(configured.Of(new("ashdown")).Switches["TRU-05"]);
        Assert.True(RuleConfiguration.Read(With()).Of(new("oakfield")).IsSameAs(RuleChanges.None));
    }

    private static IConfiguration With(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value))).Build();
}
