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
/// What goes wrong, expected or not, is kept as the feed's trouble: a sweep goes on after the job that asked for it has left.
/// </summary>
[GrainType("feed")]
public sealed partial class FeedGrain(
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
        await sweep.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
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
        return Task.FromResult(state.BaselineOver ? new PupilIds(pupils.MisIds, pupils.UpnHashes, pupils.AdmissionNumbers) : null);
    }

    public Task<ImmutableDictionary<string, int>> Categories() => Task.FromResult(upstream.CategoriesIn(state.Memory));

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

    private async Task Save(FeedState next)
    {
        state = next;
        stored.State = new SealedFeedState { Sealed = await seal.Close(binding.School, binding.Feed, next) };
        await stored.WriteStateAsync();
    }
}
