using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>
/// What crosses schools. A school with peers, and a trust's own board, asks the others about once a minute and takes what is new into its own
/// journal, so that a reading of its journal knows the same.
/// </content>
public sealed partial class SchoolGrain
{
    private const int PeersAsked = 100;
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LentLately lentLately = new();
    private Task asking = Task.CompletedTask;
    private DateTimeOffset askedAt;

    public async Task<SchoolFigures?> Figures(SchoolId recipient)
    {
        if (school.IsTrust || memory.UnderBaseline || !await MayHave(recipient))
            return null;
        var childKey = recipient.IsTrust ? await seal.ChildKey(recipient) : default;
        return lentLately.Of(new SchoolView(memory.Register, memory.Statistics, board), student => memory.Pupils.GetValueOrDefault(student)?.Chronology, memory.Editions.BookAt(clock.Now), clock.Now, recipient, childKey) with { School = recipient };
    }

    public Task<ImmutableArray<PupilPlace>> PlacesOf(SchoolId of, StudentId student)
    {
        if (!memory.Register.Figures.TryGetValue(of, out var lent) || lent.Children.FirstOrDefault(child => child.Student == student) is not { } known)
            return Task.FromResult<ImmutableArray<PupilPlace>>([]);
        return Task.FromResult<ImmutableArray<PupilPlace>>([.. memory.Register.Figures.Where(each => each.Key != of).OrderBy(each => each.Key)
            .SelectMany(each => each.Value.Children.Where(child => child.Key == known.Key).Select(child => new PupilPlace(each.Key, child.Student)))]);
    }

    // Whoever sends for a school can name any other as its peer: the other one must agree, by naming it too or by being of one trust with it.
    private async Task<bool> MayHave(SchoolId recipient)
    {
        if (recipient.Trust is { } asks)
            return (await SchoolsOf(asks)).Contains(school);
        if (Peers.Contains(recipient))
            return true;
        return memory.Register.Record?.Trust is { } own && await SchoolsOf(own) is var schools && schools.Contains(school) && schools.Contains(recipient);
    }

    private ImmutableArray<SchoolId> Peers => memory.Register.Record?.Peers is { IsDefaultOrEmpty: false } named ? named : options.PeersOf(school);

    private Task<ImmutableArray<SchoolId>> SchoolsOf(TrustId trust) => GrainFactory.GetGrain<ITrustGrain>(trust.Value).Schools();

    // Nobody waits for it: a peer that is slow must not hold up what this school is sent.
    private void AskOthers(DateTimeOffset now)
    {
        if (!asking.IsCompleted || (now - askedAt).Duration() < AskEvery)
            return;
        askedAt = now;
        asking = Ask();
    }

    private async Task Ask()
    {
        try
        {
            var own = school.Trust is { } trust ? await SchoolsOf(trust) : Peers;
            var asked = own.Where(other => other != school && !other.IsTrust).Distinct().Take(PeersAsked).ToList();
            if (asked.Count == 0)
                return;
            var answers = await Task.WhenAll(asked.Select(Ask));
            ImmutableArray<Observation> news = [.. PeersByConfiguration(), .. answers.OfType<SchoolFigures>().Where(memory.Register.IsNews), .. Departed(own)];
            if (!news.IsEmpty && !memory.UnderBaseline)
                await Accept(EntryKind.Observations, $"figures/{clock.Now.UtcTicks}", news);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The school leaves; who comes after asks again.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Nothing is lost: the next tick asks again, and what was known before stays.
            Log.NotLent(log, school, school, exception);
        }
    }

    private async Task<SchoolFigures?> Ask(SchoolId other)
    {
        try
        {
            return await GrainFactory.GetGrain<ISchoolGrain>(other.Value).Figures(school).WaitAsync(Patience, stop);
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException or JournalBehindException)
        {
            // The others' answers count; this one is asked again with the next tick.
            Log.NotLent(log, school, other, exception);
            return null;
        }
    }

    // No MIS knows peers: those of the configuration are journalled as the school's own, so that its journal knows them.
    private IEnumerable<Observation> PeersByConfiguration() =>
        school.IsTrust || memory.Register.Record is { Peers.IsDefaultOrEmpty: false } || options.PeersOf(school) is not { IsEmpty: false } peers
            ? []
            : [new SchoolRecord { School = school, Name = memory.Register.Record?.Name ?? school.Value, Trust = memory.Register.Record?.Trust, Phase = memory.Register.Record?.Phase, Peers = peers }];

    // Only a trust forgets: what a former peer lent is simply not compared with.
    private IEnumerable<Observation> Departed(ImmutableArray<SchoolId> own) =>
        !school.IsTrust ? [] : memory.Register.Figures.Keys.Where(lent => !own.Contains(lent)).Select(lent => LentFigures.Gone(lent, school, clock.Now));
}
