using RiskMonitor.Bench.Workload;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Bench.Noise;

/// <summary>What a school sends at one instant.</summary>
internal sealed record Delivery(DateTimeOffset At, IReadOnlyList<Observation> Observations);

/// <summary>
/// A school in which nobody's habits change, day after day: absence in spells, lateness, incidents, suspensions, concerns with what staff
/// do about them, contacts of social workers. Whatever a rule raises here is noise, or a fact that was true all along.
/// </summary>
internal sealed class NullWorld
{
    private const int DaysInYear = 190;

    // The week's and the weekday's part in absence: domain.md 6.2 and 6.3.
    private static readonly double[] Weekday = [1.05, 0.95, 0.925, 0.975, 1.10];

    private readonly ulong _seed;
    private readonly int[] _left;
    private readonly string[] _code;
    private readonly Dictionary<DateTimeOffset, List<Observation>> _later = [];
    private int _number;

    public NullWorld(SchoolId school, int pupils, bool secondary, ulong seed)
    {
        (School, _seed, IsSecondary) = (school, seed, secondary);
        Pupils = [.. Enumerable.Range(1, pupils).Select(number => NoisePupil.Draw(seed, number, secondary))];
        (_left, _code) = (new int[pupils + 1], new string[pupils + 1]);
    }

    public SchoolId School { get; }

    public bool IsSecondary { get; }

    public IReadOnlyList<NoisePupil> Pupils { get; }

    /// <summary>The roll and the calendar.</summary>
    public Delivery Start()
    {
        var at = SchoolTime.At(NoiseCalendar.Days[0], new(7, 0));
        return new(at, [NoiseCalendar.Of(School, at), .. Pupils.Select(pupil => Roll(pupil, at))]);
    }

    /// <summary>One school day in the order in which it becomes known.</summary>
    public IEnumerable<Delivery> Day(int day, Injections injected)
    {
        var date = NoiseCalendar.Days[day];
        yield return Kept(SchoolTime.At(date, new(8, 30)));
        yield return Register(day, date, Session.AM, injected);
        yield return new(SchoolTime.At(date, new(10, 0)), []);
        yield return Register(day, date, Session.PM, injected);
        yield return new(SchoolTime.At(date, new(15, 40)), [.. Pupils.SelectMany(pupil => Afternoon(pupil, day, date)).Concat(injected.Events(day))]);
        yield return Kept(SchoolTime.At(date, new(16, 30)));
    }

    private Delivery Kept(DateTimeOffset at) => new(at, _later.Remove(at, out var kept) ? kept : []);

    private Delivery Register(int day, DateOnly date, Session half, Injections injected)
    {
        var at = SchoolTime.At(date, half is Session.AM ? new(9, 15) : new(13, 25));
        var marks = Pupils.Select(pupil => (Observation)new Mark
        {
            School = School,
            Student = pupil.Student,
            At = new(date, half),
            Code = injected.Code(pupil.Number, day) ?? CodeOf(pupil, day, half),
            ReceivedAt = at,
        });
        return new(at, [.. marks]);
    }

    private string CodeOf(NoisePupil pupil, int day, Session half)
    {
        var (date, dice) = (NoiseCalendar.Days[day], new Dice(_seed, 102, (ulong)pupil.Number, (ulong)((day * 2) + (int)half)));
        if (_left[pupil.Number] == 0)
        {
            if (dice.Roll() >= pupil.SpellHazard * Weekday[((int)date.DayOfWeek + 6) % 7 % 5]) return dice.Roll() < pupil.Lateness ? "L" : half is Session.AM ? "/" : "\\";
            var length = SpellLength(dice.Roll());
            (_left[pupil.Number], _code[pupil.Number]) = (length, CodeOfSpell(length, dice.Roll()));
        }

        _left[pupil.Number]--;
        var code = _code[pupil.Number];
        if (code == "N") ExplainLater(pupil, day, half, dice.Roll());
        return code;
    }

    // U says that a child came after the register had closed: it is of one session, never of a spell of days. Spells of one session hold
    // 2.05 % of all absent sessions and U is 2 % of them (domain.md 6.3), so that this keeps both the lengths and the mix of codes.
    private static string CodeOfSpell(int length, double roll) =>
        length == 1 ? "U" : Codes.Letter(Codes.DrawAbsence(roll * 0.98 is var other && other < 0.95 ? other : other + 0.02))!;

    // A reason is found within two school days: illness mostly.
    private void ExplainLater(NoisePupil pupil, int day, Session half, double roll)
    {
        if (day + 2 >= NoiseCalendar.Days.Length) return;
        var at = SchoolTime.At(NoiseCalendar.Days[day + 2], new(8, 30));
        Keep(at, new Mark { School = School, Student = pupil.Student, At = new(NoiseCalendar.Days[day], half), Code = roll < 0.6 ? "I" : "O" });
    }

