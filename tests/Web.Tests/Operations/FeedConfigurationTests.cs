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

    [Theory]
    [InlineData("DoorbellSecret", "too-short", "Feeds:0:DoorbellSecret must have at least 32 characters")]
    [InlineData("DoorbellSecretFile", "/no/such/file", "Feeds:0:DoorbellSecretFile names a file that is not there")]
    public void A_doorbell_has_a_secret_that_cannot_be_guessed_or_there_is_none(string key, string value, string message)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => FeedConfiguration.Read(With(Concerns, ($"Feeds:0:{key}", value))));
        var elsewhere = Assert.Throws<InvalidOperationException>(() => FeedConfiguration.Read(With(Assembly(0), ("Feeds:0:DoorbellSecret", Secret))));
        var none = Assert.Single(FeedConfiguration.Read(With(Concerns, ("Feeds:0:DoorbellSecret", ""))).All);
        var one = Assert.Single(FeedConfiguration.Read(With(Concerns, ("Feeds:0:DoorbellSecret", Secret))).All);

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("Feeds:0:DoorbellSecret is for Source 'safeguarding-source' alone", elsewhere.Message, StringComparison.Ordinal);
        Assert.Equal((null, Secret), (none.DoorbellSecret, one.DoorbellSecret));
    }

    [Fact]
    public void A_doorbells_secret_may_lie_in_a_file_and_in_one_place_alone()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Secret + "\n");
        try
        {
            var read = Assert.Single(FeedConfiguration.Read(With(Concerns, ("Feeds:0:DoorbellSecretFile", file))).All);
            var twice = Assert.Throws<InvalidOperationException>(() => FeedConfiguration.Read(With(Concerns, ("Feeds:0:DoorbellSecret", Secret), ("Feeds:0:DoorbellSecretFile", file))));

            Assert.Equal(Secret, read.DoorbellSecret);
            Assert.StartsWith("Feeds:0:DoorbellSecretFile must not be set together with DoorbellSecret", twice.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("register", "Every", "01:00:00", "Feeds:0:Streams:register is no stream that may be read less often: leavers, groups, roll, marks, exclusions may")]
    [InlineData("roll", "Otherwise", "06:00:00", "Feeds:0:Streams:roll:Every is missing")]
    [InlineData("roll", "Every", "hourly", "Feeds:0:Streams:roll:Every must be a time span from 00:01:00 to 1.00:00:00")]
    [InlineData("roll", "Every", "00:00:10", "Feeds:0:Streams:roll:Every must be a time span from 00:01:00 to 1.00:00:00")]
    [InlineData("roll", "Every", "2.00:00:00", "Feeds:0:Streams:roll:Every must be a time span from 00:01:00 to 1.00:00:00")]
    public void A_streams_interval_that_cannot_be_stops_the_start_and_names_its_key(string stream, string key, string value, string message)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => FeedConfiguration.Read(With(Assembly(0), ($"Feeds:0:Streams:{stream}:{key}", value))));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_has_one_interval_in_school_hours_and_perhaps_another()
    {
        var read = Assert.Single(FeedConfiguration.Read(With(
            Assembly(0), ("Feeds:0:Streams:roll:Every", "01:00:00"), ("Feeds:0:Streams:roll:Otherwise", "06:00:00"), ("Feeds:0:Streams:exclusions:Every", "00:30:00"))).All);
        var tombstones = Assert.Throws<InvalidOperationException>(() => FeedConfiguration.Read(With(
            Assembly(0), ("Feeds:0:Source", "wonde"), ("Feeds:0:Token", "a-token"), ("Feeds:0:TokenAddress", ""), ("Feeds:0:ClientId", ""), ("Feeds:0:ClientSecret", ""), ("Feeds:0:RefreshToken", ""),
            ("Feeds:0:Streams:deletions:Every", "01:00:00"))));

        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromHours(6)), (read.Intervals["roll"].InSchoolHours, read.Intervals["roll"].Otherwise));
        Assert.Equal(read.Intervals["exclusions"].InSchoolHours, read.Intervals["exclusions"].Otherwise);
        Assert.StartsWith("Feeds:0:Streams:deletions is no stream", tombstones.Message, StringComparison.Ordinal);
    }

    private const string Secret = "a-secret-of-thirty-two-characters";

    private static readonly (string, string)[] Concerns =
    [
        ("Feeds:0:School", "school0"), ("Feeds:0:Feed", "concerns"), ("Feeds:0:Source", "safeguarding-source"),
        ("Feeds:0:Address", "https://concerns.example/v1/"), ("Feeds:0:Token", "a-token"), ("Feeds:0:UpstreamSchool", "s_12"),
    ];

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
