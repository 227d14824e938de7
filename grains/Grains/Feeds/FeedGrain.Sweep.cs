using System.Collections.Immutable;
using RiskMonitor.Connectors;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Imports;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Feeds;

/// <content>One sweep: every stream of the source, in its order, each with a watermark of its own.</content>
public sealed partial class FeedGrain
{
    private const string MisFeed = "mis";
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(5);

    private async Task Sweep()
    {
        try
        {
            await SendPending();
            await Save(state with { Run = state.Run + 1 });
            await SweepAll();
        }
        catch (UpstreamException exception)
        {
            // Shown on the operators' page and, by rule TRU-05, on the wall; the watermark has not moved, so nothing is lost.
            await Trouble(exception.Message);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            Log.SweepBroken(log, binding.School, binding.Feed, exception);
            await Trouble($"The sweep broke off on our side ({exception.GetType().Name}); the log says more. It is repeated from where it stood.");
        }
    }

    private async Task SweepAll()
    {
        if (!state.BaselineOver)
            await School.BeginBaseline(directory.FeedsOf(binding.School));
        if (await Bind() is not { } bound)
        {
            await Trouble("Waits until the roll of the MIS has been read once: until then nobody knows whom this source's ids stand for.");
            return;
        }

        var health = await upstream.Probe(bound, stopping.Token);
        if (!health.Online)
            throw new UpstreamException("The source says that the school's own agent is offline: nothing new can be expected from it.");
        UpstreamException? first = null;
        foreach (var stream in upstream.Streams)
        {
            try
            {
                await Sweep(stream, bound, health);
            }
            catch (UpstreamException exception) when (state.Of(stream).Watermark is not null)
            {
                // A roll that cannot be believed today must not keep back today's marks of the pupils we know.
                first ??= exception;
            }
        }

        if (first is not null)
            throw first;
        await Complete();
    }

    // A source of concerns knows pupils by the MIS's ids: it waits until the roll has been read once.
    private async Task<UpstreamBinding?> Bind()
    {
        var bound = new UpstreamBinding
        {
            School = binding.School,
            Address = binding.Address,
            Token = binding.Token,
            Grant = binding.Grant is { } settings ? new UpstreamGrant(settings, state.Tokens, KeepTokens(TaskScheduler.Current)) : null,
            UpstreamSchool = binding.UpstreamSchool,
            UpnKey = await seal.UpnKey(binding.School),
            Categories = SignedTable.Of(await GrainFactory.GetGrain<ICategoryGrain>(binding.School.Value).Signed()),
        };
        if (binding.Feed == MisFeed || !directory.FeedsOf(binding.School).Contains(MisFeed))
            return bound;
        return await GrainFactory.GetGrain<IFeedGrain>($"{binding.School}/{MisFeed}").Directory() is { } ids
            ? bound with { Pupils = new PupilDirectory(ids.MisIds, ids.UpnHashes) { AdmissionNumbers = ids.AdmissionNumbers } }
            : null;
    }

    // A renewed token is stored before it is used. The connector answers on any thread, and our state changes in the grain's turns alone.
    private Func<string, Task> KeepTokens(TaskScheduler turns) => tokens =>
        Task.Factory.StartNew(() => Save(state with { Tokens = tokens }), CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns).Unwrap();

    private async Task Sweep(string stream, UpstreamBinding bound, UpstreamHealth health)
    {
        var before = state.Of(stream);
        var granted = health.Streams.GetValueOrDefault(stream, Coverage.Unknown);
        var from = before.IsFullReadDue(stream, granted, clock.Now) ? null : before.Watermark - binding.Lookback;
        var reading = new StreamReading(before, from);
        var request = new SweepRequest(stream, from, health.ServerNow, state.Memory);
        await foreach (var page in upstream.Sweep(bound, request, stopping.Token))
        {
            var news = Plausible(stream, page.Records.Where(reading.IsNews), reading);
            await HandOver($"{binding.Feed}/{state.Run}/{stream}/{reading.Next(page)}", news, state.Saying(stream, news.Count > 0, page.Memory));
            foreach (var row in page.Quarantined)
                Log.Quarantined(log, binding.School, binding.Feed, stream, row.Reason);
        }

        state = state.With(stream, reading.After(health.ServerNow - binding.Settle, granted, clock.Now));
    }

    // The same question that a sender's line is asked: an impossible value is set aside with its reason, whoever made it.
    private List<Observation> Plausible(string stream, IEnumerable<UpstreamRecord> records, StreamReading reading)
    {
        var receivedAt = clock.Now;
        var plausible = new List<Observation>();
        foreach (var observation in records.SelectMany(record => record.Observations))
        {
            if (ObservationCheck.Of(observation with { ReceivedAt = receivedAt }) is { } trouble)
            {
                reading.Quarantined++;
                Log.Quarantined(log, binding.School, binding.Feed, stream, $"{observation.Type}: {trouble.Field} {trouble.Reason}");
            }
            else
            {
                plausible.Add(observation);
            }
        }

        reading.Accepted += plausible.Count;
        return plausible;
    }

    private async Task Complete()
    {
        var now = clock.Now;
        if (state.LastReportedAt is null || now - state.LastReportedAt >= ReportEvery || !state.BaselineOver || state.Trouble is not null)
        {
            await Send(new IngestBatch($"{binding.Feed}/{state.Run}/report", binding.Feed,
                [new FeedReport { School = binding.School, Feed = binding.Feed, LastCompleteAt = now }]));
            state = state with { LastReportedAt = now };
        }

        if (!state.BaselineOver)
            await School.EndBaseline(binding.Feed);
        await Save(state with { LastCompleteAt = now, Trouble = null, BaselineOver = true });
    }

    private async Task Trouble(string reason)
    {
        // Said once, not at every poll: the operators' page shows it for as long as it lasts.
        if (state.Trouble != reason)
            Log.SweepIncomplete(log, binding.School, binding.Feed, reason);
        state = state with { Trouble = reason };
        await Save(state);
    }
}
