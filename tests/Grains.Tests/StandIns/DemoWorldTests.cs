using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Connectors;
using RiskMonitor.StandIns.Demo;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.StandIns;

public sealed class DemoWorldTests
{
    private static readonly string[] _absent = ["C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T", "G", "N", "O", "U"];
    private static readonly string[] _unauthorised = ["G", "N", "O", "U"];

    [Fact]
    public void The_same_seed_and_date_give_the_same_trust_and_another_seed_another()
    {
        var first = Print(World("2026-11-24"));

        Assert.Equal(first, Print(World("2026-11-24")));
        Assert.NotEqual(first, Print(World("2026-11-24", seed: 7)));
    }

    [Fact]
    public void Absence_persistent_absence_and_corrections_are_those_of_English_schools_over_a_year()
    {
        var worlds = new[] { 2026, 7, 11, 12 }.Select(seed => World("2027-07-20", seed)).ToList();
        var secondary = worlds.Select(world => Absence(world, world.Upstream.Schools[0])).ToList();
        var primary = worlds.SelectMany(world => world.Upstream.Schools.Skip(1).Select(school => Absence(world, school))).ToList();

        Assert.InRange(secondary.Average(s => s.Rate), 0.080, 0.092);
        Assert.InRange(secondary.Average(s => s.Persistent), 0.20, 0.26);
        Assert.InRange(primary.Average(s => s.Rate), 0.048, 0.060);
        Assert.InRange(primary.Average(s => s.Persistent), 0.11, 0.18);
        Assert.InRange(secondary.Average(s => s.Corrected), 0.02, 0.04);
        Assert.InRange(secondary.Average(s => s.Illness), 0.42, 0.62);
    }

    [Theory]
    [InlineData("2026-11-24")]
    [InlineData("2026-09-07")]
    [InlineData("2027-05-12")]
    public void What_is_already_true_when_the_day_begins_is_a_list_a_person_can_read(string date)
    {
        var world = World(date);
        foreach (var school in world.Upstream.Schools)
        {
            var histories = Histories(school, world.StartsAt).Values.ToList();
            var severe = histories.Count(marks => marks.Count >= 60 && marks.TakeLast(60).Count(IsAbsent) >= 30);
            var penalty = histories.Count(marks => Unauthorised(marks) >= 10);
            Assert.InRange(severe + penalty, 1, 130);
        }
    }

    [Theory]
    [InlineData("2026-11-24")]
    [InlineData("2026-09-03")]
    [InlineData("2026-11-03")]
    [InlineData("2027-01-05")]
    [InlineData("2027-04-05")]
    [InlineData("2027-07-19")]
    public void The_scenes_of_the_live_day_come_off_on_any_day(string date)
    {
        var world = World(date);
        var cues = world.Cues.Where(cue => London.DateOf(cue.At) == world.LiveDate).ToList();
        var high = world.Upstream.Schools[0];

        var tenth = cues.Where(cue => cue.Rule.Value == "ATT-04").ToList();
        Assert.Equal(2, tenth.Count);
        Assert.All(tenth, cue => Assert.Equal(9, Unauthorised(HistoryOf(high, cue, cue.At.AddSeconds(-1)))));
        Assert.All(tenth, cue => Assert.Equal(10, Unauthorised(HistoryOf(high, cue, cue.At))));
        var explained = tenth.Single(cue => cue.Sentence.Contains("retracted", StringComparison.Ordinal));
        Assert.Equal(9, Unauthorised(HistoryOf(high, explained, explained.At.AddMinutes(40))));

        var twentieth = cues.Single(cue => cue.Rule.Value == "ATT-05");
        Assert.Equal(20, HistoryOf(high, twentieth, twentieth.At).AsEnumerable().Reverse().TakeWhile(mark => _unauthorised.Contains(mark.Code)).Count());
    }

