using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Schools;

/// <summary>How each source of a school stands, for those who run it. No answer here holds a pupil.</summary>
internal static class FeedsApi
{
    private const int LongestReason = 200;

    public static RouteGroupBuilder MapFeeds(this RouteGroupBuilder api)
    {
        const string Feeds = "/schools/{school}/feeds";
        api.MapGet(Feeds, List).WithSummary("Each source of a school: last complete sweep, how fresh the source itself is, watermark and coverage of each stream, rows in quarantine by reason, and what went wrong last.");
        api.MapGet(Feeds + "/{feed}/sweeps", Sweeps).WithSummary("The latest sweeps of a source, the newest first: when, with what outcome, and how many rows were read, new, and set aside.");
        api.MapPost(Feeds + "/{feed}/poll", Poll).WithSummary("Poll a source now. Answers at once; the answer says how far the sweep has come, and so does asking for the feeds again. One that is under way goes on.");
        api.MapPost(Feeds + "/{feed}/quarantine/retry", Retry).WithSummary("Read the rows in quarantine once more, after a code list or a category has been mended. Audited. Twice is no harm.");
        api.MapPost(Feeds + "/{feed}/streams/{stream}/accept-loss", AcceptLoss).WithSummary("Say that a stream that may no longer be read is meant to be so. Until then the source counts as stale. Audited.");
        api.MapPost(Feeds + "/{feed}/streams/{stream}/accept-change", AcceptChange).WithSummary("Say that the pupils who would go from the roll at once, as they were shown, have gone. It is taken in once; where something else stands by now it is refused (409). Audited, with the reason.");
        return api;
    }

    private static async Task<Results<Ok<List<FeedReport>>, ProblemHttpResult>> List(string school, HttpContext http, Door door, IGrainFactory grains, FeedDirectory feeds, SchoolClock clock)
    {
        var entry = await door.Ask(http, Act.SeeFeeds, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var status = await Task.WhenAll(feeds.FeedsOf(new SchoolId(school)).Select(feed => Grain(grains, school, feed).Status()));
        var reports = status.Select(From).ToList();
        if (await Imported(grains, school, hasOther: reports.Any(report => report.Feed == "concerns"), clock.Now) is { } imported)
            reports.Add(imported);
        return TypedResults.Ok(reports);
    }

    private static async Task<Results<Ok<List<SweepReport>>, ProblemHttpResult>> Sweeps(string school, string feed, HttpContext http, Door door, IGrainFactory grains, FeedDirectory feeds)
    {
        var entry = await door.Ask(http, Act.SeeFeeds, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (feeds.Find(new SchoolId(school), feed) is null)
            return Problems.NotFound();
        return TypedResults.Ok((await Grain(grains, school, feed).Sweeps()).Select(From).ToList());
    }

    private static Task<Results<Ok<FeedReport>, ProblemHttpResult>> Poll(string school, string feed, HttpContext http, Door door, IGrainFactory grains, FeedDirectory feeds) =>
        Run(school, feed, http, door, feeds, _ => Grain(grains, school, feed).Start());

    private static Task<Results<Ok<FeedReport>, ProblemHttpResult>> Retry(string school, string feed, HttpContext http, Door door, IGrainFactory grains, FeedDirectory feeds) =>
        Run(school, feed, http, door, feeds, staff => Grain(grains, school, feed).RetryQuarantine(staff.Id));

    private static Task<Results<Ok<FeedReport>, ProblemHttpResult>> AcceptLoss(
        string school, string feed, string stream, HttpContext http, Door door, IGrainFactory grains, FeedDirectory feeds) =>
        Run(school, feed, http, door, feeds, staff => Grain(grains, school, feed).AcceptLoss(stream, staff.Id));

    private static async Task<Results<Ok<FeedReport>, ProblemHttpResult>> AcceptChange(
        string school, string feed, string stream, AcceptChangeCommand command, HttpContext http, Door door, IGrainFactory grains, FeedDirectory feeds)
    {
        var entry = await door.Ask(http, Act.RunFeeds, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (feeds.Find(new SchoolId(school), feed) is null)
            return Problems.NotFound();
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestReason)
            return Problems.Of(StatusCodes.Status400BadRequest, $"reason must be 1 to {LongestReason} characters.");
        if (string.IsNullOrEmpty(command.Change))
            return Problems.Of(StatusCodes.Status400BadRequest, "change must be the one that was shown.");
        var status = await Grain(grains, school, feed).AcceptChange(new AcceptedChange(stream, command.Change, command.Reason.Trim(), entry.Staff!.Id));
        return status is null
            ? Problems.Of(StatusCodes.Status409Conflict, "What would go is not what was shown any more. Look again before you say that it is meant.")
            : TypedResults.Ok(From(status));
    }

    private static async Task<Results<Ok<FeedReport>, ProblemHttpResult>> Run(
        string school, string feed, HttpContext http, Door door, FeedDirectory feeds, Func<Staff, Task<FeedStatus>> act)
    {
        var entry = await door.Ask(http, Act.RunFeeds, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        return feeds.Find(new SchoolId(school), feed) is null ? Problems.NotFound() : TypedResults.Ok(From(await act(entry.Staff!)));
    }

    // Files that people import are a source too: one that nobody polls. Where nothing else brings concerns it is shown before the first one came.
    private static async Task<FeedReport?> Imported(IGrainFactory grains, string school, bool hasOther, DateTimeOffset now)
    {
        var state = await grains.GetGrain<IConcernImportGrain>(school).State();
        if (state.LastImportedAt is null && hasOther)
            return null;
        var stream = new StreamReport(
            "concerns", state.LastImportedAt, state.LastImportedAt is null ? "Unknown" : "Supplied", state.Concerns, state.Waiting.Sum(rows => rows.Count), null, null, false, false);
        return new FeedReport(
            school, FeedWatch.ImportedConcerns, "csv", state.LastImportedAt, null, null, [stream], null,
            [.. state.Waiting.Select(rows => new QuarantineReport("concerns", rows.Reason, rows.Count, rows.Since))], null, true, null, now);
    }

    private static IFeedGrain Grain(IGrainFactory grains, string school, string feed) => grains.GetGrain<IFeedGrain>($"{school}/{feed}");

    private static FeedReport From(FeedStatus feed) => new(
        feed.School,
        feed.Feed,
        feed.Source,
        feed.LastCompleteAt,
        feed.NewestSeen,
        feed.Trouble,
        [.. feed.Streams.Select(stream => new StreamReport(
            stream.Stream, stream.Watermark, stream.Coverage, stream.Accepted, stream.Quarantined, stream.LastFullReadAt, stream.NewestAt, stream.IsLost, stream.HasMore,
            stream.Frozen is { } frozen ? new FrozenChangeText(frozen.Id, frozen.Going, frozen.Known, frozen.IsAccepted) : null, stream.OffRoll))],
        feed.UnderWay is { } now ? new SweepNow(now.StartedAt, now.Stream, now.Pages, now.Rows) : null,
        [.. feed.Quarantine.Select(rows => new QuarantineReport(rows.Stream, rows.Reason, rows.Count, rows.Since))],
        feed.ProbedAt,
        feed.IsOnline,
        feed.LastSyncAt,
        feed.Now,
        feed.HasDoorbell ? new DoorbellText(feed.RungAt) : null);

    private static SweepReport From(SweepStatus sweep) => new(
        sweep.Run, sweep.StartedAt, sweep.EndedAt, sweep.Outcome, sweep.Trouble, sweep.Pages, sweep.Rows, sweep.Changed, sweep.Quarantined);
}
