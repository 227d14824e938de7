using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;

namespace RiskMonitor.Silo.Hosting;

/// <summary>Reads the section <c>Feeds</c>: a list of sources, each with the school it feeds.</summary>
public static class FeedConfiguration
{
    /// <exception cref="InvalidOperationException">A key is missing or wrong; the message names it.</exception>
    public static FeedDirectory Read(IConfiguration configuration) =>
        new(configuration.GetSection("Feeds").GetChildren().Select(ReadOne));

    private static FeedBinding ReadOne(IConfigurationSection section) => new()
    {
        School = IdText.IsSchool(Required(section, "School")) ? new SchoolId(section["School"]!) : throw Wrong(section, "School", $"must be the id of a school, and '{IdText.TrustPrefix}' begins that of a trust's board"),
        Feed = Required(section, "Feed") is "mis" or "concerns" ? section["Feed"]! : throw Wrong(section, "Feed", "must be 'mis' or 'concerns'"),
        Source = Required(section, "Source"),
        Address = Uri.TryCreate(Required(section, "Address"), UriKind.Absolute, out var address) ? address : throw Wrong(section, "Address", "must be an absolute address"),
        Token = Required(section, "Token"),
        UpstreamSchool = Required(section, "UpstreamSchool"),
        Schedule = section["Schedule"] ?? "0 */10 * * * *",
        Lookback = Span(section, "Lookback", TimeSpan.FromHours(2)),
        Settle = Span(section, "Settle", TimeSpan.FromMinutes(2)),
    };

    private static string Required(IConfigurationSection section, string key) =>
        section[key] is { Length: > 0 } value ? value : throw Wrong(section, key, "is missing");

    private static TimeSpan Span(IConfigurationSection section, string key, TimeSpan otherwise) =>
        section[key] is not { } text ? otherwise
        : TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span
        : throw Wrong(section, key, "must be a time span such as 02:00:00");

    private static InvalidOperationException Wrong(IConfigurationSection section, string key, string what) =>
        new($"{section.Path}:{key} {what}.");
}
