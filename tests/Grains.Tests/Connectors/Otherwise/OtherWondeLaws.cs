using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Connectors;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors.Otherwise;

/// <summary>Pointed at another server of the same published shapes, the product comes to hold what that server holds.</summary>
public sealed class OtherWondeLaws
{
    private const int Pupils = 4;

    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("CONVERGENCE_RUNS") ?? "25", CultureInfo.InvariantCulture);
    private static readonly string[] Upns = ["N823432113104", "A999400126001", "B999400126002", "C999400126003"];
    private static readonly string[] Codes = ["/", "N", "I", "L"];

    /// <summary>What happens there; whatever leaves its row's stamp alone says so.</summary>
    public enum Step
    {
        Mark,
        RemoveMark,
        MoveGroup,
        PlanBeginsWithoutAStamp,
        PlanEndsWithoutAStamp,
        LeaveWithoutAStamp,
        LeaveWithATombstone,
        Remove,
        ComeBackUnderAnotherId,
        Behave,
        LoseAPupilWithoutAStamp,
        Exclude,
        Reinstate,
        RemoveExclusion,
        Pass,
        Sweep,
    }

    private static Gen<(Step Kind, int Which, int Value)[]> Steps { get; } =
        Gen.Select(Gen.Int[0, (int)Step.Sweep].Select(kind => (Step)kind), Gen.Int[0, Pupils - 1], Gen.Int[0, 7]).Array[0, 14];

    [Fact]
    public async Task What_is_held_is_what_the_other_server_holds() => await Steps.SampleAsync(
        steps => Converges(steps), iter: Runs, threads: 1, print: steps => string.Join(", ", steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Kind} {step.Which} {step.Value}"))));

    [Fact]
    public async Task A_whole_school_is_read_in_the_servers_own_pages()
    {
        var clock = new FakeTimeProvider(SmallTrust.Morning);
        await using var server = new OtherWonde(clock);
        await server.Start();
        for (var number = 0; number < 130; number++)
            server.Pupils[$"upi{number}"] = new OtherPupil($"upi{number}", $"A{number}", "") { Updated = clock.GetUtcNow() };
        using var feed = new Feed("wonde", Binding(server), () => clock.Advance(TimeSpan.FromSeconds(1)));

        await feed.Poll();

        Assert.Equal(130, feed.All<Pupil>().Count());
        Assert.Empty(feed.Quarantined);
        Assert.Equal(["upi0", "upi0"], feed.All<Pupil>().Where(pupil => pupil.Household is not null).Select(pupil => pupil.Household));
        Assert.Contains(server.Refused, refused => refused.StartsWith("400", StringComparison.Ordinal) && refused.Contains("per_page=200", StringComparison.Ordinal));
    }

    private static async Task Converges((Step Kind, int Which, int Value)[] steps)
    {
        var clock = new FakeTimeProvider(SmallTrust.Morning);
        await using var server = new OtherWonde(clock);
        await server.Start();
        using var feed = new CrashingFeed("wonde", rowsPerPage: 3);
        Populate(server, clock.GetUtcNow());
        foreach (var (kind, which, value) in steps)
        {
            clock.Advance(TimeSpan.FromSeconds(37 + (value * 300)));
            if (kind == Step.Sweep)
                await feed.Sweep(Binding(server));
            else
                Happen(server, clock.GetUtcNow(), kind, which, value);
        }

        for (var quiet = 0; quiet < 2; quiet++)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            Assert.Null(await feed.Sweep(Binding(server)));
        }

        for (var read = 0; read < 4; read++)
        {
            clock.Advance(TimeSpan.FromHours(21));
            Assert.Null(await feed.Sweep(Binding(server)));
        }

        var (truth, held) = (Truth(server), Held(server, feed));
        Assert.True(truth.SetEquals(held), $"Missing: {string.Join(", ", truth.Except(held))}. Too much: {string.Join(", ", held.Except(truth))}.");
    }

    private static void Populate(OtherWonde server, DateTimeOffset now)
    {
        for (var number = 0; number < Pupils; number++)
        {
            var upi = $"upi{number}";
            server.Pupils[upi] = new OtherPupil(upi, $"A{number}", Upns[number]) { Updated = now };
            Mark(server, now, number, "AM", "/");
            Mark(server, now, number, "PM", "/");
            server.Incidents[$"I{number}"] = new OtherIncident($"I{number}", [.. server.Pupils.Keys], Today(now), now);
            server.Exclusions[$"E{number}"] = new OtherExclusion($"E{number}", upi, 4, Today(now), null, now);
        }
    }

    // The first of everything stays, or all would go at once, and that is rightly not believed.
    private static void Happen(OtherWonde server, DateTimeOffset now, Step kind, int which, int value)
    {
        var upi = $"upi{which}";
        var pupil = server.Pupils[upi];
        var isHere = pupil is { IsGone: false, Left: null };
        server.Pupils[upi] = kind switch
        {
            Step.MoveGroup when isHere => pupil with { Group = value % 2 == 0 ? "10B" : "10C", Updated = now },
            Step.PlanBeginsWithoutAStamp when isHere => pupil with { Plan = (Today(now).AddDays(-value), null) },
            Step.PlanEndsWithoutAStamp when isHere && pupil.Plan is { } plan => pupil with { Plan = (plan.From, Today(now)) },
            Step.LeaveWithoutAStamp or Step.LeaveWithATombstone when isHere && which > 0 => pupil with { Left = Today(now) },
            Step.Remove when isHere && which > 0 => pupil with { IsGone = true },
            Step.ComeBackUnderAnotherId when !isHere => pupil with { IsGone = false, Left = null, Id = $"A{which}{value}{server.Tombstones.Count}", Updated = now },
            _ => pupil,
        };
        if (kind == Step.LeaveWithATombstone && isHere && which > 0)
            server.Tombstones.Add(new OtherTombstone(pupil.Id, now));
        if (kind == Step.Mark && isHere)
            Mark(server, now, which, value % 2 == 0 ? "AM" : "PM", Codes[value % Codes.Length]);
        if (kind == Step.RemoveMark && which > 0)
            server.Marks.Remove($"{upi} AM");
        HappenToRows(server, now, kind, which, value);
    }

    private static void HappenToRows(OtherWonde server, DateTimeOffset now, Step kind, int which, int value)
    {
        var (incident, exclusion) = (server.Incidents[$"I{which}"], server.Exclusions.GetValueOrDefault($"E{which}"));
        if (kind == Step.Behave)
            server.Incidents[incident.Id] = incident with { Pupils = [.. server.Pupils.Keys.Where((_, number) => number == 0 || (value >> number & 1) == 1)], Updated = now };
        else if (kind == Step.LoseAPupilWithoutAStamp)
            server.Incidents[incident.Id] = incident with { Pupils = ["upi0"] };
        else if (kind == Step.Exclude && exclusion is not null)
            server.Exclusions[exclusion.Id] = exclusion with { Sessions = 1 + value, Updated = now };
        else if (kind == Step.Reinstate && exclusion is not null)
            server.Exclusions[exclusion.Id] = exclusion with { Reinstated = Today(now), Updated = now };
        else if (kind == Step.RemoveExclusion && which > 0)
            server.Exclusions.Remove($"E{which}");
    }

    private static void Mark(OtherWonde server, DateTimeOffset now, int which, string session, string code) =>
        server.Marks[$"upi{which} {session}"] = new OtherMark($"M{which}{session}", $"upi{which}", new DateOnly(2026, 11, 20), session, code, now);

    private static SortedSet<string> Truth(OtherWonde server)
    {
        var facts = new SortedSet<string>(StringComparer.Ordinal);
        var here = server.Pupils.Values.Where(pupil => !pupil.IsGone).ToDictionary(pupil => pupil.Upi);
        foreach (var pupil in here.Values)
            facts.Add($"pupil {pupil.Upi} {(pupil.Left is { } left ? $"left {left:yyyy-MM-dd}" : $"{pupil.Group} {Text(pupil.Plan)}")}");
        facts.UnionWith(server.Marks.Values.Where(mark => here.ContainsKey(mark.Upi)).Select(mark => $"mark {mark.Upi} {mark.Session} {mark.Code}"));
        facts.UnionWith(server.Exclusions.Values.Where(each => here.ContainsKey(each.Upi)).Select(each => $"exclusion {each.Upi} {each.Sessions} {each.Reinstated is not null}"));
        facts.UnionWith(server.Incidents.Values.SelectMany(incident => incident.Pupils.Where(here.ContainsKey).Select(upi => $"incident {incident.Id} {upi} 2")));
        return facts;
    }

    private static SortedSet<string> Held(OtherWonde server, CrashingFeed feed)
    {
        // Who left and is then no longer listed as a leaver stays one: old leavers go from such lists.
        var pupils = feed.Standing.Values.OfType<Pupil>().Where(pupil => pupil.Left is null || !server.Pupils[pupil.Student.Value].IsGone).ToDictionary(pupil => pupil.Student);
        var said = feed.Standing.Values.OfType<PupilObservation>().Where(fact => pupils.ContainsKey(fact.Student));
        return new SortedSet<string>(said.Select(Text), StringComparer.Ordinal);
    }

    private static string Text(PupilObservation fact) => fact switch
    {
        Pupil { Left: { } left } pupil => $"pupil {pupil.Student} left {left:yyyy-MM-dd}",
        Pupil pupil => $"pupil {pupil.Student} {pupil.Registration} {Text(pupil.Statuses.FirstOrDefault(status => status.Kind == StatusKind.CP) is { } plan ? (plan.From, plan.To) : null)}",
        Mark mark => $"mark {mark.Student} {mark.At.Session} {mark.Code}",
        Suspension exclusion => $"exclusion {exclusion.Student} {exclusion.Sessions} {exclusion.ReinstatedAt is not null}",
        Behaviour behaviour => $"incident {behaviour.Id} {behaviour.Student} {behaviour.Points}",
        _ => fact.Type,
    };

    private static string Text((DateOnly From, DateOnly? To)? plan) => plan is { } held ? $"plan {held.From:yyyy-MM-dd} {held.To:yyyy-MM-dd}" : "no plan";

    private static DateOnly Today(DateTimeOffset now) => SchoolTime.DateOf(now);

    private static UpstreamBinding Binding(OtherWonde server) => new()
    {
        School = new SchoolId("oakfield"),
        Address = server.Address,
        Token = OtherWonde.Token,
        UpstreamSchool = "9",
        UpnKey = new byte[] { 1, 2, 3 },
    };
}
