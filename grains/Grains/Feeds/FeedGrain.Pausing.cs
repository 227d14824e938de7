using RiskMonitor.Connectors;

namespace RiskMonitor.Grains.Feeds;

/// <content>
/// A source that wants to be left alone in the middle of a sweep. The sweep keeps its place: a first import that needs more requests than the source allows would
/// otherwise begin again each time and never end.
/// </content>
public sealed partial class FeedGrain
{
    // The connector asks on any thread, and our state changes in the grain's turns alone.
    private PauseOf PauseBefore(PagesWaiting? pages, TaskScheduler turns) => (pause, cancellation) =>
        Task.Factory.StartNew(() => Pause(pause, pages, cancellation), CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns).Unwrap();

    private async Task Pause(SourcePause pause, PagesWaiting? pages, CancellationToken cancellation)
    {
        DelayDeactivation(pause.Wait + LongestIdle);
        // What was read before is not kept from the school meanwhile.
        if (pages is not null)
            await HandOver(pages);
        Log.SweepPauses(log, binding.School, binding.Feed, pause.Reason);
        var before = state.Trouble;
        await Save(state with { Trouble = pause.Reason });
        await Task.Delay(pause.Wait, time, cancellation);
        await Save(state with { Trouble = before });
    }
}
