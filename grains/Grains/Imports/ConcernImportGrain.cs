using RiskMonitor.Grains.Auditing;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.ConcernCsv;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Imports;

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: a sealed ledger.</summary>
[GenerateSerializer, Alias("SealedLedger")]
public sealed class SealedLedger
{
    [Id(0)] public byte[] Sealed { get; set; } = [];
}

/// <summary>
/// A school's imported concerns. What a file says is kept first; then what the journal should hold is compared with what it was told, and the
/// difference goes the way of everything else. A crash in between is made up for by comparing again, which a reminder does for as long as
/// anything is open.
/// </summary>
[GrainType("concern-import")]
public sealed partial class ConcernImportGrain(
    [PersistentState("concern-import", StateStorage.Name)] IPersistentState<SealedLedger> stored,
    FeedDirectory feeds,
    CheckpointSeal seal,
    SchoolStore store,
    SchoolClock clock,
    ILogger<ConcernImportGrain> log) : Grain, IConcernImportGrain, IRemindable
{
    private const string StoredAs = "concern-import";
    private const string MisFeed = "mis";
    private const string Reminder = "settle";
    private const int ObservationsPerBatch = 500;
    private static readonly TimeSpan SettleEvery = TimeSpan.FromMinutes(1);

    private ConcernLedger ledger = ConcernLedger.Empty;
    private int unknownLinks;

    private SchoolId School => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (stored.State.Sealed.Length > 0)
            ledger = await seal.Unseal<ConcernLedger>(School, StoredAs, stored.State.Sealed);
        // Where reminders live in memory they ended with the process before us: what was open is looked at once more, and goes on or ends there.
        if (!ledger.Entries.IsEmpty || !ledger.Waiting.IsEmpty)
            await Remind();
    }

    public async Task<ConcernImportAnswer> Preview(ConcernFile file)
    {
        var (_, answer, shown) = await Plan(file);
        // Of a file that cannot be read nothing is shown. Without a person it is no look: a program of ours asks.
        if (file.Actor is not { } actor || answer.Trouble is not null)
            return answer;
        foreach (var pupil in shown.IsEmpty ? [null] : shown)
            await Audit(actor, "import.preview", "concerns", null, "nothing is shown", pupil);
        return answer;
    }

    public async Task<ConcernImportAnswer> Import(ConcernFile file)
    {
        var (plan, answer, _) = await Plan(file);
        if (plan is null || answer.Blocked is not null)
            return answer;
        if (plan.Confirmation is not null && plan.Confirmation != file.Confirmation)
            return answer with { Blocked = "What this full export does not have any more would be withdrawn. Look at the preview, and send its confirmation with the file." };
        if (plan.Ledger != ledger)
        {
            await Remind();
            await Save(plan.Ledger);
        }

        Log.Imported(log, School, answer.New, answer.Changed, answer.Unchanged, answer.Rejected, answer.Unmatched, answer.Withdrawn);
        await Settle();
        return answer;
    }

    public async Task<ConcernImportState> Settle()
    {
        var (roll, table, now) = (await Roll(), await Table(), clock.Now);
        var intake = new LedgerIntake(ledger.Forget(now), roll, isRepeat: false, now);
        intake.Retry();
        var telling = new ConcernTelling(School, roll, table, now);
        var (next, news) = telling.Of(intake.Ledger());
        unknownLinks = telling.UnknownLinks;
        if (!news.IsEmpty)
        {
            await Remind();
            await Save(intake.Ledger() with { Run = ledger.Run + 1 });
            next = next with { Run = ledger.Run };
            // What the first import tells was so before we came, like what a source has when it is read for the first time.
            await Send(news, isPrior: ledger.Told.IsEmpty);
            Log.Told(log, School, news.Length, next.Waiting.Count);
        }

        if (!news.IsEmpty || !ReferenceEquals(intake.Ledger(), ledger))
            await Save(next);
        await Report();
        await ForgetReminder();
        return Now();
    }

    public Task<ConcernImportState> State() => Task.FromResult(Now());

    public async Task<ConcernImportState> KeepNarrative(bool keeps, string actor)
    {
        if (keeps == ledger.KeepsText)
            return Now();
        await Audit(actor, keeps ? "narrative.keep" : "narrative.drop", null, null, "nothing is changed");
        await Save(ledger.KeepText(keeps));
        return Now();
    }

    public async Task<string?> Narrative(RevealNarrative request)
    {
        var found = ledger.Entries.Values.FirstOrDefault(entry => entry.IsLive && ConcernTelling.IdOf(entry.Row, entry.Student) == request.Concern);
        if (found?.Row.Text is not { } text)
            return null;
        await Audit(request.Actor, "narrative.read", request.Concern, request.Reason, "nothing is shown", found.Student);
        return text;
    }

    public async Task<ImmutableDictionary<string, int>> Categories() => ConcernTelling.Counts(ledger, await Table());

    public Task ReceiveReminder(string reminderName, TickStatus status) => Settle();

    private async Task<(ConcernPlan? Plan, ConcernImportAnswer Answer, ImmutableArray<string?> Shown)> Plan(ConcernFile file)
    {
        var now = clock.Now;
        var (read, trouble) = new ConcernReader(await seal.UpnKey(School), now).Read(file.Bytes);
        if (read is null)
            return (null, new ConcernImportAnswer { Trouble = trouble }, []);
        var (roll, table) = (await Roll(), await Table());
        var scope = file.Full is { } full ? new ExportScope(full.From, full.To, full.Categories) : null;
        var plan = ConcernPlan.Of(ledger, ConcernPlan.HashOf(file.Bytes), read, roll, table, scope, now);
        var answer = new ImportAnswer(plan, read, roll, table, ledger);
        return (plan, answer.Answer(), answer.Pupils());
    }

    private async Task<Roll> Roll()
    {
        var pupils = await GrainFactory.GetGrain<ISchoolGrain>(School.Value).Roll();
        var ids = feeds.FeedsOf(School).Contains(MisFeed) ? await GrainFactory.GetGrain<IFeedGrain>($"{School}/{MisFeed}").Directory() : null;
        var directory = ids is null ? PupilDirectory.Empty : new PupilDirectory(ids.MisIds, ids.UpnHashes) { AdmissionNumbers = ids.AdmissionNumbers };
        return new Roll(pupils.Select(pupil => new RollPupil(pupil.Student.Value, pupil.Born, pupil.FullName, pupil.UpnHash, pupil.Masked.Initials, pupil.Masked.YearGroup, pupil.Masked.Registration)), directory);
    }

    private async Task<CategoryTable> Table() => SignedTable.Of(await GrainFactory.GetGrain<ICategoryGrain>(School.Value).Signed());

    // A school whose concerns come by files alone is as fresh as its last file.
    private async Task Report()
    {
        if (ledger.LastImportedAt is not { } at || ledger.ReportedAt >= at)
            return;
        await GrainFactory.GetGrain<ISchoolGrain>(School.Value).Ingest(new IngestBatch(
            $"{StoredAs}/report/{at.UtcTicks}", null, [new FeedReport { School = School, Feed = FeedWatch.ImportedConcerns, LastCompleteAt = at }]));
        await Save(ledger with { ReportedAt = at });
    }

    private async Task Send(ImmutableArray<Observation> news, bool isPrior)
    {
        var batch = 0;
        foreach (var part in news.Chunk(ObservationsPerBatch))
            await GrainFactory.GetGrain<ISchoolGrain>(School.Value).Ingest(new IngestBatch($"{StoredAs}/{ledger.Run}/{++batch}", null, [.. part], isPrior));
    }

    private ConcernImportState Now() => new(
        ledger.Told.Count,
        [.. ledger.Waiting.Values.GroupBy(row => row.Reason).Select(same => new WaitingRows(same.Key, same.Count(), same.Min(row => row.Since))).OrderByDescending(each => each.Count)],
        unknownLinks,
        ledger.LastImportedAt,
        ledger.KeepsText);

    private async Task Save(ConcernLedger next)
    {
        stored.State = new SealedLedger { Sealed = await seal.Seal(School, StoredAs, next) };
        await stored.WriteStateAsync();
        ledger = next;
    }

    private async Task Remind() => await this.RegisterOrUpdateReminder(Reminder, SettleEvery, SettleEvery);

    private async Task ForgetReminder()
    {
        if (!ledger.Waiting.IsEmpty || unknownLinks > 0)
            await Remind();
        else if (await this.GetReminder(Reminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private async Task Audit(string who, string what, string? about, string? why, string orElse, string? pupil = null)
    {
        await new AuditedFirst(store).Write(new AuditRow(clock.Now, who, what, School, about, why) { Pupil = pupil is null ? null : new StudentId(pupil) }, orElse);
    }
}
