using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-01: half an hour after the register closed, too many pupils have no mark.</summary>
internal sealed class IncompleteRegisterRule(RuleSettings settings) : SchoolRule
{
    private const int MostGroupsShown = 50;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-01"),
        Version = 1,
        Title = "Register incomplete",
        Sentence = $"{settings.RegisterDelay.TotalMinutes:0} minutes after the register closed, more than {settings.RegisterUnmarkedPercent} % of the pupils expected have no mark, or a whole registration group has none.",
        Basis = "School Attendance (Pupil Registration) (England) Regulations 2024 (SI 2024/208): a register is taken at each session. The 30 minutes and 2 % are our own design.",
        Kind = RuleBasis.Law,
        Severity = Severity.High,
        InForceFrom = AttendanceCodes.NewCodesFrom,
        ClearedBy = "Every expected pupil has a mark, or the day ends.",
    };

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    private RuleOutcome Outcome(SchoolAt at)
    {
        if (!at.Register.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        if (at.KnownOn is not { } knownOn) return RuleOutcome.CannotTell("no pupil is on the roll we have");
        var checks = Checks(at, at.Today);
        var incomplete = checks.Where(each => each.IsIncomplete && each.UnmarkedNow > 0).ToList();
        var open = IsTold(at) ? incomplete.FirstOrDefault() : incomplete.FirstOrDefault(each => each.IsOverNow || !WasAsked(at, each));
        var cleared = checks.Any(each => each.IsIncomplete && each.UnmarkedNow == 0) ? at.Today : LastIncompleteBefore(at, knownOn);
        if (open is not null) return new(new Fired(new Episode(at.Today, Severity.High, EvidenceOf(open))), cleared);
        var worst = checks.MaxBy(each => each.UnmarkedNow);
        return new(new Quiet(worst is null ? "no register is due yet today" : $"{worst.UnmarkedNow} of {worst.Expected} expected pupils have no mark"), cleared);
    }

    internal override IEnumerable<DateTimeOffset> InstantsOf(SchoolRegister register, DateOnly date) =>
    [
        register.Calendar.ClosesAt(new(date, Session.AM)) + settings.RegisterDelay,
        register.Calendar.ClosesAt(new(date, Session.PM)) + settings.RegisterDelay,
    ];

    /// <summary>The registers of a date whose deadline has passed.</summary>
    private List<Check> Checks(SchoolAt at, DateOnly date)
    {
        var expected = at.Register.ExpectedOn(date);
        if (expected.Places.Length == 0) return [];
        var sessions = new[] { new SchoolSession(date, Session.AM), new SchoolSession(date, Session.PM) };
        return [.. sessions.Where(each => DeadlineOf(at, each) <= at.AsOf).Select(each => CheckOf(at, expected, each))];
    }

    private bool IsTold(SchoolAt at) => at.Board.Of(new AlertSubject(at.Register.School)).Any(alert => alert.IsOpen && alert.Key.Rule == Description.Id);

    /// <remarks>
    /// What was there at a deadline is put together from what has come since, and a mark taken back and sent again, or a pupil entered later,
    /// was not there then. Who was asked at that time said what was so: only what is so now can be news.
    /// </remarks>
    private bool WasAsked(SchoolAt at, Check check) => at.View.AskedAt >= DeadlineOf(at, check.At);

    private DateTimeOffset DeadlineOf(SchoolAt at, SchoolSession session) => at.OrKnown(at.Register.Calendar.ClosesAt(session) + settings.RegisterDelay);

    private Check CheckOf(SchoolAt at, ExpectedPupils expected, SchoolSession session)
    {
        var (arrivals, deadline) = (at.Register.Arrivals[session], MarkArrivals.SecondOf(DeadlineOf(at, session)));
        var (then, now) = arrivals?.Unmarked(expected, deadline) ?? (expected.Places.Length, expected.Places.Length);
        var groups = then == 0 ? [] : expected.WhollyUnmarked(arrivals, settings.RegisterSmallestGroup, deadline);

        // Whoever has no mark now had none then: a mark taken back counts as one that never came.
        return new(session, expected.Places.Length, then, now, IsOver(then, expected.Places.Length) || groups.Count > 0, groups)
        {
            IsOverNow = IsOver(now, expected.Places.Length) || (now > 0 && expected.WhollyUnmarked(arrivals, settings.RegisterSmallestGroup).Count > 0),
        };
    }

    private bool IsOver(int unmarked, int expected) => unmarked * 100 > settings.RegisterUnmarkedPercent * expected;

    /// <summary>The last school day before today whose register was incomplete when due: its alert ended with the day.</summary>
    /// <remarks>For days whose marks are no longer known pupil by pupil the answer is yes: it only ever says that an alert told then has ended, not that it was wrong.</remarks>
    private DateOnly? LastIncompleteBefore(SchoolAt at, DateOnly knownOn)
    {
        var days = at.Register.Calendar.DaysOfAnybody();
        for (var day = days.CountUpTo(at.Today.AddDays(-1)) - 1; day >= 0 && days[day] >= knownOn; day--)
        {
            var isForgotten = days[day] < at.Register.Arrivals.OldestKept;
            if (isForgotten || Checks(at, days[day]).Any(each => each.IsIncomplete)) return days[day];
        }

        return null;
    }

    private Evidence EvidenceOf(Check check) => new()
    {
        Count = check.Unmarked,
        Threshold = settings.RegisterUnmarkedPercent * check.Expected / 100m,
        WindowFrom = check.At.Date,
        WindowTo = check.At.Date,
        Measures = [new("onRoll", check.Expected), new("unmarked", check.Unmarked)],
        Items =
        [
            new() { Date = check.At.Date, Session = check.At.Session },
            .. check.Groups.Take(MostGroupsShown).Select(group => new EvidenceItem { Date = check.At.Date, Session = check.At.Session, Category = group }),
        ],
    };

    /// <param name="Unmarked">At the deadline.</param>
    private sealed record Check(SchoolSession At, int Expected, int Unmarked, int UnmarkedNow, bool IsIncomplete, IReadOnlyList<string> Groups)
    {
        public bool IsOverNow { get; init; }
    }
}