    [Theory]
    [InlineData("2026-11-24")]
    [InlineData("2027-01-05")]
    [InlineData("2027-04-05")]
    [InlineData("2027-07-19")]
    [InlineData("2026-09-03")]
    public void A_pupil_on_a_plan_has_no_reason_at_ten_to_ten_and_is_late_at_a_quarter_past(string date)
    {
        var world = World(date);
        var high = world.Upstream.Schools[0];
        var cue = world.Cues.First(c => c.Rule.Value == "ATT-08" && c.School == high.Identity.School);

        Assert.NotEmpty(high.Students.At(high.Students.Find(cue.Upi!)!.Value, cue.At)!.Value.Row.ChildProtectionPlans);
        Assert.Equal("N", HistoryOf(high, cue, cue.At)[^1].Code);
        Assert.Equal("L", HistoryOf(high, cue, cue.At.AddMinutes(25))[^1].Code);
    }

    [Theory]
    [InlineData("2026-11-24")]
    [InlineData("2027-01-05")]
    [InlineData("2027-04-05")]
    [InlineData("2027-07-19")]
    [InlineData("2026-09-03")]
    public void A_register_is_missing_at_one_primary_until_half_past_ten(string date)
    {
        var world = World(date);
        var cue = world.Cues.First(c => c.Rule.Value == "SCH-01");
        var school = world.Upstream.Schools.Single(s => s.Identity.School == cue.School);

        var before = Unmarked(world, school, cue.At);
        var after = Unmarked(world, school, cue.At.AddMinutes(40));

        Assert.InRange(before, 25, 35);
        Assert.Equal(0, after);
    }

    [Theory]
    [InlineData("2026-11-24")]
    [InlineData("2027-01-05")]
    [InlineData("2027-04-05")]
    [InlineData("2027-07-19")]
    public void A_disclosure_is_untouched_for_a_while_and_a_third_small_concern_comes_from_a_second_person(string date)
    {
        var world = World(date);
        var high = world.Upstream.Schools[0];
        var disclosure = world.Cues.First(cue => cue.Rule.Value == "SG-01");
        var small = world.Cues.First(cue => cue.Rule.Value == "SG-02" && cue.School == high.Identity.School);

        Assert.Empty(ConcernsOf(high, disclosure, disclosure.At)[^1].Actions);
        Assert.NotEmpty(ConcernsOf(high, disclosure, disclosure.At.AddHours(1))[^1].Actions);
        Assert.Equal(2, ConcernsOf(high, small, small.At.AddSeconds(-1)).Count);
        var three = ConcernsOf(high, small, small.At);
        Assert.Equal(3, three.Count);
        Assert.Equal(2, three.Select(row => row.RecordedBy.Id).Distinct().Count());
        Assert.All(three, row => Assert.InRange(world.LiveDate.DayNumber - London.DateOf(row.OccurredAt).DayNumber, 0, 27));
    }

    [Fact]
    public void But_for_a_few_vulnerable_children_have_been_heard_of_and_open_concerns_looked_at()
    {
        var world = World("2026-11-24");
        var now = new LedgerQuery(world.StartsAt);
        var (tenDaysAgo, twentyDaysAgo) = (world.Calendar.Days[world.Calendar.LiveIndex - 10], world.Calendar.Days[world.Calendar.LiveIndex - 20]);
        var heardOf = world.Contacts.Where(contact => contact.At < world.StartsAt && London.DateOf(contact.At) >= twentyDaysAgo).Select(contact => contact.Student.Value).ToHashSet();
        var vulnerable = world.Upstream.Schools.SelectMany(school => school.Students.Read(now, 0, int.MaxValue))
            .Where(pupil => pupil.Row.Left is null && (pupil.Row.ChildInNeed == true || !pupil.Row.InCare.IsEmpty)).ToList();
        var concerns = world.Upstream.Schools.SelectMany(school => school.Incidents.Read(now, 0, int.MaxValue)).Select(incident => incident.Row).ToList();
        var stale = concerns.Count(row => !row.Actions.Any(action => action.Kind == "closed") && London.DateOf(row.Actions.IsEmpty ? row.RecordedAt : row.Actions[^1].RecordedAt) < tenDaysAgo);

        Assert.InRange(vulnerable.Count(pupil => !heardOf.Contains(pupil.Row.Upi)), 1, vulnerable.Count / 8);
        Assert.InRange(stale, 1, concerns.Count / 25);
        Assert.Equal(world.Contacts.Length, world.Contacts.Select(contact => (contact.School, contact.Id)).Distinct().Count());
    }

