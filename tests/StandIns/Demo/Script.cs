using RiskMonitor.Domain;
using static RiskMonitor.StandIns.Demo.AbsencePattern;

namespace RiskMonitor.StandIns.Demo;

/// <summary>
/// The scenes that make the live day worth watching, and most days after it. It picks pupils, fixes their recent past so that the
/// scene comes off whatever chance did, and keeps them out of chance's way.
/// </summary>
internal sealed class Script
{
    private const int Purpose = 6;

    /// <summary>Longer than the longest window a scene needs: ten school weeks.</summary>
    private const int PastDays = 60;

    private readonly DemoSchool _school;
    private readonly DemoCalendar _calendar;
    private readonly RegisterTimes _registers;
    private readonly SeededDraw _draw;
    private readonly Queue<DemoPupil> _steady;
    private readonly IReadOnlyList<DemoPupil> _onPlan;
    private readonly IReadOnlyList<DemoPupil> _inNeed;
    private readonly Dictionary<int, MarkStory> _stories = [];
    private readonly List<(DemoPupil Pupil, int Day, ToldConcern Concern)> _concerns = [];
    private readonly List<DemoCue> _cues = [];

    public Script(DemoSchool school, DemoCalendar calendar, RegisterTimes registers, IReadOnlyList<DemoPupil> pupils, int seed)
    {
        (_school, _calendar, _registers) = (school, calendar, registers);
        _draw = new SeededDraw(seed, Purpose, school.Number);
        var stayers = pupils.Where(p => p.LastDay == calendar.Days.Count - 1 && p.FirstDay <= Math.Max(0, calendar.LiveIndex - PastDays)).ToList();
        var steady = stayers.Where(p => !p.IsVulnerable && p.AbsenceRate < 0.06 && p.IsOfCompulsoryAge && p.Year is not ("11" or "7")).ToList();
        _draw.Shuffle(steady);
        _steady = new Queue<DemoPupil>(steady);
        _onPlan = [.. pupils.Where(p => p.IsOnPlan && p.FirstDay < calendar.LiveIndex - 5)];
        _inNeed = [.. pupils.Where(p => p.IsInNeed && !p.IsOnPlan && p.FirstDay < calendar.LiveIndex - 5)];
        for (var day = calendar.LiveIndex; day < calendar.Days.Count; day++)
            Play(day);
    }

    public IReadOnlyList<DemoCue> Cues => _cues;

    public IReadOnlyList<(DemoPupil Pupil, int Day, ToldConcern Concern)> Concerns => _concerns;

    /// <summary>Records of the pupils that chance must leave alone.</summary>
    public IReadOnlySet<int> Cast => _stories.Keys.Concat(_concerns.Select(told => told.Pupil.Record)).ToHashSet();

    public MarkStory? StoryOf(int record) => _stories.GetValueOrDefault(record);

    private bool IsLive(int day) => day == _calendar.LiveIndex;

    private void Play(int day)
    {
        if (_school.Number == 1)
            PlaySecondary(day);
        else if (_school.Number == 2)
            PlayFirstPrimary(day);
        else
            PlaySecondPrimary(day);
    }

    private void PlaySecondary(int day)
    {
        MissingOnAPlan(day);
        TenthSession(day, isExplainedLater: false);
        TenthSession(day, isExplainedLater: true);
        if (IsLive(day) || day % 4 == 0)
            TwentiethSession(day);
        Disclosure(day, "c_6", Minutes(9, 32), Minutes(10, 24));
        ThirdSmallConcern(day, Minutes(10, 5));
    }

    private void PlayFirstPrimary(int day)
    {
        if (IsLive(day) || day % 3 == 0)
            ForgottenRegister(day);
        if (IsLive(day) || day % 5 == 0)
            Disclosure(day, "c_12", Minutes(11, 10), Minutes(13, 15));
    }

    private void PlaySecondPrimary(int day)
    {
        InNeedAbsent(day);
        if (IsLive(day) || day % 4 == 0)
            ThirdSmallConcern(day, Minutes(9, 41));
    }

    private void MissingOnAPlan(int day)
    {
        if (_onPlan.Count == 0)
            return;
        var pupil = _onPlan[(day - _calendar.LiveIndex) % Math.Min(2, _onPlan.Count)];
        var arrives = _registers.At(day, Shifted(day, Minutes(10, 12)));
        Story(pupil, _calendar.LiveIndex - 20, _calendar.Days.Count - 1).Tell(day * 2, new MarkStep("N"), new MarkStep("L", arrives, 28));
        Cue(day, Minutes(9, 50), pupil, "ATT-08", "A pupil on a child protection plan has no reason half an hour after registers close; signed in late at about 10:12.");
    }

    private void InNeedAbsent(int day)
    {
        if (_inNeed.Count == 0)
            return;
        var pupil = _inNeed[(day - _calendar.LiveIndex) % Math.Min(3, _inNeed.Count)];
        var known = _registers.At(day, Shifted(day, Minutes(10, 40)));
        Story(pupil, _calendar.LiveIndex - 20, _calendar.Days.Count - 1)
            .Tell(day * 2, new MarkStep("N"), new MarkStep("I", known)).Tell((day * 2) + 1, new MarkStep("I"));
        Cue(day, Minutes(9, 50), pupil, "ATT-08", "A child in need has no reason at 09:50; illness is reported at about 10:40.");
    }