    private List<Observation> Afternoon(NoisePupil pupil, int day, DateOnly date)
    {
        var dice = new Dice(_seed, 103, (ulong)pupil.Number, (ulong)day);
        var events = new List<Observation>();
        var at = SchoolTime.At(date, new(15, 40));
        if (dice.Roll() < pupil.Incidents / DaysInYear)
            events.Add(new Behaviour { School = School, Student = pupil.Student, Id = Next("b"), OccurredAt = SchoolTime.At(date, new(11, 0)), Kind = "disruption", Points = 1, Role = BehaviourRole.Involved, ReceivedAt = at });
        if (dice.Roll() < pupil.Suspensions / DaysInYear) Suspend(pupil, day, dice.Between(1, 4), at, events);
        if (dice.Roll() < pupil.Concerns / DaysInYear) Worry(pupil, day, ref dice, events);
        var meetings = pupil.Statuses is [{ Kind: StatusKind.CP }] ? 0.35 : pupil.IsVulnerable ? 0.18 : 0;
        if (dice.Roll() < meetings) events.Add(new Contact { School = School, Student = pupil.Student, Id = Next("k"), At = SchoolTime.At(date, new(12, 0)), Kind = "seen", ReceivedAt = at });
        return events;
    }

    private void Suspend(NoisePupil pupil, int day, int days, DateTimeOffset at, List<Observation> events)
    {
        if (day + days >= NoiseCalendar.Days.Length) return;
        (_left[pupil.Number], _code[pupil.Number]) = (days * 2, "E");
        events.Add(new Suspension
        {
            School = School,
            Student = pupil.Student,
            Id = Next("x"),
            From = NoiseCalendar.Days[day + 1],
            To = NoiseCalendar.Days[day + days],
            Sessions = days * 2,
            NoticeAt = at,
            ExamMissed = false,
            ReceivedAt = at,
        });
    }

    private void Worry(NoisePupil pupil, int day, ref Dice dice, List<Observation> events)
    {
        var at = SchoolTime.At(NoiseCalendar.Days[day], new(15, 40));
        var concern = ConcernOf(pupil.Student, day, NoiseConcerns.Category(dice.Roll()), NoiseConcerns.Severity(dice.Roll()), $"staff{dice.Between(1, IsSecondary ? 70 : 25)}");
        if (concern.Categories[0] == "child-on-child")
        {
            var other = Pupils[dice.Between(0, Pupils.Count)].Student;
            concern = concern with { ChildOnChild = dice.Roll() < 0.5 ? new([pupil.Student], [other]) : new([other], [pupil.Student]) };
        }

        events.Add(concern);
        var evening = SchoolTime.At(NoiseCalendar.Days[day], new(16, 30));
        Keep(evening, new ConcernAction { School = School, Id = $"t-{concern.Id}", Concern = concern.Id, At = evening.AddMinutes(concern.Severity >= 3 ? -30 : -5), Kind = ActionKind.Triage });
        if (day + 8 >= NoiseCalendar.Days.Length || dice.Roll() > 0.9) return;
        var closed = SchoolTime.At(NoiseCalendar.Days[day + dice.Between(2, 8)], new(8, 30));
        Keep(closed, new ConcernAction { School = School, Id = $"c-{concern.Id}", Concern = concern.Id, At = closed, Kind = ActionKind.Closed });
    }

    public Concern ConcernOf(StudentId student, int day, string category, int severity, string by) => new()
    {
        School = School,
        Student = student,
        Id = Next("c"),
        OccurredAt = SchoolTime.At(NoiseCalendar.Days[day], new(11, 30)),
        RecordedAt = SchoolTime.At(NoiseCalendar.Days[day], new(15, 40)),
        Categories = [category],
        Severity = severity,
        RecordedBy = by,
        ReceivedAt = SchoolTime.At(NoiseCalendar.Days[day], new(15, 40)),
    };

    public string Next(string kind) => $"{kind}{++_number}";

    private void Keep(DateTimeOffset at, Observation what)
    {
        if (!_later.TryGetValue(at, out var list)) _later[at] = list = [];
        list.Add(what with { ReceivedAt = at });
    }

    private Pupil Roll(NoisePupil pupil, DateTimeOffset at) => new()
    {
        School = School,
        Student = pupil.Student,
        YearGroup = pupil.YearGroup,
        Registration = $"{pupil.YearGroup}{(char)('A' + (pupil.Number / 7 % 6))}",
        Joined = new(2023, 9, 1),
        Statuses = pupil.Statuses,
        ReceivedAt = at,
    };

    private static int SpellLength(double roll) => roll switch
    {
        < .10 => 1,
        < .48 => 2,
        < .53 => 3,
        < .70 => 4,
        < .73 => 5,
        < .82 => 6,
        < .88 => 8,
        < .94 => 10,
        < .97 => 14,
        _ => 20,
    };
}
