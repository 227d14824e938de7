using Microsoft.Extensions.Options;
using RiskMonitor.Grains.Digests;

namespace RiskMonitor.Silo.Digests;

/// <summary>
/// Empties the outbox: takes a row for itself, gives it to its courier, and records what became of it. A process that dies between the two leaves
/// a row that is tried again once its time is over.
/// </summary>
public sealed class DigestPost(DigestStore store, IEnumerable<ICourier> couriers, IOptions<MailOptions> options, TimeProvider time, ILogger<DigestPost> log)
{
    private const int AtOnce = 100;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    // Longer than any conversation may take: nobody else has a row that is still being sent.
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private static readonly TimeSpan TrimEvery = TimeSpan.FromHours(1);

    private DateTimeOffset trimmedAt;
    private int sending;

    public async Task Send(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref sending, 1) == 1)
            return;
        try
        {
            await SendAll(cancellation);
            await Trim(cancellation);
        }
        finally
        {
            Volatile.Write(ref sending, 0);
        }
    }

    private async Task Trim(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (now - trimmedAt < TrimEvery)
            return;
        await store.Trim(now - Kept, cancellation);
        trimmedAt = now;
    }

    // Each page is asked for anew, without what goes where nobody answered: the rest of a full outbox does not wait behind that, and what has become
    // urgent meanwhile not behind the rest.
    private async Task SendAll(CancellationToken cancellation)
    {
        var unreachable = new HashSet<string>(StringComparer.Ordinal);
        List<DigestRow> page;
        bool hasTried;
        do
        {
            page = await store.Due(time.GetUtcNow(), unreachable, AtOnce, cancellation);
            hasTried = false;
            foreach (var row in page.Where(row => !unreachable.Contains(row.Place)))
            {
                if (await Try(row, cancellation) is not { } delivery)
                    continue;
                hasTried = true;
                if (delivery.IsUnreachable)
                    unreachable.Add(row.Place);
            }
        }
        while (hasTried && page.Count == AtOnce);
    }

    private async Task<Delivery?> Try(DigestRow row, CancellationToken cancellation)
    {
        if (!await store.Claim(row, time.GetUtcNow() + Held, cancellation))
            return null;
        var delivery = await Delivered(row, cancellation);
        Grains.Milestones.Reach(Grains.Milestones.Delivered);
        if (delivery.Trouble is not { } trouble)
        {
            await store.Sent(row.Id, time.GetUtcNow(), cancellation);
            Log.Sent(log, row.Id, row.Channel, row.Tries + 1);
            return delivery;
        }

        // Where nobody is there each round looks once, by what is most urgent; when somebody is again, that goes first, and nothing was given up meanwhile.
        DateTimeOffset? next = delivery.IsUntried ? time.GetUtcNow() + options.Value.FirstPause
            : delivery.IsFinal || row.Tries + 1 >= options.Value.MostTries ? null
            : time.GetUtcNow() + PauseAfter(row.Tries);
        await store.Failed(row.Id, next, trouble, isTry: !delivery.IsUntried, cancellation);
        Log.NotSent(log, row.Id, row.Channel, row.Tries + 1, trouble, next is null);
        return delivery;
    }

    // Whatever a courier did not foresee (a server that wants a password which is not set, a secret's file that is gone) is a try like any other:
    // it is counted, it stands on the page of what was not sent, and the others' turn comes.
    private async Task<Delivery> Delivered(DigestRow row, CancellationToken cancellation)
    {
        try
        {
            var courier = couriers.FirstOrDefault(each => each.Carries(row.Channel)) ?? throw new InvalidOperationException($"Nobody carries what goes by {row.Channel}.");
            return await courier.Deliver(row, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return new Delivery($"It broke off on our side ({failure.GetType().Name}).");
        }
    }

    private TimeSpan PauseAfter(int tries)
    {
        var pause = options.Value.FirstPause * Math.Pow(2, Math.Min(tries, 20));
        return pause < LongestPause ? pause : LongestPause;
    }
}
