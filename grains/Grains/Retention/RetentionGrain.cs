using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Auditing;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Retention;

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: holds and certificates, sealed under the school's key.</summary>
[GenerateSerializer, Alias("SealedRetention")]
public sealed class SealedRetention
{
    [Id(0)] public byte[] Sealed { get; set; } = [];
}

/// <summary>Shows, disposes, certifies; and keeps the holds that stop it. What goes is decided by <see cref="PastPeriod"/>.</summary>
[GrainType("retention")]
public sealed class RetentionGrain(
    [PersistentState("retention", StateStorage.Name)] IPersistentState<SealedRetention> stored,
    PastPeriod past,
    CheckpointSeal seal,
    SchoolStore store,
    SchoolClock clock) : Grain, IRetentionGrain
{
    internal const string Place = "retention";

    /// <summary>Certificates are in the audit for good; here are the newest, for the page.</summary>
    private const int MostCertificates = 200;

    private RetentionOverview kept = new([], []);

    private SchoolId School => new(this.GetPrimaryKeyString());

    private ISchoolGrain Grain => GrainFactory.GetGrain<ISchoolGrain>(School.Value);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (stored.State.Sealed.Length > 0)
            kept = await seal.Unseal<RetentionOverview>(School, Place, stored.State.Sealed);
    }

    public Task<RetentionOverview> Overview() => Task.FromResult(kept);

    public async Task<DisposalPreview> Preview(string actor)
    {
        await Audit(actor, "retention.preview", null, null, null, "nothing is shown");
        return Shown(await Found(clock.Now));
    }

    public async Task<DisposalAnswer> Dispose(DisposalRequest request)
    {
        var found = await Found(clock.Now);
        if (Shown(found) is var shown && shown.Fingerprint != request.Fingerprint)
            return new DisposalAnswer(DisposalOutcome.Changed, null);
        if (shown.IsStopped || shown.Counts.IsEmpty)
            return new DisposalAnswer(DisposalOutcome.Nothing, null);
        var certificate = new DisposalCertificate(Guid.CreateVersion7(clock.Now).ToString("N"), clock.Now, request.Actor, request.Reason, shown.Counts, shown.Held);
        await Audit(request.Actor, "retention.dispose", certificate.Id, request.Reason, null, "nothing is disposed of");
        var order = new ForgetOrder(
            [.. found.View.Pupils.Select(pupil => pupil.Student)], HeldPupils, found.AsOf, [.. found.Alerts.Select(alert => alert.Select(change => change.Update).ToImmutableArray())]);
        if (!await Reached(() => Grain.Forget(order)))
            return new DisposalAnswer(DisposalOutcome.Busy, null);
        await Reached(() => past.Dispose(School, found, CancellationToken.None));
        await Audit(request.Actor, "retention.disposed", certificate.Id, WordsOf(certificate), null, "there is no certificate");
        await Keep(kept with { Certificates = [certificate, .. kept.Certificates.Take(MostCertificates - 1)] });
        return new DisposalAnswer(DisposalOutcome.Done, certificate);
    }

    public async Task<LegalHold?> Hold(HoldRequest request)
    {
        if (request.Student is { } student && await Grain.Remember(student) is null)
            return null;
        var hold = new LegalHold(Guid.CreateVersion7(clock.Now).ToString("N"), request.Student, request.Reason, request.Actor, clock.Now);
        await Audit(request.Actor, "retention.hold", hold.Id, request.Reason, request.Student, "nothing is held");
        await Keep(kept with { Holds = [hold, .. kept.Holds] });
        return hold;
    }

    public async Task<bool> Lift(LiftRequest request)
    {
        if (kept.Holds.FirstOrDefault(hold => hold.Id == request.Id) is not { } lifted)
            return false;
        await Audit(request.Actor, "retention.lift", lifted.Id, request.Reason, lifted.Student, "the hold stays");
        await Keep(kept with { Holds = kept.Holds.Remove(lifted) });
        return true;
    }

    private ImmutableArray<StudentId> HeldPupils => [.. kept.Holds.Select(hold => hold.Student).OfType<StudentId>().Distinct()];

    private async Task<FoundPastPeriod> Found(DateTimeOffset asOf)
    {
        var view = await Grain.PastPeriod(HeldPupils, asOf);
        var isStopped = !view.IsReady || kept.Holds.Any(hold => hold.Student is null);
        return isStopped ? FoundPastPeriod.Nothing(view, asOf) : await Reached(() => past.Find(School, view, asOf, CancellationToken.None));
    }

    private DisposalPreview Shown(FoundPastPeriod found) => new(
        found.AsOf, FingerprintOf(found), found.Counts, found.View.Pupils, HeldPupils.Length, found.View.Waiting, found.IsStopped);

    // What is disposed of must be what was shown: the same pupils, the same counts, by the same holds.
    private string FingerprintOf(FoundPastPeriod found)
    {
        var text = new StringBuilder($"{School}\n");
        foreach (var pupil in found.View.Pupils)
            text.Append(CultureInfo.InvariantCulture, $"{pupil.Student}\n");
        foreach (var count in found.Counts)
            text.Append(CultureInfo.InvariantCulture, $"{count.Line} {count.Count}\n");
        foreach (var student in HeldPupils.Order())
            text.Append(CultureInfo.InvariantCulture, $"held {student}\n");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    private static string WordsOf(DisposalCertificate certificate) =>
        string.Join(", ", certificate.Counts.Select(count => $"{count.Line} {count.Count.ToString(CultureInfo.InvariantCulture)}"));

    private async Task Keep(RetentionOverview next)
    {
        stored.State = new SealedRetention { Sealed = await seal.Seal(School, Place, next) };
        await stored.WriteStateAsync();
        kept = next;
    }

    private Task Audit(string actor, string what, string? about, string? why, StudentId? pupil, string orElse) =>
        new AuditedFirst(store).Write(new AuditRow(clock.Now, actor, what, School, about, why) { Pupil = pupil }, orElse);

    // The store's own exceptions are unknown to a client that has no store.
    private static async Task<T> Reached<T>(Func<Task<T>> asked)
    {
        try
        {
            return await asked();
        }
        catch (StorageBehindException behind)
        {
            throw new JournalBehindException(behind.Message) { RetryAfter = TimeSpan.FromSeconds(5) };
        }
    }
}
