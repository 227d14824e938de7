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
    private const string RollStream = "roll";
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(5);

    // What somebody asks for while a sweep is under way is done by the next one, at once.
    private async Task Sweep()
    {
        // One that did not even begin has taken up nothing of what was asked: the next poll begins it, and we do not turn in circles.
        while (await SweepOnce() && (again.Count > 0 || accepted.Count > 0 || acceptedChanges.Count > 0 || isWholeNext || IsRingDue) && !stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>False: it broke off before it began.</summary>
    private async Task<bool> SweepOnce()
    {
        progress = new SweepProgress(clock.Now);
        isWhole = isWholeNext || isRung;
        isWholeNext = false;
        HearRing();
        var hasBegun = false;
        try
        {
            await SendPending();
            var begun = state.Accepting(acceptedChanges).Begin(progress.StartedAt, again, accepted.ToHashSet(StringComparer.Ordinal)) with { RungAt = rungAt ?? state.RungAt };
            again.Clear();
            accepted.Clear();
            acceptedChanges.Clear();
            await Save(begun);
            hasBegun = true;
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
        finally
        {
            progress = null;
        }

        return hasBegun;
    }

    private async Task SweepAll()
    {
        await School.BeginBaseline(directory.FeedsOf(binding.School));
        if (await Bind() is not { } bound)
        {
            await Trouble("Waits until the roll of the MIS has been read once, or pupils have been pushed: until then nobody knows whom this source's ids stand for.");
            return;
        }

        var health = await upstream.Probe(bound, stopping.Token);
        state = state with { ProbedAt = clock.Now, IsOnline = health.Online, LastSyncAt = health.LastSyncAt };
        if (!health.Online)
            throw new UpstreamException("The source says that the school's own agent is offline: nothing new can be expected from it.");
        UpstreamException? first = null;
        foreach (var stream in upstream.Streams.Where(stream => IsDue(stream, health)))
        {
            try
            {
                await Sweep(stream, bound with { AcceptedChange = state.Of(stream).AcceptedChange }, health);
            }
            catch (UpstreamException exception) when (state.Of(stream).Watermark is not null && state.Pending is null)
            {
                // A roll that cannot be believed today must not keep back today's marks of the pupils we know. A page that our own journal did not take
                // does: the next stream's page would take its place, and what it takes back would stand for ever.
                state = state.With(stream, state.Of(stream).Failed(exception.Change));
                first ??= exception;
            }
        }

        first ??= Lost();
        if (first is not null)
            throw first;
        if (upstream.Streams.Where(stream => state.Of(stream).Blind is not null).ToList() is { Count: > 0 } blind)
            await EndBlind(blind);
        else
            await Complete();
    }

    // Read to the end, so that the watermarks have moved, and not complete: nobody is to think that there is nothing because nothing was understood.
    private async Task EndBlind(List<string> streams)
    {
        // The school is not kept waiting for a first read that will not get better; the feed is watched from here on and becomes stale. Without a roll there is no school.
        if (!state.BaselineOver && !(binding.Feed == MisFeed && streams.Contains(RollStream)))
        {
            await Report(progress?.StartedAt ?? clock.Now);
            await School.EndBaseline(binding.Feed);
            state = state with { BaselineOver = true };
        }

        await Trouble($"Every row of the last sweep was set aside: {string.Join(", ", streams.Select(stream => $"{stream} ({state.Of(stream).Blind!.Words})"))}. "
            + "They wait, and are tried again; until a row is understood nothing is known of what they say.");
    }

    // What is asked for by somebody, or never was complete, waits for no interval.
    private bool IsDue(string stream, UpstreamHealth health) =>
        isWhole
        || !binding.Intervals.TryGetValue(stream, out var interval)
        || interval.IsOver(state.Of(stream).ReadAt, clock.Now)
        || state.Of(stream).IsFullReadDue(stream, health.Streams.GetValueOrDefault(stream, Coverage.Unknown), clock.Now)
        || state.Of(stream).AcceptedChange is not null
        || state.Again.Contains(stream)
        || upstream.MustRead(stream, state.Memory);

    // A source of concerns knows pupils by the MIS's ids and by UPN: it waits until the roll has been read once or, where no MIS is read, pupils have come another way.
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
            Pause = PauseBefore(null, TaskScheduler.Current),
            Categories = SignedTable.Of(await GrainFactory.GetGrain<ICategoryGrain>(binding.School.Value).Signed()),
        };
        return binding.Feed == MisFeed ? bound : await Pupils() is { } pupils ? bound with { Pupils = pupils } : null;
    }

    private async Task<PupilDirectory?> Pupils()
    {
        var isMisRead = directory.FeedsOf(binding.School).Contains(MisFeed);
        var ids = isMisRead ? await GrainFactory.GetGrain<IFeedGrain>($"{binding.School}/{MisFeed}").Directory() : null;
        if (isMisRead && ids is null)
            return null;
        var known = ids is null ? PupilDirectory.Empty with { HasSendersIds = true } : new PupilDirectory(ids.MisIds, ids.UpnHashes) { AdmissionNumbers = ids.AdmissionNumbers };
        var roll = await Roll();
        return ids is null && roll.IsEmpty ? null : known.With(roll.ToImmutableDictionary(pupil => pupil.Student.Value, pupil => new RollMark(pupil.Born, pupil.UpnHash), StringComparer.Ordinal));
    }

    private async Task<ImmutableArray<PupilOnRoll>> Roll()
    {
        try
        {
            return await School.Roll();
        }
        catch (JournalBehindException behind)
        {
            throw new UpstreamException("Our own journal of this school is behind: whom this source's ids stand for is asked in the next sweep.", behind);
        }
    }

    // A renewed token is stored before it is used. The connector answers on any thread, and our state changes in the grain's turns alone.
    private Func<string, Task> KeepTokens(TaskScheduler turns) => tokens =>
        Task.Factory.StartNew(() => Save(state with { Tokens = tokens }), CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns).Unwrap();

    private async Task Sweep(string stream, UpstreamBinding bound, UpstreamHealth health)
    {
        var before = state.Of(stream);
        var granted = health.Streams.GetValueOrDefault(stream, Coverage.Unknown);
        var from = before.IsFullReadDue(stream, granted, clock.Now) ? null : before.ReadOnFrom(health.ServerNow, clock.Now) - binding.Lookback;
        // A full read meets every row anyway.
        var rows = from is not null && state.Again.Contains(stream) ? before.RowsAgain : null;
        var reading = new StreamReading(before, from, rows is not null);
        var started = progress?.StartedAt ?? clock.Now;
        var request = new SweepRequest(stream, from, health.ServerNow, state.Memory) { Again = rows, Now = started };
        // What a stream has when it is read for the first time was so before: of a school under its first import, and of a feed that joins later.
        var pages = new PagesWaiting(time, stream, isPrior: before.Watermark is null);
        try
        {
            await foreach (var page in upstream.Sweep(bound with { Pause = PauseBefore(pages, TaskScheduler.Current) }, request, stopping.Token))
            {
                var records = page.Records.Where(reading.IsNews).ToList();
                var number = reading.Next(page, clock.Now);
                pages.Add($"{binding.Feed}/{state.Run}/{stream}/{number}", Plausible(stream, records, reading), page.Memory);
                progress = progress?.With(stream, reading);
                foreach (var row in page.Quarantined)
                    Log.Quarantined(log, binding.School, binding.Feed, stream, row.Reason);
                if (pages.AreDue)
                    await HandOver(pages);
            }
        }
        catch (UpstreamException)
        {
            // What was read before the source failed is not kept from the school until it works again.
            await HandOver(pages);
            throw;
        }

        await HandOver(pages);
        progress = progress?.Counted(reading);
        state = state.With(stream, reading.After((health.ServerNow < started ? health.ServerNow : started) - binding.Settle, granted, clock.Now)) with { Again = state.Again.Remove(stream) };
    }

    // What we could read once and may no more is not empty, and a feed without it is not complete.
    private UpstreamException? Lost()
    {
        var lost = upstream.Streams.Where(stream => state.Of(stream).IsLost).ToLookup(stream => state.Of(stream).Coverage is Coverage.NotSupplied);
        string[] words =
        [
            lost[false].Any() ? $"{string.Join(", ", lost[false])}: the permission to read this has been taken away." : "",
            lost[true].Any() ? $"{string.Join(", ", lost[true])}: was supplied, and the source says now that it is not." : "",
        ];
        return lost.Count == 0 ? null : new UpstreamException($"{string.Join(' ', words).Trim()} What changed since is not known; it is not nothing.");
    }

    // The same question that a sender's line is asked: an impossible value is set aside with its reason, whoever made it.
    private List<Observation> Plausible(string stream, List<UpstreamRecord> records, StreamReading reading)
    {
        var receivedAt = clock.Now;
        var all = new List<Observation>();
        foreach (var record in records)
        {
            var plausible = new List<Observation>();
            string? impossible = null;
            foreach (var observation in record.Observations.Select(each => Over(each, receivedAt)))
            {
                if (ObservationCheck.Of(observation with { ReceivedAt = receivedAt }) is { } trouble)
                {
                    impossible = $"{observation.Type}: {trouble.Field} {trouble.Reason}";
                    Log.Quarantined(log, binding.School, binding.Feed, stream, impossible);
                }
                else
                {
                    plausible.Add(observation);
                }
            }

            reading.Judged(record, plausible, impossible, receivedAt);
            all.AddRange(plausible);
        }

        return all;
    }

    // What the source no longer has is gone, whatever its clock says of when: set aside, it would stand for ever.
    private static Observation Over(Observation observation, DateTimeOffset now) => observation is Withdrawn gone && (gone.At > now || gone.RecordedAt > now)
        ? gone with { At = gone.At > now ? now : gone.At, RecordedAt = gone.RecordedAt > now ? now : gone.RecordedAt }
        : observation;

    private async Task Complete()
    {
        var now = clock.Now;
        if (state.LastReportedAt is null || (now - state.LastReportedAt.Value).Duration() >= ReportEvery || !state.BaselineOver || state.Trouble is not null)
        {
            await Report(now);
            state = state with { LastReportedAt = now };
        }

        if (!state.BaselineOver)
            await School.EndBaseline(binding.Feed);
        await Save(Ended(null) with { LastCompleteAt = now, Trouble = null, BaselineOver = true });
    }

    private Task Report(DateTimeOffset at) => Send(new IngestBatch($"{binding.Feed}/{state.Run}/report", binding.Feed,
        [new FeedReport { School = binding.School, Feed = binding.Feed, LastCompleteAt = at }]));

    private async Task Trouble(string reason)
    {
        // Said once, not at every poll: the operators' page shows it for as long as it lasts.
        if (state.Trouble != reason)
            Log.SweepIncomplete(log, binding.School, binding.Feed, reason);
        await Save(Ended(reason) with { Trouble = reason });
    }

    private FeedState Ended(string? trouble) => progress is { } swept ? state.End(swept.Record(clock.Now, trouble)) : state;
}
