using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RiskMonitor.Connectors;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Schools;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Feeds;

/// <summary>
/// One source of one school. The grain is the lease: only one sweep is under way anywhere. A page is journalled before the next is read,
/// and the watermark moves only when the whole stream has been read, never past the source's own clock at the start.
/// </summary>
[GrainType("feed")]
public sealed class FeedGrain(
    [PersistentState("feed", StateStorage.Name)] IPersistentState<SealedFeedState> stored,
    FeedDirectory directory,
    IEnumerable<IUpstream> upstreams,
    CheckpointSeal seal,
    SchoolClock clock,
    TimeProvider time,
    ILogger<FeedGrain> log) : Grain, IFeedGrain, IDisposable
{
    // A job waits this long for its sweep; a longer one (a first import) goes on without it.
    private static readonly TimeSpan JobPatience = TimeSpan.FromSeconds(20);
    private const string MisFeed = "mis";
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource stopping = new();
    private FeedBinding binding = null!;
    private IUpstream upstream = null!;
    private FeedState state = new();
    private Task sweep = Task.CompletedTask;

    private ISchoolGrain School => GrainFactory.GetGrain<ISchoolGrain>(binding.School.Value);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var parts = this.GetPrimaryKeyString().Split('/');
        binding = directory.Find(new SchoolId(parts[0]), parts[1])
            ?? throw new InvalidOperationException($"No feed {this.GetPrimaryKeyString()} is configured.");
        upstream = upstreams.FirstOrDefault(candidate => candidate.Source == binding.Source)
            ?? throw new InvalidOperationException($"Feed {this.GetPrimaryKeyString()}: no connector is called '{binding.Source}'.");
        if (stored.State.Sealed.Length > 0)
            state = await seal.Open(binding.School, binding.Feed, stored.State.Sealed);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
    }

    public async Task Poll()
    {
        if (!sweep.IsCompleted)
            return;
        DelayDeactivation(TimeSpan.FromMinutes(10));
        sweep = Sweep();
        try
        {
            await sweep.WaitAsync(JobPatience, time);
        }
        catch (TimeoutException)
        {
            Log.SweepGoesOn(log, binding.School, binding.Feed);
        }
    }

    public Task<PupilIds?> Directory()
    {
        var pupils = PupilDirectory.From(state.Memory);
        return Task.FromResult(state.BaselineOver ? new PupilIds(pupils.MisIds, pupils.UpnHashes) : null);
    }

    public Task<FeedStatus> Status() => Task.FromResult(new FeedStatus
    {
        School = binding.School.Value,
        Feed = binding.Feed,
        Source = binding.Source,
        LastCompleteAt = state.LastCompleteAt,
        NewestSeen = state.Streams.Values.Max(stream => stream.Watermark),
        Trouble = state.Trouble,
        Streams = [.. state.Streams.Select(stream => new StreamStatus(
            stream.Key, stream.Value.Watermark, stream.Value.Coverage.ToString(), stream.Value.Accepted, stream.Value.Quarantined))],
    });

    public void Dispose() => stopping.Dispose();

    private async Task Sweep()
    {
        await Save(state with { Run = state.Run + 1 });
        if (!state.BaselineOver)
            await School.BeginBaseline(directory.FeedsOf(binding.School));
        try
        {
            if (await Bind() is not { } bound)
                return;
            var health = await upstream.Probe(bound, stopping.Token);
            if (!health.Online)
                throw new UpstreamException("The source says that the school's own agent is offline: nothing new can be expected from it.");
            foreach (var stream in upstream.Streams)
                await Sweep(stream, bound, health);
            await Complete();
        }
        catch (UpstreamException exception)
        {
            // Shown on the operators' page and, by rule TRU-05, on the wall; the watermark has not moved, so nothing is lost.
            await Save(state with { Trouble = exception.Message });
            Log.SweepIncomplete(log, binding.School, binding.Feed, exception.Message);
        }
    }

    // A source of concerns knows pupils by the MIS's ids: it waits until the roll has been read once.
    private async Task<UpstreamBinding?> Bind()
    {
        var bound = new UpstreamBinding
        {
            School = binding.School,
            Address = binding.Address,
            Token = binding.Token,
            UpstreamSchool = binding.UpstreamSchool,
            UpnKey = await seal.UpnKey(binding.School),
        };
        if (binding.Feed == MisFeed || !directory.FeedsOf(binding.School).Contains(MisFeed))
            return bound;
        return await GrainFactory.GetGrain<IFeedGrain>($"{binding.School}/{MisFeed}").Directory() is { } ids
            ? bound with { Pupils = new PupilDirectory(ids.MisIds, ids.UpnHashes) }
            : null;
    }

    private async Task Sweep(string stream, UpstreamBinding bound, UpstreamHealth health)
    {
        var before = state.Of(stream);
        var upTo = health.ServerNow - binding.Settle;
        var from = before.Watermark - binding.Lookback;
        var seen = ImmutableDictionary.CreateBuilder<string, ulong>();
        var (accepted, quarantined, coverage, pages) = (0L, 0L, Coverage.Supplied, 0);

        var request = new SweepRequest(stream, from, health.ServerNow, state.Memory);
        await foreach (var page in upstream.Sweep(bound, request, stopping.Token))
        {
            var news = page.Records.Where(record => before.Recent.GetValueOrDefault(record.RecordId) != record.ContentHash).ToList();
            accepted += await Send($"{binding.Feed}/{state.Run}/{stream}/{++pages}", news);
            quarantined += page.Quarantined.Length;
            coverage = page.Coverage;
            state = state with { Memory = page.Memory };
            foreach (var record in page.Records.Where(_ => from is not null))
                seen[record.RecordId] = record.ContentHash;
            foreach (var row in page.Quarantined)
                Log.Quarantined(log, binding.School, binding.Feed, stream, row.Reason);
        }

        state = state.With(stream, new StreamState
        {
            Watermark = before.Watermark > upTo ? before.Watermark : upTo,
            Coverage = coverage,
            Accepted = before.Accepted + accepted,
            Quarantined = before.Quarantined + quarantined,
            Recent = seen.ToImmutable(),
        });
    }

    private async Task<int> Send(string key, List<UpstreamRecord> news)
    {
        ImmutableArray<Observation> observations = [.. news.SelectMany(record => record.Observations)];
        var chunks = observations.Chunk(ObservationsPerBatch).ToList();
        for (var next = 0; next < chunks.Count; next++)
            await Send(new IngestBatch($"{key}/{next}", binding.Feed, [.. chunks[next]]));
        return observations.Length;
    }

    private const int ObservationsPerBatch = 500;

    private async Task Send(IngestBatch batch)
    {
        while (true)
        {
            try
            {
                await School.Ingest(batch);
                return;
            }
            catch (JournalBehindException behind)
            {
                // The same batch under the same key: taken once, however often it is sent.
                await Task.Delay(behind.RetryAfter, time, stopping.Token);
            }
        }
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

    private async Task Save(FeedState next)
    {
        state = next;
        stored.State = new SealedFeedState { Sealed = await seal.Close(binding.School, binding.Feed, next) };
        await stored.WriteStateAsync();
    }
}