    [Fact]
    public void Nothing_is_shown_before_its_time_and_what_was_shown_only_grows()
    {
        var world = World("2026-11-24");
        var today = world.LiveDate.DayNumber;
        var counts = new List<int>();
        foreach (var at in new[] { (8, 40), (8, 55), (9, 10), (9, 40), (13, 0), (14, 0) })
        {
            var now = London.At(world.LiveDate, new TimeOnly(at.Item1, at.Item2));
            foreach (var school in world.Upstream.Schools)
            {
                var marks = school.Marks.Read(new LedgerQuery(now), 0, int.MaxValue);
                Assert.All(marks, mark => Assert.True(mark.Updated <= now && mark.Created <= mark.Updated && mark.Row.Day <= today));
                counts.Add(marks.Count(mark => mark.Row.Day == today));
            }
        }

        Assert.Equal([0, 0, 0], counts.Take(3));
        for (var i = 3; i < counts.Count; i++)
            Assert.True(counts[i] >= counts[i - 3]);
        Assert.True(counts[^1] > counts[^4]);
    }

    [Fact]
    public void The_demo_schools_own_categories_are_understood_without_a_table_of_their_own()
    {
        var names = World("2026-11-24").Upstream.Schools[0].Categories;

        Assert.All(names.Where(category => category.Name != "Child Protection"), category =>
            Assert.Equal(DemoCategories.Canonical[category.Id], CategoryTable.Default.Of(category.Name).Canonical));
    }

    [Fact]
    public void School_days_go_on_after_the_live_day()
    {
        var world = World("2026-11-24");
        var last = world.Calendar.Days[^1];

        Assert.True(world.Calendar.Days.Count - 1 - world.Calendar.LiveIndex >= 10);
        Assert.Contains(
            world.Upstream.Schools[0].Marks.Read(new LedgerQuery(world.EndsAt), 0, int.MaxValue), mark => mark.Row.Day == last.DayNumber);
    }

    [Fact]
    public void Pupil_numbers_have_the_right_check_letter()
    {
        Assert.Equal('N', UniquePupilNumber.CheckLetter("823432113104"));
        Assert.Equal('X', UniquePupilNumber.CheckLetter("00180001701A"));
        var world = World("2026-11-24");
        var numbers = world.Upstream.Schools
            .SelectMany(school => school.Students.Read(new LedgerQuery(world.StartsAt), 0, int.MaxValue)).Select(s => s.Row.Upn!).ToList();
        Assert.All(numbers, number => Assert.Equal(number[0], UniquePupilNumber.CheckLetter(number[1..])));
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }

    private static DemoWorld World(string date, int seed = 2026) =>
        DemoWorld.Generate(seed, DateOnly.ParseExact(date, "yyyy-MM-dd"), new FakeTimeProvider());

    private static string Print(DemoWorld world)
    {
        var text = new System.Text.StringBuilder(world.Summary);
        foreach (var school in world.Upstream.Schools)
        {
            text.AppendJoin('\n', school.Students.Read(new LedgerQuery(world.EndsAt), 0, int.MaxValue).Select(s => $"{s.Row.Upi} {s.Row.Forename} {s.Row.Surname} {s.Row.Born:O} {s.Row.Upn}"));
            text.AppendJoin('\n', school.Marks.Read(new LedgerQuery(world.StartsAt.AddHours(3)), 0, 5_000));
            text.AppendJoin('\n', school.Incidents.Read(new LedgerQuery(world.EndsAt), 0, int.MaxValue).Select(i => $"{i.Row.Id} {i.Row.Student} {i.Updated:O} {i.Version}"));
            text.AppendJoin('\n', school.Behaviours.Read(new LedgerQuery(world.EndsAt), 0, int.MaxValue).Select(b => $"{b.Row.Id} {b.Row.Kind} {b.Updated:O}"));
        }

        return text.ToString();
    }

