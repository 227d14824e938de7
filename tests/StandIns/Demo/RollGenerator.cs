using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Demo;

/// <summary>Fills a school's roll: classes of about thirty, families, statuses, a few who came or left during the year.</summary>
internal sealed class RollGenerator(DemoSchool school, DemoCalendar calendar, int seed)
{
    private const int Purpose = 1;
    private readonly SeededDraw _draw = new(seed, Purpose, school.Number);
    private readonly List<(StudentRow Row, int Class)> _rows = [];
    private int _serial;

    public IReadOnlyList<DemoPupil> Fill(UpstreamSchool upstream)
    {
        var form = 0;
        foreach (var (year, age, classes) in school.Years)
        {
            for (var letter = 0; letter < classes; letter++, form++)
                AddClass(year, age, classes == 1 ? year : year + (char)('A' + letter), form);
        }

        Bind();
        Mark();
        return [.. _rows.Select((entry, record) => Enrol(upstream, entry.Row, entry.Class, record))];
    }

    private void AddClass(string year, int age, string name, int form)
    {
        var size = _draw.Between(29, 31);
        for (var i = 0; i < size; i++)
            _rows.Add((Invent(year, age, name), form));
    }

    private StudentRow Invent(string year, int age, string registration)
    {
        var number = ++_serial;
        var entry = calendar.Year.FirstYear - YearsSinceEntry(year);
        var isJoiner = _draw.Chance(0.012);
        return new StudentRow
        {
            WondeId = string.Create(CultureInfo.InvariantCulture, $"A1{school.Number}{number:00000000}"),
            Upi = Convert.ToHexStringLower(BitConverter.GetBytes(Scramble.Of((ulong)((school.Number * 1_000_000) + number)))) + $"{number:x16}",
            MisId = string.Create(CultureInfo.InvariantCulture, $"{(school.Number * 10_000) + number}"),
            SafeguardingId = string.Create(CultureInfo.InvariantCulture, $"st_{school.Number}{number:0000}"),
            Forename = NameBook.Forename(_draw),
            Surname = NameBook.Surname(_draw),
            Gender = _draw.Chance(0.492) ? "FEMALE" : "MALE",
            Born = new DateOnly(calendar.Year.FirstYear - age - 1, 9, 1).AddDays(_draw.Below(365)),
            Upn = UniquePupilNumber.Of(school.Identity.LocalAuthority, school.Identity.EstablishmentNumber, entry, number % 1000),
            AdmissionNumber = string.Create(CultureInfo.InvariantCulture, $"{number:000000}"),
            Admitted = isJoiner ? calendar.Year.SchoolDays[5 + _draw.Below(120)] : new DateOnly(entry, 9, 1),
            Year = year,
            Registration = registration,
            SenStatus = "N",
            ChildInNeed = false,
            FreeSchoolMeals = _draw.Chance(0.25),
        };
    }

    private static int YearsSinceEntry(string year) => year switch
    {
        "R" => 0,
        _ when int.Parse(year, CultureInfo.InvariantCulture) is var number => number >= 7 ? number - 7 : number,
        _ => 0,
    };

    // About a fifth of pupils have a brother or sister at the school; not all of them share a surname.
    private void Bind()
    {
        for (var i = 0; i < _rows.Count; i++)
        {
            var other = _draw.Below(_rows.Count);
            var (row, kin) = (_rows[i].Row, _rows[other].Row);
            if (!_draw.Chance(0.11) || kin.Year == row.Year || row.Siblings.Length > 0 || kin.Siblings.Length > 0)
                continue;
            _rows[i] = _rows[i] with { Row = row with { Siblings = [other], Surname = _draw.Chance(0.85) ? kin.Surname : row.Surname } };
            _rows[other] = _rows[other] with { Row = kin with { Siblings = [i] } };
        }
    }

    // National shares: plans 0.4 %, in need 3 %, in care 0.7 %, education, health and care plans 5.3 %, SEN support 14.2 %.
    private void Mark()
    {
        var order = Enumerable.Range(0, _rows.Count).ToList();
        _draw.Shuffle(order);
        var taken = 0;
        foreach (var i in Part(order, 0.004, 2, ref taken))
            Change(i, row => row with { ChildProtectionPlans = [Range()], ChildInNeed = true });
        foreach (var i in Part(order, 0.026, 6, ref taken))
            Change(i, row => row with { ChildInNeed = true });
        foreach (var i in Part(order, 0.007, 2, ref taken))
            Change(i, row => row with { InCare = [Range()] });
        _draw.Shuffle(order);
        taken = 0;
        foreach (var i in Part(order, 0.053, 5, ref taken))
            Change(i, row => row with { SenStatus = "E" });
        foreach (var i in Part(order, 0.142, 10, ref taken))
            Change(i, row => row with { SenStatus = "K" });
    }

    private void Change(int index, Func<StudentRow, StudentRow> change) =>
        _rows[index] = _rows[index] with { Row = change(_rows[index].Row) };

    private DateRange Range() => new(calendar.LiveDate.AddDays(-_draw.Between(20, 400)), null);

    private static ImmutableArray<int> Part(List<int> order, double share, int least, ref int taken)
    {
        var count = Math.Max(least, (int)Math.Round(order.Count * share));
        var part = order.Skip(taken).Take(count).ToImmutableArray();
        taken += count;
        return part;
    }

    private DemoPupil Enrol(UpstreamSchool upstream, StudentRow row, int form, int record)
    {
        var first = FirstOnOrAfter(row.Admitted);
        var last = Leaves(row, first) ? _draw.Between(first + 10, calendar.LiveIndex - 2) : calendar.Days.Count - 1;
        var known = London.At(row.Admitted.AddDays(-14), new TimeOnly(5, 12));
        upstream.Students.Add(row, known, known);
        if (last < calendar.Days.Count - 1)
            Leave(upstream, row, record, calendar.Days[last]);
        return new DemoPupil
        {
            Record = record,
            Upi = row.Upi,
            Year = row.Year!,
            Class = form,
            FirstDay = first,
            LastDay = last,
            AbsenceRate = _draw.Chance(school.Rates.SevereShare)
                ? 0.5 + (0.45 * _draw.Unit())
                : _draw.Beta(school.Rates.Absence.A, school.Rates.Absence.B),
            IsOnPlan = row.ChildProtectionPlans.Length > 0,
            IsInNeed = row.ChildInNeed == true,
            IsInCare = row.InCare.Length > 0,
        };
    }

    private bool Leaves(StudentRow row, int first) =>
        _draw.Chance(0.008) && first + 12 < calendar.LiveIndex && row.ChildInNeed == false && row.InCare.Length == 0;

    private static void Leave(UpstreamSchool upstream, StudentRow row, int record, DateOnly lastDay)
    {
        var at = London.At(lastDay, new TimeOnly(16, 40));
        upstream.Students.Revise(record, row with { Left = lastDay }, at);
        upstream.Deletions.Add(new DeletionRow("student", row.WondeId, row.MisId, at, null), at);
    }

    private int FirstOnOrAfter(DateOnly date)
    {
        var index = calendar.Days.ToList().FindIndex(day => day >= date);
        return index < 0 ? calendar.Days.Count : index;
    }
}
