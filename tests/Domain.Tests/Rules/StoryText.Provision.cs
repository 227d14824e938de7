using System.Globalization;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Events of the examples that are lessons, plans and departures.</content>
internal sealed partial class StoryText
{
    private bool ReadProvision(string text) => ReadLessons(text) || ReadPlan(text) || ReadDeparture(text);

    private bool ReadLessons(string text)
    {
        if (Match(text, $@"lessons? ({Day}) (\d(?: \d)*) (\S{{1,2}})(?: @ ({When}))?") is not { } lessons) return false;
        var date = DateOf(lessons[1].Value);
        var at = lessons[4].Success ? InstantOf(lessons[4].Value, date) : SchoolTime.At(date, new(16, 0));
        foreach (var period in lessons[2].Value.Split(' ')) Add(at, new LessonMark { School = Story.School, Student = Student, Date = date, Period = period, Code = lessons[3].Value });
        return true;
    }

    private bool ReadPlan(string text)
    {
        if (Match(text, $@"#(\w+) (part-time|alternative-provision) plan from ({Day})(?: to ({Day}))?(?:, reviewed ({Day}))?(?: @ ({When}))?") is not { } plan) return false;
        var from = DateOf(plan[3].Value);
        var at = plan[6].Success ? InstantOf(plan[6].Value, from) : SchoolTime.At(from, new(8, 0));
        AddNamed(plan[1].Value, at, new Plan
        {
            School = Story.School,
            Student = Student,
            Id = plan[1].Value,
            Kind = plan[2].Value,
            From = from,
            To = plan[4].Success ? DateOf(plan[4].Value) : null,
            ReviewedOn = plan[5].Success ? DateOf(plan[5].Value) : null,
        });
        return true;
    }

    private bool ReadDeparture(string text)
    {
        if (Match(text, $@"#(\w+) (elective-home-education|transfer|unknown) noticed ({Day})(?:, decided ({Day}))?(?: @ ({When}))?") is not { } departure) return false;
        var noticed = DateOf(departure[3].Value);
        DateOnly? decided = departure[4].Success ? DateOf(departure[4].Value) : null;
        var at = departure[5].Success ? InstantOf(departure[5].Value, noticed) : SchoolTime.At(decided ?? noticed, new(10, 0));
        AddNamed(departure[1].Value, at, new Departure { School = Story.School, Student = Student, Id = departure[1].Value, Kind = departure[2].Value, NoticedOn = noticed, DecidedOn = decided });
        return true;
    }

    private void AddNamed(string name, DateTimeOffset at, PupilObservation item)
    {
        _named[name] = item;
        Add(at, item);
    }
}
