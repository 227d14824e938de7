using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using Calendar = RiskMonitor.Domain.Observations.Calendar;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Events of the examples that come from other schools: what peers lend a school, and schools their trust.</content>
internal sealed partial class StoryText
{
    public static readonly SchoolId Trust = SchoolId.OfTrust(new("larkfield"));

    private readonly SortedSet<SchoolId> _peers = [];

    /// <summary>A trust's rule is played on the trust's own board.</summary>
    public bool IsTrusts => rule.Value is "TRU-01" or "TRU-02" or "TRU-03" or "TRU-04";

    private Calendar CalendarOfStory => rule.Value is "SCH-04" && !_calendar.Terms.IsEmpty ? WithTerms(Story.School) : _calendar;

    private IEnumerable<Observation> Peers => _peers.Count == 0 ? [] : [new SchoolRecord { School = Story.School, Name = "Oakfield", Peers = [.. _peers] }];

    private static Calendar WithTerms(SchoolId school) => Story.Calendar() with
    {
        School = school,
        Terms =
        [
            new("Autumn", new(2025, 9, 1), new(2025, 12, 19)), new("Spring", new(2026, 1, 5), new(2026, 3, 27)), new("Summer", new(2026, 4, 13), new(2026, 7, 22)),
            new("Autumn", new(2026, 9, 3), new(2026, 12, 18)), new("Spring", new(2027, 1, 4), new(2027, 3, 25)), new("Summer", new(2027, 4, 12), new(2027, 7, 21)),
        ],
    };

    private bool ReadTrust(string text)
    {
        if (Match(text, $@"(pupil|parent) survey (\w+)(?: of ({Day}))?: (\d+) of (\d+) answered, (\d+) experienced, (\d+) told(?: @ ({When}))?") is { } survey) AddSurvey(survey);
        else if (Match(text, $@"(\d+) child-on-child concerns of (\d+) pupils on ({Day})(?: @ ({When}))?") is { } concerns) AddConcerns(concerns);
        else if (Match(text, $@"board report #(\w+) ({Day})(?: @ ({When}))?") is { } report) AddReport(new() { School = Trust, Id = report[1].Value, Kind = "board-safeguarding", On = DateOf(report[2].Value) }, report[3]);
        else if (Match(text, $@"link governor #(\w+) from ({Day})(?: until ({Day}))?(?: @ ({When}))?") is { } governor)
            AddReport(new() { School = Trust, Id = governor[1].Value, Kind = "link-governor", From = DateOf(governor[2].Value), To = governor[3].Success ? DateOf(governor[3].Value) : null }, governor[4]);
        else if (Match(text, $@"withdrawn report #(\w+) @ ({When})") is { } gone)
            Add(InstantOf(gone[2].Value, default), new Withdrawn { School = Trust, Of = "report", OfKey = gone[1].Value, At = InstantOf(gone[2].Value, default), Reason = "deleted" });
        else return Match(text, $@"(?:peer|school) ([\w-]+): (.*?) @ ({When})") is { } lent && AddFigures(new(lent[1].Value), lent[2].Value, InstantOf(lent[3].Value, default));
        return true;
    }

    private void AddSurvey(GroupCollection survey)
    {
        int Number(int group) => int.Parse(survey[group].Value, CultureInfo.InvariantCulture);
        Add(InstantOf(survey[8].Value, default), new Survey
        {
            School = Story.School,
            Audience = survey[1].Value,
            Term = survey[2].Value,
            RecordedAt = survey[3].Success ? SchoolTime.At(DateOf(survey[3].Value), new(12, 0)) : null,
            Answered = Number(4),
            Invited = Number(5),
            Experienced = Number(6),
            ToldAdult = Number(7),
        });
    }

