using Microsoft.Extensions.Configuration;
using RiskMonitor.Silo.Hosting;
using Xunit;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>The section <c>Feeds</c>: checked at start, and the message names the key.</summary>
public sealed class FeedConfigurationTests
{
    [Theory]
    [InlineData("Source", "sims", "Feeds:0:Source must be one of 'assembly', 'safeguarding-source', 'wonde'")]
    [InlineData("Source", "", "Feeds:0:Source is missing")]
    [InlineData("Feed", "concerns", "Feeds:0:Feed must be 'mis' where Source is 'assembly'")]
    [InlineData("Feed", "other", "Feeds:0:Feed must be 'mis' or 'concerns'")]
    [InlineData("TokenAddress", "", "Feeds:0:TokenAddress is missing")]
    [InlineData("TokenAddress", "oauth/token?", "Feeds:0:TokenAddress must be an absolute address")]
    [InlineData("ClientId", "", "Feeds:0:ClientId is missing")]
    [InlineData("ClientSecret", "", "Feeds:0:ClientSecret is missing")]
    [InlineData("RefreshToken", "", "Feeds:0:RefreshToken is missing")]
    [InlineData("UpstreamSchool", "", "Feeds:0:UpstreamSchool is missing")]
    [InlineData("School", "", "Feeds:0:School is missing")]
    public void What_cannot_be_stops_the_start_and_names_its_key(string key, string value, string message)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => FeedConfiguration.Read(With(Assembly(0), ($"Feeds:0:{key}", value))));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("its-secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grant_needs_no_first_token_and_no_grant_needs_one()
    {
        var renewed = Assert.Single(FeedConfiguration.Read(With(Assembly(0))).All);
        var refused = Assert.Throws<InvalidOperationException>(() => FeedConfiguration.Read(With(
            Assembly(0), ("Feeds:0:TokenAddress", ""), ("Feeds:0:ClientId", ""), ("Feeds:0:ClientSecret", ""), ("Feeds:0:RefreshToken", ""))));

        Assert.Equal(("", "refresh-0"), (renewed.Token, renewed.Grant!.RefreshToken));
        Assert.StartsWith("Feeds:0:Token is missing", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refresh_token_is_one_schools_and_a_grant_is_for_the_source_that_renews()
    {
        var shared = Assert.Throws<InvalidOperationException>(() => FeedConfiguration.Read(With([.. Assembly(0), .. Assembly(1)], ("Feeds:1:RefreshToken", "refresh-0"))));
        var wonde = Assert.Throws<InvalidOperationException>(() => FeedConfiguration.Read(With(Assembly(0), ("Feeds:0:Source", "wonde"))));

        Assert.StartsWith("Feeds:1:RefreshToken", shared.Message, StringComparison.Ordinal);
        Assert.StartsWith("Feeds:0:TokenAddress is for Source 'assembly' alone", wonde.Message, StringComparison.Ordinal);
    }

    private static (string, string)[] Assembly(int index) =>
    [
        ($"Feeds:{index}:School", $"school{index}"), ($"Feeds:{index}:Feed", "mis"), ($"Feeds:{index}:Source", "assembly"),
        ($"Feeds:{index}:Address", "https://api.assembly.example/"), ($"Feeds:{index}:UpstreamSchool", "10003"),
        ($"Feeds:{index}:TokenAddress", "https://platform.assembly.example/oauth/token"), ($"Feeds:{index}:ClientId", "an-application"),
        ($"Feeds:{index}:ClientSecret", "its-secret"), ($"Feeds:{index}:RefreshToken", $"refresh-{index}"),
    ];

    private static IConfiguration With((string Key, string Value)[] given, params (string Key, string Value)[] changed) => new ConfigurationBuilder()
        .AddInMemoryCollection(given.Concat(changed).GroupBy(pair => pair.Key).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Last().Value)))
        .Build();
}
