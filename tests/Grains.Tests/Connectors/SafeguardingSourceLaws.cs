using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.SafeguardingSource;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>
/// Our own contract for concerns, as <see cref="ConvergenceLaws"/> does it for the roll's sources: whatever happens to incidents, to their actions and to the
/// roll, in whatever order it is read, interrupted and repeated, after two quiet sweeps we hold what the source holds.
/// </summary>
public sealed class SafeguardingSourceLaws : IAsyncLifetime
{
    private const int Pupils = 4;

    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("CONVERGENCE_RUNS") ?? "25", CultureInfo.InvariantCulture);
    private static readonly string[] Categories = ["neglect", "weapon", "bullying"];
    private static readonly string[] Kinds = ["triage", "contact", "referral", "review"];

    private readonly FakeTimeProvider clock = new(SmallTrust.Morning);
    private UpstreamWorld world = null!;
    private SafeguardingSourceServer source = null!;
    private int schools;

    /// <summary>What can happen, each to one of four incidents: few, so that things collide.</summary>
    public enum Step
    {
        Record,
        MoveToAnotherPupil,
        Act,
        TakeBackAction,
        Remove,
        Touch,

        /// <summary>The roll learns of a pupil who was not on it.</summary>
        Enrol,
        Sweep,
        SweepMeanwhile,
        Crash,
        Double,
    }

    private static Gen<(Step Kind, int Which, int Value)[]> Steps { get; } =
        Gen.Select(Gen.Int[0, (int)Step.Double].Select(kind => (Step)kind), Gen.Int[0, Pupils - 1], Gen.Int[0, 7]).Array[0, 16];

    public async ValueTask InitializeAsync()
    {
        world = new UpstreamWorld(clock);
        source = await SafeguardingSourceServer.StartAsync(world, "another-token");
    }

    public async ValueTask DisposeAsync() => await source.DisposeAsync();

    [Fact]
    public async Task What_is_held_of_Safeguarding_Source_is_what_it_holds()
    {
        using var feed = new CrashingFeed("safeguarding-source");
        await Steps.SampleAsync(steps => Converges(feed, steps), iter: Runs, threads: 1, print: Print);
    }

    private async Task Converges(CrashingFeed feed, (Step Kind, int Which, int Value)[] steps)
    {
        var school = world.AddSchool(Contract.ContractRig.SchoolOf(++schools));
        school.Categories = [.. Categories.Select((name, index) => new ConcernCategory($"c_{index}", name, null, false, clock.GetUtcNow()))];
        var editor = world.Edit(school);
        for (var pupil = 1; pupil <= Pupils; pupil++)
            editor.Enrol(SmallTrust.Pupil(pupil));
        // The last pupil is not on the roll at first: incidents about them wait.
        var (known, binding) = (Pupils - 1, Binding(school));
        source.Faults.Clear();
        feed.Forget();
        foreach (var (kind, which, value) in steps)
        {
            clock.Advance(TimeSpan.FromSeconds(37 + (value * 300)));
            known = kind == Step.Enrol ? Pupils : known;
            if (kind == Step.Double)
                source.Faults.Next(_ => true, value % 2 == 0 ? new Fault.DoubleRow() : new Fault.RepeatEarlierPage());
            if (kind is Step.Sweep or Step.Double)
                await feed.Sweep(With(binding, known));
            else if (kind == Step.SweepMeanwhile)
                await feed.Sweep(With(binding, known), afterPage: page => Happen(school, editor, ((Step)(page % (int)Step.Enrol), (which + page) % Pupils, value + page)));
            else if (kind == Step.Crash)
                await feed.Sweep(With(binding, known), pages: 1 + value);
            else
                Happen(school, editor, (kind, which, value));
        }

        source.Faults.Clear();
        for (var quiet = 0; quiet < 2; quiet++)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            Assert.Null(await feed.Sweep(With(binding, Pupils)));
        }

        var (truth, held) = (Truth(school), new SortedSet<string>(feed.Standing.Values.Select(Text), StringComparer.Ordinal));
        Assert.True(truth.SetEquals(held), $"Missing: {string.Join(", ", truth.Except(held))}. Too much: {string.Join(", ", held.Except(truth))}.");
    }

    private void Happen(UpstreamSchool school, SchoolEditor editor, (Step Kind, int Which, int Value) step)
    {
        var (kind, which, value) = step;
        var id = $"i_{which}";
        var now = clock.GetUtcNow();
        var isHere = school.Incidents.Find(id) is { } record && school.Incidents.At(record, now) is { IsGone: false };
        switch (kind)
        {
            case Step.Record:
                editor.Put(Incident(id, value % Pupils, value));
                break;
            case Step.MoveToAnotherPupil when isHere:
                editor.AmendIncident(id, row => row with { Student = value % Pupils });
                break;
            case Step.Act when isHere:
                editor.AmendIncident(id, row => row.Actions.Any(action => action.Id == $"a_{value}") ? row : row with { Actions = row.Actions.Add(Action(value)) });
                break;
            case Step.TakeBackAction when isHere:
                editor.AmendIncident(id, row => row with { Actions = [.. row.Actions.Select(action => action with { DeletedAt = now })] });
                break;
            case Step.Remove when isHere:
                editor.RemoveIncident(id);
                break;
            case Step.Touch when isHere:
                editor.AmendIncident(id, row => row);
                break;
            default:
                break;
        }
    }

    private SortedSet<string> Truth(UpstreamSchool school)
    {
        var facts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var incident in school.Incidents.Read(new LedgerQuery(clock.GetUtcNow()), 0, int.MaxValue).Where(row => !row.IsGone).Select(row => row.Row))
        {
            facts.Add($"concern {incident.Id} upi{incident.Student + 1:00000} {Categories[int.Parse(incident.Categories[0][2..], CultureInfo.InvariantCulture)]}");
            facts.UnionWith(incident.Actions.Where(action => action.DeletedAt is null).Select(action => $"action {incident.Id}.{action.Id} of {incident.Id}"));
        }

        return facts;
    }

    private static string Text(Observation fact) => fact switch
    {
        Concern concern => $"concern {concern.Id} {concern.Student} {concern.Categories.Single()}",
        ConcernAction action => $"action {action.Id} of {action.Concern}",
        _ => fact.Type,
    };

    private IncidentRow Incident(string id, int pupil, int value) => new()
    {
        Id = id,
        Student = pupil,
        OccurredAt = SmallTrust.Morning,
        RecordedAt = clock.GetUtcNow(),
        Categories = [$"c_{value % Categories.Length}"],
        RecordedBy = new StaffMember("u_5", "Teacher"),
    };

    private ActionRow Action(int value) => new() { Id = $"a_{value}", Kind = Kinds[value % Kinds.Length], RecordedAt = clock.GetUtcNow(), By = new StaffMember("u_5", "Teacher") };

    private UpstreamBinding Binding(UpstreamSchool school) => new()
    {
        School = school.Identity.School,
        Address = source.BaseAddress,
        Token = "another-token",
        UpstreamSchool = school.Identity.SafeguardingId,
    };

    private static UpstreamBinding With(UpstreamBinding binding, int known) => binding with
    {
        Pupils = new PupilDirectory(
            Enumerable.Range(1, known).ToImmutableDictionary(number => number.ToString(CultureInfo.InvariantCulture), number => $"upi{number:00000}"),
            ImmutableDictionary<string, string>.Empty),
    };

    private static string Print((Step Kind, int Which, int Value)[] steps) =>
        string.Join(", ", steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Kind} {step.Which} {step.Value}")));
}
