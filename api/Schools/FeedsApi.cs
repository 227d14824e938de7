using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Schools;

/// <summary>How each source of a school stands, for those who run it.</summary>
internal static class FeedsApi
{
    public static RouteGroupBuilder MapFeeds(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/feeds", Feeds).WithSummary("Each source of a school: last complete sweep, watermark and coverage of each stream, and what went wrong last.");
        return api;
    }

    private static async Task<Results<Ok<List<FeedReport>>, ProblemHttpResult>> Feeds(string school, HttpContext http, Door door, IGrainFactory grains, FeedDirectory feeds)
    {
        var entry = await door.Ask(http, Act.SeeFeeds, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var status = await Task.WhenAll(feeds.FeedsOf(new SchoolId(school)).Select(feed => grains.GetGrain<IFeedGrain>($"{school}/{feed}").Status()));
        return TypedResults.Ok(status.Select(From).ToList());
    }

    private static FeedReport From(FeedStatus feed) => new(
        feed.School,
        feed.Feed,
        feed.Source,
        feed.LastCompleteAt,
        feed.NewestSeen,
        feed.Trouble,
        [.. feed.Streams.Select(stream => new StreamReport(stream.Stream, stream.Watermark, stream.Coverage, stream.Accepted, stream.Quarantined))]);
}
