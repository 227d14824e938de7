using System.Globalization;
using System.Text.RegularExpressions;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Events of the examples that are training, other pupils of the school, counts of concerns and of marks.</content>
internal sealed partial class StoryText
{
    private const string Person = @"(?:DSL|DDSL|governor|staff)";

    private readonly List<Term> _terms = [];
    private readonly Dictionary<DateTimeOffset, RuleId> _taken = [];
    private readonly Dictionary<DateTimeOffset, Closing> _closed = [];
    private int _numbered;

    private bool ReadSchoolInputs(string text) => ReadTraining(text) || ReadOthers(text) || ReadCounts(text) || ReadSchoolWide(text);

    private bool ReadTraining(string text)
    {
        if (Match(text, $@"(?:(\d+) )?({Person}) (\w+)(?:, appointed ({Day}))?(?:, inducted ({Day}))?(?:, trained ({Day}))?(?: @ ({When}))?") is not { } read)
            return Match(text, $@"withdrawn ({Person}) (\w+) @ ({When})") is { } gone && TakeBack("training", gone[2].Value, gone[3].Value);
        for (var number = 1; number <= (read[1].Success ? NumberOf(read[1]) : 1); number++)
        {
            Add(read[7].Success ? InstantOf(read[7].Value, default) : First, new Training
            {
                School = Story.School,
                Person = read[1].Success ? $"{read[3].Value}{number}" : read[3].Value,
                Group = read[2].Value,
                AppointedOn = DateOrNull(read[4]),
                InductionOn = DateOrNull(read[5]),
                LastOn = DateOrNull(read[6]),
            });
        }

        return true;
    }

    private bool ReadOthers(string text)
    {
        if (Match(text, $@"pupils? (\d+)(?: to (\d+))? of Year (\d+): ([\w-]+)(?: (\d))? on ({Day})(?: linked to (\d+)(?: of Year (\d+))?)?(?: @ ({When}))?") is not { } read)
            return ReadGroups(text) || ReadScattered(text);
        var (from, date, year) = (NumberOf(read[1]), DateOf(read[6].Value), NumberOf(read[3]));
        for (var number = from; number <= (read[2].Success ? NumberOf(read[2]) : from); number++)
        {
            var student = Other(year, number);
            var linked = read[7].Success ? Other(read[8].Success ? NumberOf(read[8]) : year, NumberOf(read[7])) : (StudentId?)null;
            AddConcern(student, read[4].Value, date, read[9], severity: read[5].Success ? NumberOf(read[5]) : 2, linked: linked);
        }

        return true;
    }

    private bool ReadGroups(string text)
    {
        if (Match(text, @"(\d+) pupils (with|without) SEN support") is { } group)
        {
            for (var number = 1; number <= NumberOf(group[1]); number++) Member(group[2].Value, number);
        }
        else if (Match(text, $@"(\d+) (with|without) SEN support suspended from ({Day})(?: @ ({When}))?") is { } suspended)
        {
            var date = DateOf(suspended[3].Value);
            for (var number = 1; number <= NumberOf(suspended[1]); number++)
            {
                var suspension = new Suspension { School = Story.School, Student = Member(suspended[2].Value, number), Id = $"s{suspended[2].Value}{suspended[1].Value}-{number}", From = date, Sessions = 2 };
                _named[suspension.Id] = suspension;
                Add(suspended[4].Success ? InstantOf(suspended[4].Value, date) : SchoolTime.At(date, new(10, 0)), suspension);
            }
        }
        else if (Match(text, $@"(\d+) (with|without) SEN support: ([\w-]+) on ({Day})") is { } concerned)
        {
            for (var number = 1; number <= NumberOf(concerned[1]); number++) AddConcern(Member(concerned[2].Value, number), concerned[3].Value, DateOf(concerned[4].Value), null, severity: 4);
        }
        else
        {
            return false;
        }

        return true;
    }

    // Pupils who are nowhere near each other: of no year group that we know.
    private bool ReadScattered(string text)
    {
        if (Match(text, $@"(\d+) scattered pupils?: ([\w-]+) on ({Day})(, acted on at once)?") is not { } read) return false;
        for (var number = 1; number <= NumberOf(read[1]); number++)
        {
            var student = new StudentId($"x{number}");
            _others[student] = Story.Pupil(student) with { YearGroup = null, Registration = null };
            var concern = AddConcern(student, read[2].Value, DateOf(read[3].Value), null);
            if (!read[4].Success) continue;
            var at = concern.RecordedAt!.Value.AddMinutes(30);
            Add(at, new ConcernAction { School = Story.School, Id = $"a{concern.Id}", Concern = concern.Id, At = at, Kind = ActionKind.Triage });
        }

        return true;
    }