    private void TenthSession(int day, bool isExplainedLater)
    {
        if (!_steady.TryDequeue(out var pupil))
            return;
        var story = Story(pupil, day - PastDays, day + 3);
        foreach (var daysAgo in (int[])[4, 9, 13, 18])
            story.Tell((day - daysAgo) * 2, new MarkStep("O")).Tell(((day - daysAgo) * 2) + 1, new MarkStep("O"));
        story.Tell((day - 22) * 2, new MarkStep("U", null, 45));
        var sent = _registers.Of(pupil.Class, day * 2);
        if (isExplainedLater)
            story.Tell(day * 2, new MarkStep("O"), new MarkStep("I", sent.AddMinutes(40))).Tell((day * 2) + 1, new MarkStep("I"));
        else
            story.Tell(day * 2, new MarkStep("N"), new MarkStep("O", sent.AddMinutes(130))).Tell((day * 2) + 1, new MarkStep("O"));
        _cues.Add(new DemoCue(sent, _school.Identity.School, pupil.Upi, new RuleId("ATT-04"), isExplainedLater
            ? "The tenth unauthorised session in ten school weeks; forty minutes later the school learns of an illness and the alert is retracted."
            : "The tenth unauthorised session in ten school weeks."));
    }

    private void TwentiethSession(int day)
    {
        if (!_steady.TryDequeue(out var pupil))
            return;
        var story = Story(pupil, day - PastDays, day + 3);
        for (var session = ((day - 10) * 2) + 1; session <= (day * 2) + 1; session++)
            story.Tell(session, new MarkStep("O"));
        _cues.Add(new DemoCue(
            _registers.Of(pupil.Class, day * 2), _school.Identity.School, pupil.Upi, new RuleId("ATT-05"),
            "The twentieth unauthorised session without a break; back the next school day."));
    }

    private void Disclosure(int day, string category, double at, double triagedAt)
    {
        if (!_steady.TryDequeue(out var pupil))
            return;
        at = Shifted(day, at);
        triagedAt = Shifted(day, triagedAt) + (at - Math.Floor(at));
        _concerns.Add((pupil, day, new ToldConcern(
            12, category, 4, at, [("triage", triagedAt, null), ("contact", triagedAt + 22, null), ("referral", triagedAt + 65, "social-care")])));
        Cue(day, at, pupil, "SG-01", "A concern of an immediate category with nobody on it; triaged later the same day.");
    }

    private void ThirdSmallConcern(int day, double at)
    {
        // Just after the summer there is no school day within the rule's 28.
        if (_calendar.Days[day - 1] < _calendar.Days[day].AddDays(-27) || !_steady.TryDequeue(out var pupil))
            return;
        at = Shifted(day, at);
        Story(pupil, day - PastDays, day + 3);
        Small(pupil, EarlierWithin(day, 20), 31, Minutes(11, 5));
        Small(pupil, EarlierWithin(day, 9), 44, Minutes(14, 20));
        _concerns.Add((pupil, day, new ToldConcern(31, "c_5", 2, at, [("triage", at + 95, null)])));
        Cue(day, at, pupil, "SG-02", "A third small concern within 28 days, from two members of staff.");
    }

    private void Small(DemoPupil pupil, int day, int recorder, double at) =>
        _concerns.Add((pupil, day, new ToldConcern(recorder, "c_5", 1, at, [("triage", at + 40, null), ("closed", at + 130, null)])));

    private void ForgottenRegister(int day)
    {
        var form = 2 + _draw.Below(4);
        _registers.Delay(form, day * 2, new TimeOnly(10, 27));
        Cue(day, Minutes(9, 50), null, "SCH-01", "A class's morning register has not come in half an hour after the close; it comes at 10:27.");
    }

    // After a holiday the day may lie just before it; a day before is always there.
    private int EarlierWithin(int day, int calendarDays)
    {
        var from = _calendar.Days[day].AddDays(-calendarDays);
        var index = day - 1;
        while (index > 0 && _calendar.Days[index - 1] >= from)
            index--;
        return index;
    }

    // The live day keeps the times people are told of; the days after it vary.
    private double Shifted(int day, double minutes) => IsLive(day) ? minutes : minutes + _draw.Below(25);

    private MarkStory Story(DemoPupil pupil, int firstDay, int lastDay)
    {
        if (!_stories.TryGetValue(pupil.Record, out var story))
            _stories[pupil.Record] = story = new MarkStory(firstDay * 2, (lastDay * 2) + 1);
        return story;
    }

    private void Cue(int day, double at, DemoPupil? pupil, string rule, string sentence) =>
        _cues.Add(new DemoCue(_registers.At(day, at), _school.Identity.School, pupil?.Upi, new RuleId(rule), sentence));
}
