using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Feeds;

/// <content>Handing what was read to the school: in batches, each under a key of its own, until the journal has it.</content>
public sealed partial class FeedGrain
{
    private const int ObservationsPerBatch = 500;

    // What is told must be remembered and what is forgotten must have been taken back, even if we die in between: a row that vanishes, or is again as it was,
    // before the next sweep would otherwise stand for ever as we last told it. So what changes the state is stored with what it says before it is said.
    private async Task HandOver(PagesWaiting pages)
    {
        if (pages.Take() is not { } taken)
            return;
        DelayDeactivation(LongestIdle);
        var saying = state.Saying(pages.Stream, taken.Observations.Count > 0, taken.Memory);
        if (taken.Observations.Count > 0 && !ReferenceEquals(saying, state))
            await Save(saying with { Pending = new PendingPage(taken.Key, ObservationBatchText.Write(taken.Observations), pages.IsPrior) });
        else
            state = saying;
        await Send(taken.Key, taken.Observations, pages.IsPrior);
        state = state with { Pending = null };
    }

    private async Task SendPending()
    {
        if (state.Pending is not { } pending)
            return;
        await Send(pending.Key, [.. ObservationBatchText.Read(pending.Observations)], pending.IsPrior);
        state = state with { Pending = null };
    }

    private async Task Send(string key, List<Observation> observations, bool isPrior)
    {
        var chunks = observations.Chunk(ObservationsPerBatch).ToList();
        for (var next = 0; next < chunks.Count; next++)
            await Send(new IngestBatch($"{key}/{next}", binding.Feed, [.. chunks[next]], isPrior));
    }

    private async Task Send(IngestBatch batch)
    {
        for (var since = time.GetTimestamp(); ;)
        {
            try
            {
                await School.Ingest(batch);
                return;
            }
            catch (JournalBehindException behind) when (time.GetElapsedTime(since) < upstreamOptions.Value.JournalPatience)
            {
                // The same batch under the same key: taken once, however often it is sent.
                await Task.Delay(behind.RetryAfter, time, stopping.Token);
            }
            catch (JournalBehindException behind)
            {
                // A school that stays behind for longer is somebody's business.
                throw new UpstreamException("Our own journal of this school is behind; the sweep is repeated from where it stood.", behind);
            }
        }
    }
}
