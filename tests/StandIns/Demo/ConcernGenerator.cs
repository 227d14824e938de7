using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Demo;

/// <summary>
/// Safeguarding concerns with a long tail (negative binomial, k = 0.25), recorded minutes to days after they happened, and what
/// was done about them and when. What is not closed is looked at again every week or two; a few are left untouched, as in life.
/// </summary>
internal sealed class ConcernGenerator(DemoSchool school, DemoCalendar calendar, RegisterTimes registers, UpstreamSchool upstream, int seed)
{
    private const int Purpose = 5;
    // Apart from the rest, so that looking at a concern again changes nothing else of the trust.
    private const int UpkeepPurpose = 8;
    private const int DaysInYear = 190;
    private const int LongestUnreviewedDays = 8;
    private const double TailShape = 0.25;
    private static readonly (int Severity, double Weight)[] _severities = [(1, 55), (2, 30), (3, 12), (4, 0.6)];
    private static readonly string[] _roles = ["Teacher", "Tutor", "Teaching assistant", "Head of year", "Pastoral", "Office"];
    private static readonly string[] _agencies = ["CAMHS", "social-care", "early-help", "police", "other"];
    private readonly SeededDraw _draw = new(seed, Purpose, school.Number);
    private int _number;

    public void Write(IReadOnlyList<DemoPupil> pupils, IReadOnlySet<int> spared)
    {
        foreach (var pupil in pupils)
        {
            var tail = _draw.Gamma(TailShape) / TailShape * (pupil.IsVulnerable ? 2 : 0.96);
            var years = (double)Math.Max(0, pupil.LastDay - pupil.FirstDay + 1) / DaysInYear;
            for (var left = _draw.Poisson(Math.Min(40, school.Rates.ConcernsPerYear * tail * years)); left > 0; left--)
            {
                if (!spared.Contains(pupil.Record))
                    Happen(pupil, pupils);
            }
        }
    }

    /// <summary>Adds a concern and its actions as told, at minutes of the day counted from midnight.</summary>
    public void Tell(DemoPupil pupil, int day, ToldConcern told)
    {
        var recorded = registers.At(day, told.Minutes);
        var row = Incident(pupil, told.Category, told.Severity, recorded.AddMinutes(-17), recorded, Staff(told.Recorder));
        var record = upstream.Incidents.Add(row, recorded);
        foreach (var (kind, minutes, agency) in told.Actions)
            row = Act(record, row, registers.At(day, minutes), kind, agency);
    }

    private void Happen(DemoPupil pupil, IReadOnlyList<DemoPupil> pupils)
    {
        var day = _draw.Between(pupil.FirstDay, pupil.LastDay);
        var occurred = registers.At(day, AbsencePattern.Minutes(8, 30) + (400 * _draw.Unit()));
        var recorded = RecordedAfter(day, occurred);
        var category = _draw.Weighted(DemoCategories.Weights);
        var severity = DemoCategories.IsImmediate(category) ? _draw.Between(3, 4) : _draw.Weighted(_severities);
        var row = Incident(pupil, category, severity, occurred, recorded, Staff(_draw.Between(1, 60)));
        if (DemoCategories.IsBetweenChildren(category))
            row = Between(row, pupil, _draw.One(pupils));
        var record = upstream.Incidents.Add(row, recorded);
        Follow(record, row, day, recorded, severity == 4 || DemoCategories.IsImmediate(category));
    }

    // Most within the hour, some in the evening, some the next school day.
    private DateTimeOffset RecordedAfter(int day, DateTimeOffset occurred)
    {
        var chance = _draw.Unit();
        if (chance < 0.85 || day + 1 >= calendar.Days.Count)
            return occurred.AddMinutes(Math.Min(300, 3 + _draw.Exponential(chance < 0.6 ? 20 : 90)));
        return registers.At(day + 1, AbsencePattern.Minutes(8, 5) + (90 * _draw.Unit()));
    }

