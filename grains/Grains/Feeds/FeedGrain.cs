using RiskMonitor.Grains.Auditing;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Feeds;

/// <summary>
/// One source of one school. The grain is the lease: only one sweep is under way anywhere. What is read is journalled within a second or so, before it is forgotten,
/// and the watermark moves only when the whole stream has been read, never past the source's own clock at the start, nor past ours.
/// What goes wrong, expected or not, is kept as the feed's trouble: a sweep goes on after the job that asked for it has left.
/// </summary>
[GrainType("feed")]
public sealed partial class FeedGrain(
    [PersistentState("feed", StateStorage.Name)] IPersistentState<SealedFeedState> stored,
    FeedDirectory directory,
    IEnumerable<IUpstream> upstreams,
    CheckpointSeal seal,
    SchoolStore store,
    SchoolClock clock,
    TimeProvider time,
    IOptions<UpstreamOptions> upstreamOptions,
    ILogger<FeedGrain> log) : Grain, IFeedGrain, IDisposable
{
    // A job waits this long for its sweep; a longer one (a first import) goes on without it.
    private static readonly TimeSpan JobPatience = TimeSpan.FromSeconds(20);

    // The lease of a sweep: renewed with every page that is handed over and by every pause.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource stopping = new();
    private FeedBinding binding = null!;
    private IUpstream upstream = null!;
    private FeedState state = new();
    private readonly HashSet<string> again = new(StringComparer.Ordinal);
    private readonly HashSet<string> accepted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> acceptedChanges = new(StringComparer.Ordinal);
    private Task sweep = Task.CompletedTask;
    private bool isWhole;
    private bool isWholeNext;
    private SweepProgress? progress;

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
        Begin();
        try
        {
            await sweep.WaitAsync(JobPatience, time);
        }
        catch (TimeoutException)
        {
            Log.SweepGoesOn(log, binding.School, binding.Feed);
        }
    }

    public Task<FeedStatus> Start()
    {
        // Whoever asks wants all of it: one under way that leaves out what is not due is followed by one that does not.
        isWholeNext = !binding.Intervals.IsEmpty && (sweep.IsCompleted || !isWhole);
        Begin();
        return Status();
    }

    public async Task<FeedStatus> RetryQuarantine(string actor)
    {
        await Audit(actor, "feeds.retry-quarantine", "nothing is read again");
        again.UnionWith(state.Streams.Where(stream => !stream.Value.Aside.IsEmpty).Select(stream => stream.Key));
        Begin();
        return await Status();
    }

    public async Task<FeedStatus> AcceptLoss(string stream, string actor)
    {
        if (!state.Of(stream).IsLost)
            return await Status();
        await Audit(actor, "feeds.accept-loss", "nothing is accepted", stream);
        accepted.Add(stream);
        Begin();
        return await Status();
    }

    public async Task<FeedStatus?> AcceptChange(AcceptedChange change)
    {
        if (state.Of(change.Stream).Refused is not { } refused || refused.Id != change.Change)
            return null;
        if (AcceptanceOf(change.Stream) == change.Change)
            return await Status();
        await Audit(change.Actor, "feeds.accept-change", "nothing is accepted",
            string.Create(CultureInfo.InvariantCulture, $"{change.Stream}: {refused.Going} of {refused.Known} pupils. {change.Reason}"));
        acceptedChanges[change.Stream] = change.Change;
        Begin();
        return await Status();
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
        NewestSeen = state.Streams.Values.Max(stream => stream.NewestAt),
        Trouble = state.Trouble,
        Streams = [.. upstream.Streams.Select(stream => Status(stream, state.Of(stream)))],
        UnderWay = progress?.Show(),
        Quarantine = [.. state.Streams.SelectMany(stream => stream.Value.Aside.Values.GroupBy(row => row.Reason, StringComparer.Ordinal)
            .Select(same => new QuarantinedRows(stream.Key, same.Key, same.Count(), same.Min(row => row.Since)))
            .OrderByDescending(rows => rows.Count).ThenBy(rows => rows.Reason, StringComparer.Ordinal))],
        ProbedAt = state.ProbedAt,
        IsOnline = state.IsOnline,
        LastSyncAt = state.LastSyncAt,
        Now = clock.Now,
        HasDoorbell = binding.DoorbellSecret is not null,
        RungAt = rungAt ?? state.RungAt,
    });

    public Task<ImmutableArray<SweepStatus>> Sweeps() => Task.FromResult(state.Sweeps.Reverse().Select((record, back) => new SweepStatus(
        record.Run, record.StartedAt, record.EndedAt, Outcome(record, isLast: back == 0), record.Trouble, record.Pages, record.Rows, record.Changed, record.SetAside)).ToImmutableArray());

    private string Outcome(SweepRecord record, bool isLast) =>
        record.EndedAt is not null ? record.Trouble is null ? "complete" : "failed"
        : isLast && !sweep.IsCompleted ? "running"
        : "interrupted";

    private StreamStatus Status(string name, StreamState stream) => new StreamStatus(
        name, stream.Watermark, stream.Coverage.ToString(), stream.Accepted, stream.Aside.Count, stream.LastFullReadAt, stream.NewestAt, stream.IsLost, stream.HasMoreAside,
        stream.Refused is { } refused ? new FrozenChange(refused.Id, refused.Going, refused.Known, AcceptanceOf(name) == refused.Id) : null)
    {
        OffRoll = upstream.OffRollIn(name, state.Memory),
    };

    // Said of the sweep under way, or of the one that follows it.
    private string? AcceptanceOf(string stream) => acceptedChanges.GetValueOrDefault(stream) ?? state.Of(stream).AcceptedChange;

    private void Begin()
    {
        if (!sweep.IsCompleted)
            return;
        DelayDeactivation(LongestIdle);
        sweep = Sweep();
    }

    private async Task Audit(string actor, string what, string orElse, string? why = null)
    {
        await new AuditedFirst(store).Write(new AuditRow(clock.Now, actor, what, binding.School, binding.Feed, why), orElse);
    }

    public void Dispose()
    {
        StopWaiting();
        stopping.Dispose();
    }

    private async Task Save(FeedState next)
    {
        state = next;
        stored.State = new SealedFeedState { Sealed = await seal.Close(binding.School, binding.Feed, next) };
        await stored.WriteStateAsync();
    }
}
