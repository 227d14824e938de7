using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Utilities;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Rules;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <summary>
/// A school's mailbox. What it is told goes to the journal and is acknowledged; then, one row after another, each pupil gets its slice,
/// the board is reconciled with what the rules say, pupils before the school itself, and of each the outcome is stored and whoever watches is told.
/// No rule lives here: see <see cref="RuleBook"/> and <see cref="AlertBoard"/>.
/// </summary>
[GrainType("school")]
public sealed partial class SchoolGrain : Grain, ISchoolGrain, IRemindable, IDisposable
{
    private const string ReadingAgain = "The school reads its journal again: send the same again, it is taken once.";
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMinutes(5);

    private readonly SchoolStore store;
    private readonly ConfiguredRules configured;
    private readonly RuleShelf shelf;
    private readonly SchoolClock clock;
    private readonly IPersistentState<SchoolCheckpoint> checkpoint;
    private readonly CheckpointSeal seal;
    private readonly SchoolOptions options;
    private readonly ILogger<SchoolGrain> log;
    private readonly ObserverManager<IBoardObserver> observers;
    private readonly SemaphoreSlim journalGate = new(1, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationToken stop;
    private readonly WorkLine work;
    private readonly SchoolAnswers answers = new();

    private SchoolId school;
    private SchoolMemory memory = null!;
    private AlertBoard board = null!;
    private SchoolLease lease = null!;
    private CaseMarks caseMarks = null!;
    private long lastPosition;
    private DateTimeOffset lastReceivedAt;
    private DateTimeOffset lastEvaluatedAt;
    private long bytesSinceCheckpoint;
    private DateTimeOffset? schoolDue;
    private DateTimeOffset? schoolAskedAt;
    private DateTimeOffset? alertsDue;
    private SchoolCalendar? dueBy;
    private bool isBroken;

    public SchoolGrain(
        [PersistentState("school-checkpoint", StateStorage.Name)] IPersistentState<SchoolCheckpoint> checkpoint,
        SchoolStore store,
        ConfiguredRules configured,
        RuleShelf shelf,
        SchoolClock clock,
        CheckpointSeal seal,
        IOptions<SchoolOptions> options,
        ILogger<SchoolGrain> log)
    {
        (this.checkpoint, this.store, this.clock, this.seal, this.log) = (checkpoint, store, clock, seal, log);
        (this.configured, this.shelf) = (configured, shelf);
        this.options = options.Value;
        observers = new ObserverManager<IBoardObserver>(TimeSpan.FromMinutes(1), log);
        stop = stopping.Token;
        work = new WorkLine(Failed);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Return(cancellationToken);
        }
        catch (StorageBehindException behind)
        {
            throw new JournalBehindException(behind.Message) { RetryAfter = TimeSpan.FromSeconds(5) };
        }
    }

    /// <summary>Checkpoint, then the tail of the journal: rows whose outcome is stored are folded in, the others are evaluated again.</summary>
    private async Task Return(CancellationToken cancellationToken)
    {
        school = new SchoolId(this.GetPrimaryKeyString());
        memory = new SchoolMemory(school, student => GrainFactory.GetGrain<IStudentGrain>($"{school}/{student}"));
        lease = await store.TakeOver(school, cancellationToken);
        board = AlertBoard.From(school, await store.Transitions(school, 0, cancellationToken));
        caseMarks = new CaseMarks(await seal.CaseKey(school));
        (lastPosition, lastReceivedAt) = (lease.LastPosition, lease.LastReceivedAt ?? DateTimeOffset.MinValue);

        if (checkpoint.State.Sealed.Length > 0)
            memory.Load(await seal.Open(school, checkpoint.State));
        await foreach (var row in store.Read(school, memory.Position, lease.ProcessedPosition, cancellationToken))
            Refold(row);
        shelf.Keep(school, published = memory.Editions);
        memory.FindDeadlines(board);
        schoolDue = memory.Editions.NextSchoolDue(memory.Register, memory.LastAt, OlderOf(new AlertSubject(school), memory.LastAt));
        lastEvaluatedAt = memory.LastAt;
        schoolAskedAt = memory.UnderBaseline ? null : memory.LastAt;
        LookAgain();
        Keep(new BoardChange(board, []));

        await foreach (var row in store.Read(school, memory.Position, lastPosition, cancellationToken))
        {
            TakeUp(row);
            _ = work.Add(() => Process(row, ReadBody(row)));
        }

        await RecordConfiguration();
        Log.Activated(log, school, lease.Fence, memory.Position, lastPosition, memory.Pupils.Count);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        // A row under way is in the memory and its outcome perhaps not in the store: a checkpoint now would swallow its alerts.
        // And who lost the school, or failed, leaves the checkpoint to the one who comes after.
        if (!isBroken && work.Length == 0 && memory is not null && memory.Position > checkpoint.State.Position)
            await WriteCheckpoint();
    }