    private void Follow(int record, IncidentRow row, int day, DateTimeOffset recorded, bool isImmediate)
    {
        var upkeep = new SeededDraw(seed, UpkeepPurpose, school.Number, _number);
        if (!isImmediate && _draw.Chance(0.07))
        {
            FindLate(record, row, day + upkeep.Between(1, 4), upkeep);
            return;
        }

        var delay = isImmediate ? 8 + (35 * _draw.Unit())
            : row.Severity == 3 ? 15 + Math.Min(240, _draw.Exponential(70)) : 20 + Math.Min(360, _draw.Exponential(120));
        var first = InSchoolHours(day, recorded.AddMinutes(delay));
        row = Act(record, row, first, "triage", null);
        if (row.Severity >= 3)
            row = Act(record, row, first.AddMinutes(20 + (60 * _draw.Unit())), "contact", null);
        if (row.Severity == 4 || _draw.Chance(0.04))
            row = Act(record, row, first.AddMinutes(90 + (60 * _draw.Unit())), "referral", _draw.One(_agencies));
        var end = day + _draw.Between(2, 25);
        var isClosed = end < calendar.Days.Count && _draw.Chance(0.75);
        row = Review(record, row, day, isClosed ? end : calendar.Days.Count, upkeep);
        if (isClosed)
            Act(record, row, registers.At(end, AbsencePattern.Minutes(9, 30) + (350 * _draw.Unit())), "closed", null);
    }

    // Somebody goes through the list before the week is over; one in twenty slips through even then.
    private void FindLate(int record, IncidentRow row, int day, SeededDraw upkeep)
    {
        if (day >= calendar.Days.Count || upkeep.Chance(0.05))
            return;
        row = Act(record, row, registers.At(day, AbsencePattern.Minutes(8, 30) + (60 * upkeep.Unit())), "triage", null);
        Review(record, row, day, calendar.Days.Count, upkeep);
    }

    // Until a day, at which it is closed otherwise or time ends. One look in a hundred is the last: the concern is forgotten while it is open.
    private IncidentRow Review(int record, IncidentRow row, int day, int until, SeededDraw upkeep)
    {
        for (var on = day + upkeep.Between(4, LongestUnreviewedDays); on < until && !upkeep.Chance(0.01); on += upkeep.Between(4, LongestUnreviewedDays))
        {
            var isOver = on - day > 25 && upkeep.Chance(0.3);
            row = Act(record, row, registers.At(on, AbsencePattern.Minutes(15, 10) + (60 * upkeep.Unit())), isOver ? "closed" : "review", null);
            if (isOver)
                break;
        }

        return row;
    }

    private DateTimeOffset InSchoolHours(int day, DateTimeOffset at)
    {
        var next = Math.Min(calendar.Days.Count - 1, day + 1);
        return London.Wall(at).TimeOfDay < new TimeSpan(17, 0, 0) || next == day
            ? at
            : Later(at, registers.At(next, AbsencePattern.Minutes(8, 20) + (60 * _draw.Unit())));
    }

    private IncidentRow Between(IncidentRow row, DemoPupil pupil, DemoPupil other)
    {
        if (other.Record == pupil.Record)
            return row;
        var (aggressor, target) = _draw.Chance(0.5) ? (pupil, other) : (other, pupil);
        return row with { Linked = [other.Record], ChildOnChild = new BetweenChildren([aggressor.Record], [target.Record]) };
    }

    private IncidentRow Incident(DemoPupil pupil, string category, int severity, DateTimeOffset occurred, DateTimeOffset recorded, StaffMember by) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"i_{school.Number}{++_number:00000}"),
        Student = pupil.Record,
        OccurredAt = ToTheMinute(occurred),
        RecordedAt = recorded,
        Categories = [category],
        Severity = severity,
        RecordedBy = by,
        AlertedCount = severity >= 3 ? 4 : 2,
        HasBodyMap = category == "c_6",
        TextLength = 80 + (_number * 37 % 900),
    };

    private IncidentRow Act(int record, IncidentRow row, DateTimeOffset at, string kind, string? agency)
    {
        var action = new ActionRow
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"a{row.Id[1..]}_{row.Actions.Length + 1}"),
            RecordedAt = at,
            By = new StaffMember($"u_{school.Number}900", "DSL"),
            Kind = kind,
            Agency = agency,
        };
        var acted = row with { Actions = row.Actions.Add(action) };
        upstream.Incidents.Revise(record, acted, at);
        return acted;
    }

    private StaffMember Staff(int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"u_{school.Number}{number:000}"), _roles[number % _roles.Length]);

    private static DateTimeOffset ToTheMinute(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), at.Offset);

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}

/// <summary>A concern of the script: who by, what, how grave, when, and what follows when (minutes from midnight).</summary>
internal sealed record ToldConcern(
    int Recorder, string Category, int Severity, double Minutes, ImmutableArray<(string Kind, double Minutes, string? Agency)> Actions);
