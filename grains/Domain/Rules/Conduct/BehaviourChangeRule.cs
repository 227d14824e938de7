using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>BEH-01: more behaviour incidents in ten school days than the pupil's own sixty before them would lead one to expect.</summary>
internal sealed class BehaviourChangeRule(RuleSettings settings) : PupilRule
{
    // What the catalogue adds to the past, so that a pupil without any is not infinitely surprising: half an incident in ten school days.
    private const double PriorIncidents = 0.5;
    private const int PriorDays = 10;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("BEH-01"),
        Version = 1,
        Title = "Behaviour unlike the pupil's own",
        Sentence = $"{settings.BehaviourIncidents} or more behaviour incidents in {settings.BehaviourDays} school days, where the {settings.BehaviourPastDays} before them make so many less likely than {settings.BehaviourChance * 100:0.##} %.",
        Basis = "Keeping children safe in education: be alert to a change in a child's behaviour. The numbers are our own design.",
        Kind = RuleBasis.Design,
        Severity = Severity.Medium,
        IsBoosted = true,
        ClearedBy = "The incidents of the last school days are at most one more than the pupil's own past leads one to expect.",
    };

    // Those against the pupil, and those without points, are not counted.
    internal override bool IsProvablyQuiet(PupilAt at)
    {
        if (!at.Calendar.IsKnown || at.File.Behaviours.Length < settings.BehaviourIncidents) return true;
        var counted = 0;
        foreach (var each in at.File.Behaviours)
        {
            if (IsCounted(each)) counted++;
        }

        return counted < settings.BehaviourIncidents;
    }

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (!at.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        var past = new Past(at, settings);
        var (episodes, last) = (new EpisodeFold(at.Days, settings.BehaviourCoolDownDays), past.Window(0));
        for (var day = 0; day < past.AfterDay; day++)
        {
            last = past.Window(day);
            episodes.Take(day, at.Days[day], raises: !episodes.IsOpen && IsUnlike(last), clears: episodes.IsOpen && IsOver(last));
        }

        var due = NextDue(at, past, last, episodes.IsOpen);
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, Silence(at, last), due);
        var episode = new Episode(episodes.RaisedOn, at.Raised(Severity.Medium), EvidenceAt(at, past.Window(episodes.RaisedStep), episodes.RaisedStep));
        return RuleOutcome.Of(episodes, new Fired(episode), due);
    }

    private static bool IsCounted(Behaviour incident) => incident.Points > 0 && incident.Role is not BehaviourRole.Target;

    private bool IsUnlike(Window window) =>
        window.Incidents >= settings.BehaviourIncidents && window.PastMarkedDays >= settings.BehaviourMinimumDays && Chance.PoissonTail(window.Incidents, Expected(window)) < settings.BehaviourChance;

    // incidents ≤ expected + 1, in whole numbers.
    private bool IsOver(Window window) =>
        2 * (window.Incidents - 1) * (window.PastMarkedDays + PriorDays) <= ((2 * window.PastIncidents) + 1) * settings.BehaviourDays;

    private double Expected(Window window) => (window.PastIncidents + PriorIncidents) / (window.PastMarkedDays + PriorDays) * settings.BehaviourDays;

    /// <summary>
    /// The windows move with every school day. Without anything new that can raise only what has the incidents already, or clear what is open;
    /// besides that, an incident may be dated ahead.
    /// </summary>
    private DateTimeOffset? NextDue(PupilAt at, Past past, Window last, bool isOpen)
    {
        DateTimeOffset? due = null;
        if ((isOpen || last.Incidents >= settings.BehaviourIncidents) && StartOf(at, past.AfterDay) is { } next) due = next;
        foreach (var each in at.File.Behaviours)
        {
            if (IsCounted(each) && SchoolTime.DateOf(each.OccurredAt) is var date && date > at.Today) due = Earlier(due, SchoolTime.StartOf(date));
        }

        return due;
    }

    private static DateTimeOffset? StartOf(PupilAt at, int day) =>
        day < at.Days.Count && at.Days[day] > at.Today ? SchoolTime.StartOf(at.Days[day]) : null;

    private Verdict Silence(PupilAt at, Window window) => window.PastMarkedDays < settings.BehaviourMinimumDays && window.Incidents >= settings.BehaviourIncidents
        ? at.CannotTell($"{window.PastMarkedDays} school days with a mark before the last {settings.BehaviourDays}; {settings.BehaviourMinimumDays} are needed to tell")
        : at.Quiet($"{window.Incidents} incidents in {settings.BehaviourDays} school days, {window.PastIncidents} in the {settings.BehaviourPastDays} before them: {settings.BehaviourIncidents} and much more than before would be raised, once any cool-down is over");

    private Evidence EvidenceAt(PupilAt at, Window window, int day)
    {
        var (from, to) = (at.Days[Math.Max(0, day + 1 - settings.BehaviourDays)], at.Days[day]);
        var expected = Expected(window);
        return new()
        {
            Count = window.Incidents,
            Threshold = settings.BehaviourIncidents,
            WindowFrom = from,
            WindowTo = to,
            Measures =
            [
                new("before", window.PastIncidents), new("markedDaysBefore", window.PastMarkedDays),
                new("expected", Math.Round((decimal)expected, 3)), new("probability", Math.Round((decimal)Chance.PoissonTail(window.Incidents, expected), 6)),
            ],
            Items = [.. at.File.Behaviours.Where(IsCounted).Where(each => SchoolTime.DateOf(each.OccurredAt) is var date && date >= from && date <= to && at.Days.Contains(date)).Select(AsItem)],
        };
    }

    private static EvidenceItem AsItem(Behaviour incident) => new() { Date = SchoolTime.DateOf(incident.OccurredAt), Id = incident.Id, Category = incident.Kind, Code = $"{incident.Points} points" };

    /// <summary>Incidents of the last days; of the days before them, and how many of those have a mark.</summary>
    private readonly record struct Window(int Incidents, int PastIncidents, int PastMarkedDays);

    /// <summary>Incidents and marked days, summed up by school day, so that a window is a difference.</summary>
    private sealed class Past
    {
        private readonly RuleSettings _settings;
        private readonly int[] _incidentsBefore;
        private readonly int[] _markedBefore;

        internal Past(PupilAt at, RuleSettings settings)
        {
            var days = at.Days;
            _settings = settings;
            AfterDay = days.CountUpTo(at.Today);
            (_incidentsBefore, _markedBefore) = (new int[AfterDay + 1], new int[AfterDay + 1]);
            foreach (var each in at.File.Behaviours)
            {
                if (IsCounted(each) && SchoolTime.DateOf(each.OccurredAt) is var date && days.Contains(date) && days.CountUpTo(date) <= AfterDay) _incidentsBefore[days.CountUpTo(date)]++;
            }

            for (var day = 0; day < AfterDay; day++)
            {
                var morning = days[day].DayNumber * 2;
                var isMarked = at.Marks.PlaceAt(morning) != 0 || at.Marks.PlaceAt(morning + 1) != 0;
                _markedBefore[day + 1] = _markedBefore[day] + (isMarked ? 1 : 0);
                _incidentsBefore[day + 1] += _incidentsBefore[day];
            }
        }

        /// <summary>The school day after the last step.</summary>
        internal int AfterDay { get; }

        internal Window Window(int day)
        {
            var after = Math.Min(day + 1, AfterDay);
            var recent = Math.Max(0, after - _settings.BehaviourDays);
            var past = Math.Max(0, recent - _settings.BehaviourPastDays);
            return new(_incidentsBefore[after] - _incidentsBefore[recent], _incidentsBefore[recent] - _incidentsBefore[past], _markedBefore[recent] - _markedBefore[past]);
        }
    }
}
