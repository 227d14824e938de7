using System.Globalization;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using Calendar = RiskMonitor.Domain.Observations.Calendar;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Events of the examples that are behaviour and suspensions, and what is done about concerns.</content>
internal sealed partial class StoryText
{
    private Calendar _calendar = Story.Calendar();

    private bool ReadConduct(string text)
    {
        if (text == "no terms")
        {
            _calendar = _calendar with { Terms = [] };
            return true;
        }

        return ReadIncidents(text) || ReadSuspension(text) || ReadFollowUp(text);
    }

    private bool ReadIncidents(string text)
    {
        if (Match(text, $@"(\d+) incidents? ({Day})(?: to ({Day}))?(?: as (target|involved))?(?:, (-?\d+) points)?(?: @ ({When}))?") is { } many)
        {
            var (from, to) = (DateOf(many[2].Value), DateOf(many[many[3].Success ? 3 : 2].Value));
            var role = many[4].Success ? Enum.Parse<BehaviourRole>(many[4].Value, ignoreCase: true) : BehaviourRole.Aggressor;
            var points = many[5].Success ? int.Parse(many[5].Value, CultureInfo.InvariantCulture) : 1;
            foreach (var date in Story.Days(from, to).Where(date => from == to || SchoolCalendar.From(Story.Calendar()).IsSchoolDay(date)))
            {
                for (var left = int.Parse(many[1].Value, CultureInfo.InvariantCulture); left > 0; left--) AddIncident($"i{_events.Count}", date, role, points, many[6].Success ? many[6].Value : null);
            }

            return true;
        }

        if (Match(text, $@"#(\w+) incident ({Day})(?: @ ({When}))?") is not { } one) return false;
        AddIncident(one[1].Value, DateOf(one[2].Value), BehaviourRole.Aggressor, 1, one[3].Success ? one[3].Value : null);
        return true;
    }

    private void AddIncident(string id, DateOnly date, BehaviourRole role, int points, string? when)
    {
        var item = new Behaviour { School = Story.School, Student = Student, Id = id, OccurredAt = SchoolTime.At(date, new(11, 0)), Kind = "defiance", Points = points, Role = role };
        AddNamed(id, when is null ? SchoolTime.At(date, new(12, 0)) : InstantOf(when, date), item);
    }

    private bool ReadSuspension(string text)
    {
        if (Match(text, $@"#(\w+) suspended ({Day}) for ([\d.]+) days?(, permanent)?(, exam missed)?(?:, notice ({Day}))?(?: @ ({When}))?") is { } first)
        {
            var from = DateOf(first[2].Value);
            var item = new Suspension
            {
                School = Story.School,
                Student = Student,
                Id = first[1].Value,
                From = from,
                Sessions = (int)(decimal.Parse(first[3].Value, CultureInfo.InvariantCulture) * 2),
                Permanent = first[4].Success,
                ExamMissed = first[5].Success,
                NoticeAt = first[6].Success ? SchoolTime.At(DateOf(first[6].Value), new(15, 0)) : null,
            };
            AddNamed(item.Id, first[7].Success ? InstantOf(first[7].Value, from) : SchoolTime.At(from, new(8, 0)), item);
        }
        else if (Match(text, $@"#(\w+) (reinstated|exam missed)(?: from ({When}))? @ ({When})") is { } later)
        {
            var (item, at) = ((Suspension)_named[later[1].Value], InstantOf(later[4].Value, default));
            AddNamed(item.Id, at, later[2].Value == "reinstated" ? item with { ReinstatedAt = later[3].Success ? InstantOf(later[3].Value, default) : at } : item with { ExamMissed = true });
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool ReadFollowUp(string text)
    {
        if (Match(text, $@"(triage|contact|referral|review|closed) on #(\w+) @ ({When})") is not { } action) return false;
        var at = InstantOf(action[3].Value, default);
        Add(at, new ConcernAction { School = Story.School, Id = $"a{_events.Count}", Concern = action[2].Value, At = at, Kind = Enum.Parse<ActionKind>(action[1].Value, ignoreCase: true) });
        return true;
    }
}
