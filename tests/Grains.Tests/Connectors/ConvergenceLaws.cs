using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Connectors;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Assembly;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.Wonde;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>
/// Whatever happens at the school, in whatever order it is read, interrupted and repeated: after two quiet sweeps and one reconciliation
/// what we hold is what the source holds. Over HTTP, with shrinking.
/// </summary>
public sealed class ConvergenceLaws : IAsyncLifetime
{
    private const int Pupils = 4;

    // A run is a story over HTTP; CONVERGENCE_RUNS=1000 looks longer.
    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("CONVERGENCE_RUNS") ?? "25", CultureInfo.InvariantCulture);

    private static readonly string[] Codes = ["/", "N", "I", "L"];
    private static readonly string[] Groups = ["10A", "10B"];

    private readonly FakeTimeProvider clock = new(SmallTrust.Morning);
    private UpstreamWorld world = null!;
    private WondeServer wonde = null!;
    private AssemblyServer assembly = null!;
    private int schools;
    private DateOnly day;

    /// <summary>What can happen, each to one of four pupils or rows: few, so that things collide.</summary>
    public enum Step
    {
        Mark,
        MoveGroup,
        Remove,
        RemoveWithoutTrace,
        RestoreSameId,
        RestoreOtherId,
        Leave,
        Behave,
        LeaveIncident,
        RemoveIncident,
        Exclude,
        Reinstate,
        RemoveExclusion,
        RemoveMark,
        Pass,
        Sweep,
        SweepMeanwhile,
        Crash,
        Double,
    }

    private static Gen<(Step Kind, int Which, int Value)[]> Steps { get; } =
        Gen.Select(Gen.Int[0, (int)Step.Double].Select(kind => (Step)kind), Gen.Int[0, Pupils - 1], Gen.Int[0, 7]).Array[0, 14];

    public async ValueTask InitializeAsync()
    {
        world = new UpstreamWorld(clock);
        wonde = await WondeServer.StartAsync(world, "a-token");
        assembly = await AssemblyServer.StartAsync(world);
    }

    public async ValueTask DisposeAsync()
    {
        await wonde.DisposeAsync();
        await assembly.DisposeAsync();
    }

    [Fact]
    public async Task What_is_held_of_Wonde_is_what_Wonde_holds()
    {
        using var feed = new CrashingFeed("wonde");
        await Steps.SampleAsync(
            steps => Converges(feed, wonde.Faults, Wonde(NewSchool()), steps, row => row.Upi, isWonde: true),
            iter: Runs, threads: 1, print: Print);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_held_of_Assembly_is_what_Assembly_holds(bool envelopes)
    {
        assembly.SpeaksEnvelopes = envelopes;
        using var feed = new CrashingFeed("assembly");
        await Steps.SampleAsync(
            steps =>
            {
                var school = NewSchool();
                return Converges(feed, assembly.Faults, Assembly(school), steps, row => AssemblyId(school, row), isWonde: false);
            },
            iter: Runs, threads: 1, print: Print);
    }

    private async Task Converges(
        CrashingFeed feed, StandInFaults faults, UpstreamBinding binding, (Step Kind, int Which, int Value)[] steps, Func<StudentRow, string> idOf, bool isWonde)
    {
        var school = world.Schools[^1];
        var editor = world.Edit(school);
        day = SchoolTime.DateOf(clock.GetUtcNow());
        faults.Clear();
        feed.Forget();
        Populate(editor);
        foreach (var (kind, which, value) in steps)
        {
            clock.Advance(TimeSpan.FromSeconds(37 + (value * 300)));
            if (kind == Step.Double)
                faults.Next(_ => true, value % 2 == 0 ? new Fault.DoubleRow() : new Fault.RepeatEarlierPage());
            if (kind is Step.Sweep or Step.Double)
                await feed.Sweep(binding);
            else if (kind == Step.SweepMeanwhile)
                await feed.Sweep(binding, afterPage: page => Happen(school, editor, ((Step)(page % (int)Step.Pass), (which + page) % Pupils, value + page), isWonde));
            else if (kind == Step.Crash)
                await feed.Sweep(binding, pages: 1 + (value * 2) + which);
            else
                Happen(school, editor, (kind, which, value), isWonde);
        }

        faults.Clear();
        for (var quiet = 0; quiet < 2; quiet++)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            Assert.Null(await feed.Sweep(binding));
        }

        // A reconciliation is two complete reads that agree, hours apart; a pupil's marks are doubted only when the pupil is not.
        for (var read = 0; read < 4; read++)
        {
            clock.Advance(TimeSpan.FromHours(21));
            Assert.Null(await feed.Sweep(binding));
        }

        var (truth, held) = (Truth(school, idOf, isWonde, clock.GetUtcNow()), Held(feed, Gone(school, idOf), isWonde));
        Assert.True(truth.SetEquals(held), $"Missing: {string.Join(", ", truth.Except(held))}. Too much: {string.Join(", ", held.Except(truth))}.");
    }

    private void Populate(SchoolEditor editor)
    {
        for (var pupil = 0; pupil < Pupils; pupil++)
        {
            editor.Enrol(SmallTrust.Pupil(pupil + 1));
            editor.Mark(Upi(pupil), new SchoolSession(day, Session.AM), "/");
            editor.Mark(Upi(pupil), new SchoolSession(day, Session.PM), "/");
            editor.Put(Incident(pupil, Enumerable.Range(0, Pupils)));
            editor.Put(Exclusion(pupil));
        }
    }

    // The first of everything stays, or all would go at once, and that is rightly not believed.
    private void Happen(UpstreamSchool school, SchoolEditor editor, (Step Kind, int Which, int Value) step, bool isWonde)
    {
        var (kind, which, value) = step;
        var upi = Upi(which);
        var (mayGo, isHere) = (which > 0, IsOnRoll(school, upi));
        switch (kind)
        {
            case Step.Mark when isHere:
                editor.Mark(upi, new SchoolSession(day, value % 2 == 0 ? Session.AM : Session.PM), Codes[value % Codes.Length]);
                break;
            case Step.MoveGroup when isHere:
                editor.Amend(upi, row => row with { Registration = Groups[value % Groups.Length] });
                break;
            case Step.Remove or Step.RemoveWithoutTrace when mayGo && isHere:
                editor.Remove(upi, kind == Step.Remove);
                break;
            case Step.RestoreSameId or Step.RestoreOtherId when !isHere:
                editor.Restore(upi, kind == Step.RestoreOtherId ? $"A18{which}{value}" : null);
                break;
            case Step.Leave when mayGo && isHere:
                editor.Leave(upi, day);
                break;
            case Step.RemoveMark when mayGo && HasMark(school, upi):
                editor.RemoveMark(upi, new SchoolSession(day, Session.AM));
                break;
            default:
                HappenToRows(editor, step, mayGo);
                break;
        }
    }

    private void HappenToRows(SchoolEditor editor, (Step Kind, int Which, int Value) step, bool mayGo)
    {
        var (kind, which, value) = step;
        switch (kind)
        {
            case Step.Behave:
                editor.Put(Incident(which, Enumerable.Range(0, Pupils).Where(pupil => pupil == 0 || (value >> pupil & 1) == 1)));
                break;
            case Step.LeaveIncident:
                editor.Put(Incident(which, [0]));
                break;
            case Step.RemoveIncident when mayGo:
                editor.RemoveBehaviour($"A90{which}");
                break;
            case Step.Exclude:
                editor.Put(Exclusion(which) with { Sessions = 1 + value });
                break;
            case Step.Reinstate:
                editor.Put(Exclusion(which) with { ReinstatedOn = day });
                break;
            case Step.RemoveExclusion when mayGo:
                editor.RemoveExclusion($"A31{which}");
                break;
            default:
                break;
        }
    }

    private static SortedSet<string> Truth(UpstreamSchool school, Func<StudentRow, string> idOf, bool isWonde, DateTimeOffset now)
    {
        var facts = new SortedSet<string>(StringComparer.Ordinal);
        var students = Enumerable.Range(0, Pupils).Select(record => school.Students.At(record, now)!.Value).ToList();
        foreach (var student in students.Where(student => !student.IsGone))
            facts.Add($"pupil {idOf(student.Row)} {(student.Row.Left is null ? student.Row.Registration : $"left {student.Row.Left:yyyy-MM-dd}")}");
        foreach (var mark in school.Marks.Read(new LedgerQuery(now), 0, int.MaxValue).Where(mark => IsCompared(students[mark.Row.Student], isWonde)))
            facts.Add($"mark {idOf(students[mark.Row.Student].Row)} {mark.Row.Session} {school.Codes.TextOf(mark.Row.Code)}");
        foreach (var exclusion in school.Exclusions.Read(new LedgerQuery(now), 0, int.MaxValue).Where(exclusion => !students[exclusion.Row.Student].IsGone))
            facts.Add($"exclusion of {idOf(students[exclusion.Row.Student].Row)} {exclusion.Row.Sessions} {exclusion.Row.ReinstatedOn is not null}");
        if (!isWonde)
            return facts;
        foreach (var incident in school.Behaviours.Read(new LedgerQuery(now), 0, int.MaxValue))
            facts.UnionWith(incident.Row.Pupils.Where(pupil => !students[pupil.Student].IsGone).Select(pupil => $"incident {incident.Row.Id} {idOf(students[pupil.Student].Row)}"));
        return facts;
    }

    private HashSet<string> Gone(UpstreamSchool school, Func<StudentRow, string> idOf) =>
        [.. Enumerable.Range(0, Pupils).Select(record => school.Students.At(record, clock.GetUtcNow())!.Value).Where(student => student.IsGone).Select(student => idOf(student.Row))];

    private static SortedSet<string> Held(CrashingFeed feed, HashSet<string> gone, bool isWonde)
    {
        // Who left and is then no longer listed as a leaver stays one: old leavers go from such lists.
        var pupils = feed.Standing.Values.OfType<Pupil>().Where(pupil => pupil.Left is null || !gone.Contains(pupil.Student.Value)).ToDictionary(pupil => pupil.Student);
        // What is said of somebody who is on no list any more, or was on none yet, is said of nobody.
        var said = feed.Standing.Values.OfType<PupilObservation>().Where(fact => pupils.TryGetValue(fact.Student, out var pupil) && (isWonde || fact is not Mark || pupil.Left is null));
        return new SortedSet<string>(said.Select(Text), StringComparer.Ordinal);
    }

    private static string Text(PupilObservation fact) => fact switch
    {
        Pupil pupil => $"pupil {pupil.Student} {(pupil.Left is null ? pupil.Registration : $"left {pupil.Left:yyyy-MM-dd}")}",
        Mark mark => $"mark {mark.Student} {mark.At.Session} {mark.Code}",
        Suspension exclusion => $"exclusion of {exclusion.Student} {exclusion.Sessions} {exclusion.ReinstatedAt is not null}",
        Behaviour behaviour => $"incident {behaviour.Id} {behaviour.Student}",
        _ => fact.Type,
    };

    // A mark that is taken from a leaver's register at Assembly is not noticed: the leaver's marks may be off its list altogether.
    private static bool IsCompared(RowVersion<StudentRow> student, bool isWonde) => !student.IsGone && (isWonde || student.Row.Left is null);

    private UpstreamSchool NewSchool()
    {
        var number = ++schools;
        return world.AddSchool(Contract.ContractRig.SchoolOf(number));
    }

    private UpstreamBinding Wonde(UpstreamSchool school) => new()
    {
        School = school.Identity.School,
        Address = wonde.BaseAddress,
        Token = "a-token",
        UpstreamSchool = school.Identity.WondeId,
    };

    private UpstreamBinding Assembly(UpstreamSchool school) => new()
    {
        School = school.Identity.School,
        Address = assembly.BaseAddress,
        Token = assembly.Connect(school).AccessToken,
        UpstreamSchool = school.Identity.Urn.ToString(CultureInfo.InvariantCulture),
    };

    private static string AssemblyId(UpstreamSchool school, StudentRow row) => AssemblyServer.IdOf(school, school.Students.Find(row.Upi)!.Value);

    private static bool IsOnRoll(UpstreamSchool school, string upi) =>
        school.Students.At(school.Students.Find(upi)!.Value, DateTimeOffset.MaxValue) is { IsGone: false, Row.Left: null };

    private bool HasMark(UpstreamSchool school, string upi) =>
        school.Students.Find(upi) is { } student && school.Marks.Find(new MarkKey(student, day.DayNumber, Session.AM)) is { } mark
        && school.Marks.At(mark, clock.GetUtcNow()) is { IsGone: false };

    private static string Upi(int pupil) => $"upi{pupil + 1:00000}";

    private BehaviourRow Incident(int which, IEnumerable<int> pupils) => new()
    {
        Id = $"A90{which}",
        Kind = "BULL",
        On = day,
        RecordedOn = day,
        Pupils = [.. pupils.Select(pupil => new BehaviourPupil(pupil, "AG", null, 2))],
    };

    private ExclusionRow Exclusion(int which) => new()
    {
        Id = $"A31{which}",
        Student = which,
        Reason = "Persistent disruptive behaviour",
        ReasonCode = "DB",
        Sessions = 4,
        From = day,
        To = day.AddDays(3),
        AcademicYear = "2026/2027",
        Term = "Autumn",
    };

    private static string Print((Step Kind, int Which, int Value)[] steps) =>
        string.Join(", ", steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Kind} {step.Which} {step.Value}")));
}