    public async Task<IngestReceipt> Ingest(IngestBatch batch)
    {
        if (work.Length >= options.RowsBehind)
            throw new JournalBehindException($"{work.Length} batches of this school wait to be evaluated.");
        return await Accept(batch.IsPrior ? EntryKind.PriorObservations : EntryKind.Observations, batch.BatchKey, batch.Observations);
    }

    public async Task BeginBaseline(ImmutableArray<string> feeds)
    {
        // A feed that was given up before it was read once is not waited for.
        foreach (var gone in memory.AwaitedFeeds.Except(feeds))
            await EndBaseline(gone);
        if (memory.BaselineBegun)
            return;
        // Should the jobs ever stop, time still passes for a school that is fed.
        await this.RegisterOrUpdateReminder("watch", WatchEvery, WatchEvery);
        await Accept(EntryKind.BaselineBegin, "baseline-begin", [], string.Join('\n', feeds));
    }

    public async Task EndBaseline(string feed)
    {
        if (memory.AwaitedFeeds.Contains(feed) || !memory.BaselineBegun)
            await Accept(EntryKind.BaselineEnd, $"baseline-end/{feed}", [], feed);
    }

    /// <summary>The passing of time is journalled only where it changes something, so that a replay of the journal knows it too.</summary>
    public async Task Tick()
    {
        var now = clock.Now;
        if (memory.UnderBaseline || work.Length > 0)
            return;
        AskOthers(now);
        if (memory.FirstDue <= now || schoolDue <= now || alertsDue <= now)
            await Accept(EntryKind.Clock, $"clock/{now.UtcTicks}", [], at: now);
        else
            lastEvaluatedAt = now;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Tick();

    public ValueTask<RememberedPupil?> Remember(StudentId student) => ValueTask.FromResult<RememberedPupil?>(
        memory.Pupils.TryGetValue(student, out var entry)
            ? new RememberedPupil(
                entry.Chronology,
                entry.Row,
                memory.Register.Calendar,
                memory.LinksAt(clock.Now).ContextOf(student),
                memory.Editions.Last.Number,
                OlderOf(new AlertSubject(school, student), clock.Now),
                memory.Register.Identities.IsAlias(student) ? PrimaryOf(student) : null)
            : null);

    public async Task<RevealedIdentity?> Reveal(RevealRequest request)
    {
        if (!memory.Pupils.TryGetValue(PrimaryOf(request.Student), out var entry) || entry.Chronology.Pupil is not { } pupil)
            return null;
        await Audited(new AuditRow(clock.Now, request.Actor, "student.reveal", school, request.Student.Value, request.Reason), "The audit trail cannot be written, so nothing is shown.");
        return new RevealedIdentity(pupil.FullName ?? "Name not supplied by the source", pupil.Born);
    }

    public async Task<bool> RecordExport(ExportRequest request)
    {
        if (!memory.Pupils.ContainsKey(request.Student))
            return false;
        await Audited(new AuditRow(clock.Now, request.Actor, "student.export", school, request.Student.Value, request.Reason), "The audit trail cannot be written, so nothing is printed.");
        return true;
    }

    private async Task Audited(AuditRow row, string orElse)
    {
        try
        {
            await store.Audit(row, stop);
        }
        catch (StorageBehindException behind)
        {
            throw new AuditBehindException($"{orElse} {behind.Message}");
        }
    }

    public void Dispose()
    {
        journalGate.Dispose();
        stopping.Dispose();
    }

    private void Failed(Exception exception)
    {
        isBroken = true;
        if (exception is OperationCanceledException && stopping.IsCancellationRequested)
            return;
        Log.Stopped(log, school, exception);
        DeactivateOnIdle();
    }
}
