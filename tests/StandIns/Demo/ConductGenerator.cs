using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Demo;

/// <summary>Behaviour incidents with a long tail (a few pupils have most of them), and the suspensions that follow the worst.</summary>
internal sealed class ConductGenerator(DemoSchool school, DemoCalendar calendar, RegisterTimes registers, UpstreamSchool upstream, int seed)
{
    private const int Purpose = 4;
    private const int DaysInYear = 190;
    private const double TailShape = 0.3;

    private static readonly (string Kind, double Weight)[] _kinds =
        [("DISRUPT", 38), ("DEFIANCE", 22), ("FIGHT", 9), ("BULL", 7), ("ABUSE", 10), ("DAMAGE", 4), ("TRUANCY", 7), ("OTHER", 3)];

    private static readonly (string Code, string Text, double Weight)[] _reasons =
        [("DB", "Persistent disruptive behaviour", 50), ("PP", "Physical assault against a pupil", 19), ("VA", "Verbal abuse against an adult", 17), ("DM", "Damage", 4), ("OT", "Other", 10)];

    private static readonly (int Sessions, double Weight)[] _lengths = [(1, 10), (2, 38), (4, 22), (6, 14), (10, 14), (16, 2)];

    private readonly SeededDraw _draw = new(seed, Purpose, school.Number);
    private int _number;

    /// <summary>Returns for each suspended pupil's record the sessions missed by it.</summary>
    public IReadOnlyDictionary<int, HashSet<int>> Write(IReadOnlyList<DemoPupil> pupils, IReadOnlySet<int> spared)
    {
        var suspended = new Dictionary<int, HashSet<int>>();
        foreach (var pupil in pupils)
        {
            var tail = _draw.Gamma(TailShape) / TailShape * (pupil.Year == "9" ? 1.3 : 0.95);
            var years = (double)Math.Max(0, pupil.LastDay - pupil.FirstDay + 1) / DaysInYear;
            for (var left = _draw.Poisson(Math.Min(60, school.Rates.IncidentsPerYear * tail * years)); left > 0; left--)
                Happen(pupil, pupils);
            if (!spared.Contains(pupil.Record))
                Suspend(pupil, _draw.Poisson(school.Rates.SuspensionsPerYear * tail * years), suspended);
        }

        return suspended;
    }

    private void Happen(DemoPupil pupil, IReadOnlyList<DemoPupil> pupils)
    {
        var day = _draw.Between(pupil.FirstDay, pupil.LastDay);
        var minutes = AbsencePattern.Minutes(8, 50) + (375 * _draw.Unit());
        var at = registers.At(day, minutes);
        var kind = _draw.Weighted(_kinds);
        var isBetween = kind is "FIGHT" or "BULL";
        var involved = ImmutableArray.Create(new BehaviourPupil(pupil.Record, isBetween ? "AG" : "PA", _draw.Chance(0.5) ? "DET" : null, _draw.Between(1, 4)));
        var other = _draw.One(pupils);
        if (isBetween && other.Record != pupil.Record && other.FirstDay <= day && other.LastDay >= day)
            involved = involved.Add(new BehaviourPupil(other.Record, kind == "BULL" ? "TA" : "PA", null, kind == "BULL" ? 0 : 1));
        var wall = London.Wall(at);
        var row = new BehaviourRow
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"A9{school.Number}{++_number:000000}"),
            Kind = kind,
            Status = _draw.Chance(0.7) ? "REV2" : "OPEN",
            Location = _draw.One(["CLASS", "CORR", "YARD", "HALL"]),
            On = calendar.Days[day],
            Time = new TimeOnly(wall.Hour, wall.Minute),
            RecordedOn = calendar.Days[day],
            Pupils = involved,
        };
        upstream.Behaviours.Add(row, at.AddMinutes(_draw.Between(1, 45)));
    }

    private void Suspend(DemoPupil pupil, int times, Dictionary<int, HashSet<int>> suspended)
    {
        var length = pupil.LastDay - pupil.FirstDay;
        for (var i = 0; i < times && length > 12; i++)
        {
            var sessions = _draw.Weighted(_lengths);
            var first = _draw.Between(pupil.FirstDay + 1, pupil.LastDay);
            var last = Math.Min(pupil.LastDay, first + ((sessions - 1) / 2));
            var missed = suspended.TryGetValue(pupil.Record, out var known) ? known : suspended[pupil.Record] = [];
            if (missed.Overlaps(Enumerable.Range(first * 2, sessions)))
                continue;
            missed.UnionWith(Enumerable.Range(first * 2, sessions));
            var reason = _draw.Weighted([.. _reasons.Select(r => (r, r.Weight))]);
            var row = new ExclusionRow
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"A8{school.Number}{++_number:000000}"),
                Student = pupil.Record,
                Reason = reason.Text,
                ReasonCode = reason.Code,
                Sessions = sessions,
                From = calendar.Days[first],
                To = calendar.Days[last],
                AcademicYear = AcademicYear.Of(calendar.Days[first]).Name,
                Term = calendar.TermOf(calendar.Days[first]),
            };
            upstream.Exclusions.Add(row, registers.At(first - 1, AbsencePattern.Minutes(15, 10) + (60 * _draw.Unit())));
        }
    }
}