    private static bool IsAbsent((int Day, string Code) mark) => _absent.Contains(mark.Code);

    private static int Unauthorised(IReadOnlyList<(int Day, string Code)> marks)
    {
        var weeks = marks.Select(mark => (mark.Day - 1) / 7).Distinct().OrderDescending().Take(10).ToHashSet();
        return marks.Count(mark => weeks.Contains((mark.Day - 1) / 7) && _unauthorised.Contains(mark.Code));
    }

    private static Dictionary<int, List<(int Day, string Code)>> Histories(UpstreamSchool school, DateTimeOffset asOf) =>
        school.Marks.Read(new LedgerQuery(asOf), 0, int.MaxValue).GroupBy(mark => mark.Row.Student).ToDictionary(
            marks => marks.Key,
            marks => marks.OrderBy(m => m.Row.Day).ThenBy(m => m.Row.Session).Select(m => (m.Row.Day, school.Codes.TextOf(m.Row.Code))).ToList());

    private static List<(int Day, string Code)> HistoryOf(UpstreamSchool school, DemoCue cue, DateTimeOffset asOf)
    {
        var pupil = school.Students.Find(cue.Upi!)!.Value;
        var mine = new LedgerQuery(asOf) { Facet = cue.Upi! };
        return [.. school.Marks.Read(mine, 0, int.MaxValue, row => row.Student == pupil)
            .OrderBy(m => m.Row.Day).ThenBy(m => m.Row.Session).Select(m => (m.Row.Day, school.Codes.TextOf(m.Row.Code)))];
    }

    private static List<IncidentRow> ConcernsOf(UpstreamSchool school, DemoCue cue, DateTimeOffset asOf) =>
        [.. school.Incidents.Read(new LedgerQuery(asOf), 0, int.MaxValue).Select(i => i.Row)
            .Where(row => row.Student == school.Students.Find(cue.Upi!)!.Value).OrderBy(row => row.RecordedAt)];

    private static int Unmarked(DemoWorld world, UpstreamSchool school, DateTimeOffset asOf)
    {
        var marked = school.Marks.Read(new LedgerQuery(asOf), 0, int.MaxValue)
            .Where(mark => mark.Row.Day == world.LiveDate.DayNumber).Select(mark => mark.Row.Student).ToHashSet();
        return school.Students.Read(new LedgerQuery(asOf), 0, int.MaxValue)
            .Count(s => s.Row.Left is null && s.Row.Admitted <= world.LiveDate && !marked.Contains(s.Record));
    }

    private static (double Rate, double Persistent, double Corrected, double Illness) Absence(DemoWorld world, UpstreamSchool school)
    {
        var marks = school.Marks.Read(new LedgerQuery(world.StartsAt), 0, int.MaxValue);
        var absentCodes = _absent.Select(school.Codes.IndexOf).ToHashSet();
        var illness = school.Codes.IndexOf("I");
        var (absent, possible) = (new int[school.Students.Records], new int[school.Students.Records]);
        var (ill, corrected) = (0, 0);
        foreach (var mark in marks)
        {
            possible[mark.Row.Student]++;
            absent[mark.Row.Student] += absentCodes.Contains(mark.Row.Code) ? 1 : 0;
            ill += mark.Row.Code == illness ? 1 : 0;
            corrected += mark.Updated > mark.Created ? 1 : 0;
        }

        var pupils = Enumerable.Range(0, possible.Length).Where(pupil => possible[pupil] > 0).ToList();
        return (
            (double)absent.Sum() / marks.Count,
            pupils.Average(pupil => absent[pupil] * 10 >= possible[pupil] ? 1.0 : 0),
            (double)corrected / marks.Count,
            (double)ill / absent.Sum());
    }
}
