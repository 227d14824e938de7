using RiskMonitor.Bench.Workload;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Bench.Noise;

/// <summary>A true episode put into the null world: what it is, which rule is for it, whom it is about, and the day on which it has become true.</summary>
internal sealed record Injected(string What, RuleId Rule, AlertSubject Subject, int TrueOnDay);

/// <summary>
/// Seeded true episodes of the kinds the rules are for. Each takes pupils of its own, who have no status and few concerns and incidents, so
/// that what is caught is the episode and not the pupil's history.
/// </summary>
internal sealed class Injections
{
    private const int Kinds = 6;
    private const int DaysOfRoom = 45;

    private readonly Dictionary<(int Pupil, int Day), string> _codes = [];
    private readonly Dictionary<int, List<Observation>> _events = [];

    private Injections()
    {
    }

    public static Injections None { get; } = new();

    public List<Injected> All { get; } = [];

    /// <param name="each">How many episodes of each kind a school gets.</param>
    public static Injections Into(NullWorld world, int each, ulong seed)
    {
        var injections = new Injections();
        var calm = world.Pupils.Where(pupil => !pupil.IsVulnerable && pupil.Concerns < 1 && pupil.Incidents < 4 && pupil.SpellHazard < 0.02).ToList();
        var (dice, next) = (new Dice(seed, 201), 0);
        for (var round = 0; round < each; round++)
        {
            for (var kind = 0; kind < Kinds && next + 6 < calm.Count; kind++)
            {
                var day = dice.Between(NoiseCalendar.FirstMeasured + 25, NoiseCalendar.Days.Length - DaysOfRoom);
                next += injections.Put(kind, world, calm, next, day);
            }
        }

        injections.Survey(world, NoiseCalendar.FirstMeasured + 40);
        return injections;
    }

    public string? Code(int pupil, int day) => _codes.GetValueOrDefault((pupil, day));

    public IEnumerable<Observation> Events(int day) => _events.GetValueOrDefault(day) ?? [];

    /// <returns>How many pupils it took.</returns>
    private int Put(int kind, NullWorld world, List<NoisePupil> calm, int next, int day)
    {
        var pupil = calm[next];
        switch (kind)
        {
            case 0:
                AbsenceAfterDisclosure(world, pupil, day);
                return 1;
            case 1:
                SmallConcerns(world, pupil, day);
                return 1;
            case 2:
                Neglect(world, pupil, day);
                return 1;
            case 3:
                UnauthorisedRun(world, pupil, day);
                return 1;
            case 4:
                Escalation(world, pupil, day);
                return 1;
            default:
                return Cluster(world, calm, next, day);
        }
    }

    private void AbsenceAfterDisclosure(NullWorld world, NoisePupil pupil, int day)
    {
        Add(day, Answered(world, world.ConcernOf(pupil.Student, day, "disclosure-physical", 4, "staff1"), day));
        _codes[(pupil.Number, day + 1)] = "/";
        for (var away = day + 2; away <= day + 4; away++) _codes[(pupil.Number, away)] = "I";
        Told("absence after a disclosure", "SG-05", world, pupil, day + 2);
    }

    private void SmallConcerns(NullWorld world, NoisePupil pupil, int day)
    {
        foreach (var (on, by) in new[] { (day, "staff1"), (day + 5, "staff2"), (day + 9, "staff3") }) Add(on, Answered(world, world.ConcernOf(pupil.Student, on, "family", 1, by), on));
        Told("small concerns adding up", "SG-02", world, pupil, day + 9);
    }

    private void Neglect(NullWorld world, NoisePupil pupil, int day)
    {
        for (var count = 0; count < 4; count++) Add(day + (count * 9), Answered(world, world.ConcernOf(pupil.Student, day + (count * 9), "neglect", 2, $"staff{count}"), day + (count * 9)));
        Told("neglect over weeks", "SG-04", world, pupil, day + 27);
    }

    private void UnauthorisedRun(NullWorld world, NoisePupil pupil, int day)
    {
        _codes[(pupil.Number, day - 1)] = "/";
        for (var away = day; away < day + 11; away++) _codes[(pupil.Number, away)] = "O";
        Told("ten unauthorised sessions", "ATT-04", world, pupil, day + 4);
        Told("ten days without a break", "ATT-05", world, pupil, day + 9);
    }

    private void Escalation(NullWorld world, NoisePupil pupil, int day)
    {
        for (var count = 0; count < 7; count++)
        {
            Add(day + count, [new Behaviour { School = world.School, Student = pupil.Student, Id = world.Next("e"), OccurredAt = SchoolTime.At(NoiseCalendar.Days[day + count], new(10, 0)), Kind = "aggression", Points = 2, Role = BehaviourRole.Aggressor }]);
        }

        Told("behaviour escalating", "BEH-01", world, pupil, day + 4);
    }

    private int Cluster(NullWorld world, List<NoisePupil> calm, int next, int day)
    {
        var year = calm[next].YearGroup;
        var pupils = calm.Skip(next).Where(pupil => pupil.YearGroup == year).Take(5).ToList();
        for (var count = 0; count < pupils.Count; count++) Add(day + count, Answered(world, world.ConcernOf(pupils[count].Student, day + count, "substance", 2, $"staff{count}"), day + count));
        if (pupils.Count >= 4) All.Add(new("a cluster in a year group", new("SCH-02"), new(world.School, Facet: $"year-{year}/substance"), day + 3));
        return 1;
    }

    // Pupil voice says that a fifth experienced it and a third of those told somebody; the records say next to nothing.
    private void Survey(NullWorld world, int day)
    {
        var answered = world.Pupils.Count / 3;
        Add(day, [new Survey { School = world.School, Term = NoiseCalendar.TermOf(NoiseCalendar.Days[day]), Audience = "pupil", Invited = world.Pupils.Count, Answered = answered, Experienced = answered / 3, ToldAdult = answered / 5 }]);
        All.Add(new("an under-reporting school", new("SCH-04"), new(world.School), day));
    }

    private static Observation[] Answered(NullWorld world, Concern concern, int day) =>
    [
        concern,
        new ConcernAction { School = world.School, Id = $"t-{concern.Id}", Concern = concern.Id, At = SchoolTime.At(NoiseCalendar.Days[day], new(15, 40)), Kind = ActionKind.Triage },
        new ConcernAction { School = world.School, Id = $"c-{concern.Id}", Concern = concern.Id, At = SchoolTime.At(NoiseCalendar.Days[day], new(15, 40)), Kind = ActionKind.Closed },
    ];

    private void Add(int day, IEnumerable<Observation> observations)
    {
        if (!_events.TryGetValue(day, out var list)) _events[day] = list = [];
        list.AddRange(observations.Select(each => each with { ReceivedAt = SchoolTime.At(NoiseCalendar.Days[day], new(15, 40)) }));
    }

    private void Told(string what, string rule, NullWorld world, NoisePupil pupil, int day) => All.Add(new(what, new(rule), new(world.School, pupil.Student), day));
}