    private bool ReadCounts(string text)
    {
        if (Match(text, $@"weekly ([\w-]+) concerns ([\d,]+) until ({Day})(?: @ ({When}))?") is { } weekly)
        {
            var counts = weekly[2].Value.Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture)).ToList();
            var days = SchoolCalendar.From(Story.Calendar()).DaysOf(null);
            var mondays = days.LastWeeks(counts.Count, DateOf(weekly[3].Value));
            foreach (var (monday, count) in mondays.Zip(counts)) AddConcerns(count, weekly[1].Value, days.NthAfter(monday.AddDays(-1), 1)!.Value, null, null, weekly[4]);
        }
        else if (Match(text, $@"(\d+) ([\w-]+) concerns? on ({Day})(?: by (\w+|\d+ people))?(?:, acted on( {When}| in time))?(?: @ ({When}))?") is { } some)
        {
            AddConcerns(NumberOf(some[1]), some[2].Value, DateOf(some[3].Value), some[4].Success ? some[4].Value : null, some[5].Success ? some[5].Value.Trim() : null, some[6]);
        }
        else if (Match(text, $@"(\d+) categories on ({Day})") is { } many)
        {
            for (var number = 1; number <= NumberOf(many[1]); number++) AddConcerns(1, $"category-{number}", DateOf(many[2].Value), null, null, null);
        }
        else if (Match(text, $@"({Day}) to ({Day}) (\d+) marks a day, (\d+) (\w\d?)(?: @ ({When}))?") is { } mix)
        {
            AddMix(DateOf(mix[1].Value), DateOf(mix[2].Value), NumberOf(mix[3]), NumberOf(mix[4]), mix[5].Value, mix[6]);
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool ReadSchoolWide(string text)
    {
        if (Match(text, $@"term (\w+) ({Day}) to ({Day})") is { } term) AddTerm(new(term[1].Value, DateOf(term[2].Value), DateOf(term[3].Value)));
        else if (Match(text, $@"([A-Z]+-\d\d) acknowledged @ ({When})") is { } taken) _taken.Add(InstantOf(taken[2].Value, default), new(taken[1].Value));
        else if (Match(text, $@"(\d+) of ([A-Z]+-\d\d) closed @ ({When}), (\d+) worth the look") is { } closed) _closed.Add(InstantOf(closed[3].Value, default), new(new(closed[2].Value), NumberOf(closed[1]), NumberOf(closed[4])));
        else if (Match(text, @"pupils? (\d+)(?: to (\d+))? in (\w+)") is { } group) AddGroup(NumberOf(group[1]), NumberOf(group[group[2].Success ? 2 : 1]), group[3].Value);
        else return false;
        return true;
    }

    private void AddGroup(int from, int to, string registration)
    {
        for (var number = from; number <= to; number++)
        {
            var student = new StudentId($"p{number:000}");
            if (student == Student) _pupil = _pupil with { Registration = registration };
            else _others[student] = OtherOf(student) with { Registration = registration };
        }
    }

    // Terms that a row names are all there are.
    private void AddTerm(Term term)
    {
        _terms.Add(term);
        _calendar = _calendar with { Terms = [.. _terms] };
    }

    private void AddConcerns(int count, string category, DateOnly date, string? by, string? acted, Group? when)
    {
        var people = by is not null && by.EndsWith(" people", StringComparison.Ordinal) ? int.Parse(by.Split(' ')[0], CultureInfo.InvariantCulture) : 0;
        for (var number = 0; number < count; number++)
        {
            var concern = AddConcern(new($"w{number % 20:00}"), category, date, when, by: people > 0 ? $"person{number % people}" : by ?? "Ann");
            if (acted is null) continue;
            var at = acted == "in time" ? concern.RecordedAt!.Value.AddMinutes(30) : InstantOf(acted, date);
            Add(at, new ConcernAction { School = Story.School, Id = $"a{concern.Id}", Concern = concern.Id, At = at, Kind = ActionKind.Triage });
        }
    }

    // Recorded, and heard of, at 15:00 of the day it happened, unless said otherwise. All the same kind of id, so that the first can be withdrawn by it.
    private Concern AddConcern(StudentId student, string category, DateOnly date, Group? when, int severity = 1, string by = "Ann", StudentId? linked = null)
    {
        var at = when is { Success: true } ? InstantOf(when.Value, date) : SchoolTime.At(date, new(15, 0));
        var concern = new Concern
        {
            School = Story.School,
            Student = student,
            Id = $"n{++_numbered}",
            OccurredAt = SchoolTime.At(date, new(12, 0)),
            RecordedAt = at,
            RecordedBy = by,
            Categories = [category],
            Severity = severity,
            Linked = linked is { } other ? [other] : [],
        };
        _named[concern.Id] = concern;
        Add(at, concern);
        return concern;
    }

    private void AddMix(DateOnly from, DateOnly to, int marks, int special, string code, Group when)
    {
        var at = when.Success ? InstantOf(when.Value, to) : SchoolTime.At(to, new(16, 0));
        foreach (var date in Story.Days(from, to).Where(date => SchoolCalendar.From(Story.Calendar()).IsSchoolDay(date)))
        {
            for (var number = 0; number < marks; number++)
            {
                var session = new SchoolSession(date, number % 2 == 0 ? Session.AM : Session.PM);
                Add(at, new Mark { School = Story.School, Student = new($"m{number / 2:000}"), At = session, Code = number < special ? code : "/" });
            }
        }
    }

    private StudentId Other(int year, int number)
    {
        var student = new StudentId($"y{year}-{number}");
        _others[student] = Story.Pupil(student) with { YearGroup = year, Registration = null };
        return student;
    }

    private StudentId Member(string group, int number)
    {
        var student = new StudentId($"{group}-{number}");
        _others[student] = Story.Pupil(student) with { Statuses = group == "with" ? [new(StatusKind.SENSupport, new(2025, 9, 1), null)] : [] };
        return student;
    }

    private bool TakeBack(string of, string key, string when)
    {
        var at = InstantOf(when, default);
        Add(at, new Withdrawn { School = Story.School, Of = of, OfKey = key, At = at, Reason = "deleted" });
        return true;
    }

    // A training register is there from the first event on.
    private DateTimeOffset First => _events.Count == 0 ? SchoolTime.At(new(2026, 9, 3), new(7, 30)) : _events.Min(each => each.At);

    private static int NumberOf(Group text) => int.Parse(text.Value, CultureInfo.InvariantCulture);

    private static DateOnly? DateOrNull(Group text) => text.Success ? DateOf(text.Value) : null;
}