    // One for each of the first pupils; the last one is filed for all that are left.
    private void AddConcerns(GroupCollection text)
    {
        var (concerns, pupils, date) = (int.Parse(text[1].Value, CultureInfo.InvariantCulture), int.Parse(text[2].Value, CultureInfo.InvariantCulture), DateOf(text[3].Value));
        var (at, first) = (text[4].Success ? InstantOf(text[4].Value, date) : SchoolTime.At(date, new(15, 0)), _events.Count);
        for (var pupil = 1; pupil <= pupils; pupil++)
        {
            Add(at, new Concern
            {
                School = Story.School,
                Student = new($"p{pupil:000}"),
                Id = $"coc{first}-{Math.Min(pupil, concerns)}",
                OccurredAt = SchoolTime.At(date, new(12, 0)),
                Categories = ["child-on-child"],
                Severity = 1,
                RecordedBy = "Ann",
            });
        }
    }

    private void AddReport(BoardReport report, Group when) => Add(when.Success ? InstantOf(when.Value, report.On ?? default) : SchoolTime.At(report.On!.Value, new(12, 0)), report);

    private bool AddFigures(SchoolId of, string parts, DateTimeOffset at)
    {
        if (!IsTrusts) _peers.Add(of);
        var figures = new SchoolFigures { School = IsTrusts ? Trust : Story.School, Of = of, Name = of.Value, Roll = 0, Calendar = WithTerms(of) };
        foreach (var part in parts.Split(", ")) figures = With(figures, part);
        Add(at, figures);
        return true;
    }

    private static SchoolFigures With(SchoolFigures figures, string part)
    {
        if (part == "gone") return figures with { IsGone = true };
        if (part == "no calendar") return figures with { Calendar = null };
        if (Match(part, $"opens ({Day})") is { } opens) return figures with { Calendar = figures.Calendar! with { Closed = figures.Calendar!.Closed.AddRange(Story.Days(new(2026, 9, 1), DateOf(opens[1].Value).AddDays(-1))) } };
        if (Match(part, $"term ({Day}) to ({Day})") is { } term) return figures with { Calendar = figures.Calendar! with { Terms = [new("Term", DateOf(term[1].Value), DateOf(term[2].Value))] } };
        if (Match(part, @"(\d+) pupils") is { } pupils) return figures with { Roll = int.Parse(pupils[1].Value, CultureInfo.InvariantCulture) };
        if (Match(part, $@"(\d+) concerns on ({Day})") is { } concerns) return figures with { ChildOnChildOn = figures.ChildOnChildOn.AddRange(Times(concerns)) };
        if (Match(part, $@"(\d+) ([\w-]+) on ({Day})") is { } measure) return figures with { Measures = Added(figures.Measures, measure[2].Value, Times(measure, 3)) };
        if (Match(part, $"([\\w-]+) spike on ({Day})") is { } spike) return figures with { Spikes = figures.Spikes.Add(new(spike[1].Value, DateOf(spike[2].Value))) };
        var child = Match(part, $@"child (\w+) joined ({Day})(?: left ({Day}))?(?: flagged ({Day}))?(?: until ({Day}))?");
        Assert.True(child is not null, $"cannot read '{part}'");
        DateOnly? Maybe(int group) => child[group].Success ? DateOf(child[group].Value) : null;
        return figures with { Children = figures.Children.Add(new(child[1].Value, new($"{figures.Of}-1"), DateOf(child[2].Value), Maybe(3), Maybe(4), Maybe(5))) };
    }

    private static ImmutableArray<SchoolMeasure> Added(ImmutableArray<SchoolMeasure> measures, string name, IEnumerable<DateOnly> dates)
    {
        var old = measures.FirstOrDefault(measure => measure.Name == name) ?? new(name, []);
        return [.. measures.Where(measure => measure.Name != name), new(name, [.. old.Since.Concat(dates).Order()])];
    }

    private static IEnumerable<DateOnly> Times(GroupCollection text, int date = 2) => Enumerable.Repeat(DateOf(text[date].Value), int.Parse(text[1].Value, CultureInfo.InvariantCulture));
}
