using System.Collections.Immutable;
using RiskMonitor.Connectors;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Silo.Digests;

namespace RiskMonitor.Silo.Hosting;

/// <summary>Reads the section <c>Feeds</c>: a list of sources, each with the school it feeds.</summary>
public static class FeedConfiguration
{
    private const string AssemblyWord = "assembly";
    private const string DoorbellWord = "safeguarding-source";
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostInterval = TimeSpan.FromDays(1);

    /// <exception cref="InvalidOperationException">A key is missing or wrong; the message names it.</exception>
    public static FeedDirectory Read(IConfiguration configuration)
    {
        var sections = configuration.GetSection("Feeds").GetChildren().ToList();
        var directory = new FeedDirectory(sections.Select(ReadOne));
        // A refresh token is spent with its first use: of two feeds that hold the same one, the second would be locked out.
        for (var index = 0; index < sections.Count; index++)
        {
            if (directory.All[index].Grant is { } grant && directory.All.Take(index).Any(other => other.Grant?.RefreshToken == grant.RefreshToken))
                throw Wrong(sections[index], "RefreshToken", "is also that of another feed: each school needs its own");
        }

        return directory;
    }

    private static FeedBinding ReadOne(IConfigurationSection section)
    {
        var feed = Feed(section);
        var grant = Grant(section);
        return new()
        {
            School = IdText.IsSchool(Required(section, "School")) ? new SchoolId(section["School"]!) : throw Wrong(section, "School", $"must be the id of a school, and '{IdText.TrustPrefix}' begins that of a trust's board"),
            Feed = feed,
            Source = section["Source"]!,
            Address = Address(section, "Address"),
            Token = grant is null ? Required(section, "Token") : section["Token"] ?? "",
            Grant = grant,
            UpstreamSchool = Required(section, "UpstreamSchool"),
            DoorbellSecret = DoorbellSecret(section),
            Intervals = section.GetSection("Streams").GetChildren().ToImmutableDictionary(stream => stream.Key, stream => Interval(section, stream), StringComparer.Ordinal),
            Schedule = section["Schedule"] ?? "0 */10 * * * *",
            Lookback = Span(section, "Lookback", TimeSpan.FromHours(2)),
            Settle = Span(section, "Settle", TimeSpan.FromMinutes(2)),
        };
    }

    private static string Feed(IConfigurationSection section)
    {
        var feed = Required(section, "Feed");
        if (feed is not ("mis" or "concerns"))
            throw Wrong(section, "Feed", "must be 'mis' or 'concerns'");
        if (!ConnectorServices.Sources.TryGetValue(Required(section, "Source"), out var brings))
            throw Wrong(section, "Source", $"must be one of {string.Join(", ", ConnectorServices.Sources.Keys.Order(StringComparer.Ordinal).Select(source => $"'{source}'"))}");
        return brings == feed ? feed : throw Wrong(section, "Feed", $"must be '{brings}' where Source is '{section["Source"]}'");
    }

    // All of it or nothing: half a grant would only be noticed when the first token runs out.
    private static GrantSettings? Grant(IConfigurationSection section)
    {
        string[] keys = ["TokenAddress", "ClientId", "ClientSecret", "RefreshToken"];
        if (keys.FirstOrDefault(key => section[key] is { Length: > 0 }) is not { } given)
            return null;
        if (section["Source"] != AssemblyWord)
            throw Wrong(section, given, $"is for Source '{AssemblyWord}' alone");
        return new GrantSettings(Address(section, "TokenAddress"), Required(section, "ClientId"), Required(section, "ClientSecret"), Required(section, "RefreshToken"));
    }

    private static StreamInterval Interval(IConfigurationSection feed, IConfigurationSection stream)
    {
        var streams = ConnectorServices.Streams[feed["Source"]!];
        if (!streams.Contains(stream.Key))
            throw Wrong(feed, $"Streams:{stream.Key}", $"is no stream that may be read less often: {string.Join(", ", streams)} may");
        var inSchoolHours = Within(stream, "Every", Required(stream, "Every"));
        return new StreamInterval(inSchoolHours, stream["Otherwise"] is { Length: > 0 } otherwise ? Within(stream, "Otherwise", otherwise) : inSchoolHours);
    }

    private static TimeSpan Within(IConfigurationSection section, string key, string text) =>
        TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var span) && span >= LeastInterval && span <= MostInterval
            ? span
            : throw Wrong(section, key, "must be a time span from 00:01:00 to 1.00:00:00");

    // None is made up: without one the feed has no doorbell.
    private static string? DoorbellSecret(IConfigurationSection section)
    {
        string[] keys = ["DoorbellSecret", "DoorbellSecretFile"];
        var given = keys.Where(key => section[key] is { Length: > 0 }).ToArray();
        if (given.Length == 0)
            return null;
        if (section["Source"] != DoorbellWord)
            throw Wrong(section, given[0], $"is for Source '{DoorbellWord}' alone");
        if (given.Length > 1)
            throw Wrong(section, given[1], $"must not be set together with {given[0]}");
        var isFile = given[0] == "DoorbellSecretFile";
        if (isFile && !File.Exists(section[given[0]]))
            throw Wrong(section, given[0], "names a file that is not there");
        var secret = isFile ? File.ReadAllText(section[given[0]]!).Trim() : section[given[0]]!;
        return secret.Length >= WebhookSignature.ShortestSecret ? secret : throw Wrong(section, given[0], $"must have at least {WebhookSignature.ShortestSecret} characters");
    }

    private static Uri Address(IConfigurationSection section, string key) =>
        Uri.TryCreate(Required(section, key), UriKind.Absolute, out var address) ? address : throw Wrong(section, key, "must be an absolute address");

    private static string Required(IConfigurationSection section, string key) =>
        section[key] is { Length: > 0 } value ? value : throw Wrong(section, key, "is missing");

    private static TimeSpan Span(IConfigurationSection section, string key, TimeSpan otherwise) =>
        section[key] is not { } text ? otherwise
        : TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span
        : throw Wrong(section, key, "must be a time span such as 02:00:00");

    private static InvalidOperationException Wrong(IConfigurationSection section, string key, string what) =>
        new($"{section.Path}:{key} {what}.");
}
