using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors.Contract;

/// <summary>
/// One connector with its stand-in behind running feeds, for many schools: each test takes one that nobody has used, on a school day of its own.
/// What the connector brings is seen through one fact for each pupil, which a test can change, remove and find in the school's journal.
/// </summary>
public abstract class ContractRig : IAsyncLifetime
{
    private const int Schools = 40;
    private int taken;

    public FakeTimeProvider Clock { get; } = new(SmallTrust.Morning);

    public UpstreamWorld World { get; private set; } = null!;

    /// <summary>The source's bad days.</summary>
    public abstract StandInFaults Faults { get; }

    /// <summary>The stream that brings the fact, and the resource it is read from.</summary>
    public abstract string Stream { get; }

    public abstract string Resource { get; }

    /// <summary>A page of the resource holds fewer rows than this.</summary>
    public abstract int MoreThanAPage { get; }

    internal TestStore Store { get; private set; } = null!;

    internal SchoolHost Silo { get; private set; } = null!;

    /// <summary>mis or concerns.</summary>
    protected abstract string Feed { get; }

    /// <summary>An invented school, by its number.</summary>
    internal static SchoolIdentity SchoolOf(int number) => new()
    {
        School = new SchoolId($"school{number}"),
        WondeId = $"A19{number:0000}",
        SafeguardingId = $"s_{number}",
        Urn = 10_000 + number,
        Name = $"School {number}",
        Phase = "SECONDARY",
    };

    public async ValueTask InitializeAsync()
    {
        Store = await TestStore.Open(Engine.Sqlite);
        World = new UpstreamWorld(Clock);
        for (var number = 1; number <= Schools; number++) World.AddSchool(SchoolOf(number));

        await StartSource();
        Silo = await SchoolHost.Start(Store, Clock.GetUtcNow(), feeds: World.Schools.SelectMany(Bindings), follow: Clock, patience: upstream =>
        {
            upstream.AttemptTimeout = TimeSpan.FromSeconds(1);
            upstream.RowsPerPage = 100;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await StopSource();
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The next unused school at nine o'clock of the next school day, with pupils and nothing else, its roll read where the source needs one.</summary>
    internal async Task<ContractSchool> Take(int pupils)
    {
        Faults.Clear();
        (Faults.ClockSkew, Faults.VisibilityDelay, Faults.Order) = (TimeSpan.Zero, TimeSpan.Zero, RowOrder.Shuffled);
        var morning = Clock.GetUtcNow().Date.AddDays(1).AddHours(9);
        while (morning.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            morning = morning.AddDays(1);
        Clock.SetUtcNow(new DateTimeOffset(morning, TimeSpan.Zero));
        var school = new ContractSchool(this, World.Schools[taken++], Feed);
        for (var number = 1; number <= pupils; number++)
            school.Editor.Enrol(SmallTrust.Pupil(number));
        await Prepare(school);
        return school;
    }

    /// <summary>Takes away the right to read the fact, and gives it back.</summary>
    public abstract void Permit(bool isPermitted);

    /// <summary>The pupil's fact is now this; there are three.</summary>
    internal abstract void Put(ContractSchool school, int pupil, int value);

    /// <summary>Takes away the fact, in the way the source lets one know of.</summary>
    internal abstract void Remove(ContractSchool school, int pupil);

    /// <summary>Brings back what was taken away.</summary>
    internal abstract void Restore(ContractSchool school, int pupil);

    /// <summary>The pupils whose fact stands, by number, with its value.</summary>
    internal abstract Dictionary<int, int> Facts(IReadOnlyCollection<Observation> standing);

    /// <summary>Whether this tells a fact, whichever.</summary>
    internal abstract bool IsFact(Observation observation);

    protected abstract Task StartSource();

    protected abstract Task StopSource();

    protected abstract IEnumerable<FeedBinding> Bindings(UpstreamSchool school);

    private protected virtual Task Prepare(ContractSchool school) => Task.CompletedTask;

    protected static string Upi(int pupil) => string.Create(CultureInfo.InvariantCulture, $"upi{pupil:00000}");
}

/// <summary>One school of the rig, and what its journal says.</summary>
internal sealed class ContractSchool(ContractRig rig, UpstreamSchool school, string feed)
{
    public UpstreamSchool Upstream { get; } = school;

    public SchoolEditor Editor { get; } = rig.World.Edit(school);

    /// <summary>The day on which the test began.</summary>
    public DateOnly Today { get; } = DateOnly.FromDateTime(rig.Clock.GetUtcNow().Date);

    public SchoolId Id => Upstream.Identity.School;

    public IFeedGrain Feed => rig.Silo.Feed(feed, Id.Value);

    /// <summary>Some minutes pass, the feed is polled, and the school has taken in what came.</summary>
    public async Task<FeedStatus> Poll(double minutes = 10, IFeedGrain? other = null)
    {
        rig.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await (other ?? Feed).Poll();
        await SchoolHost.Until(async () => (await (other ?? Feed).Status()).UnderWay is null);
        await rig.Silo.Quiet(Id.Value);
        return await (other ?? Feed).Status();
    }

    public StreamStatus Of(FeedStatus status) => status.Streams.Single(stream => stream.Stream == rig.Stream);

    public async Task<List<Observation>> Journal()
    {
        var observations = new List<Observation>();
        foreach (var entry in await rig.Store.Store.All(Id))
        {
            if (entry.Kind.IsObservations())
                observations.AddRange(ObservationBatchText.Read(entry.Body));
        }

        return observations;
    }

    /// <summary>The pupils whose fact stands, with its value.</summary>
    public async Task<Dictionary<int, int>> Facts()
    {
        var standing = new Dictionary<(string, string), Observation>();
        foreach (var observation in await Journal())
        {
            if (observation is Withdrawn withdrawn)
                standing.Remove((withdrawn.Of, withdrawn.OfKey));
            else
                standing[(observation.Type, observation.Key)] = observation;
        }

        return rig.Facts(standing.Values);
    }

    /// <summary>How often a fact has been told.</summary>
    public async Task<int> Told() => (await Journal()).Count(rig.IsFact);

    public void Put(int pupil, int value) => rig.Put(this, pupil, value);

    public void Remove(int pupil) => rig.Remove(this, pupil);

    public void Restore(int pupil) => rig.Restore(this, pupil);
}
