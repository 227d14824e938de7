using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-15: a part-time timetable or a placement off site that goes on without a plan, or without anybody looking at it again.</summary>
internal sealed class PartTimeDriftRule(RuleSettings settings) : PupilRule
{
    private const string PartTime = "part-time";
    private const string OffSite = "alternative-provision";
    private static readonly byte PartTimeMark = AttendanceCodes.PlaceOf("C2");
    private static readonly byte OffSiteMark = AttendanceCodes.PlaceOf("B");

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-15"),
        Version = 1,
        Title = "Part-time or off-site provision adrift",
        Sentence = $"Part-time leave (C2) in more than {settings.PartTimeSchoolWeeks} school weeks of the year without a review in the last {settings.PartTimeSchoolWeeks}; or C2, or B off site, in the last {settings.PartTimeSchoolWeeks} without a plan; or an alternative-provision plan not reviewed for more than {settings.PartTimeSchoolWeeks}.",
        Basis = "Working together to improve school attendance: a part-time timetable is temporary and reviewed; Keeping children safe in education: schools review alternative provision at least half-termly. The six weeks are our own design.",
        Kind = RuleBasis.Guidance | RuleBasis.Law,
        Severity = Severity.Medium,
        IsBoosted = true,
        InForceFrom = AttendanceCodes.NewCodesFrom,
        ClearedBy = $"A plan is in force and has been reviewed since; or nothing has been adrift for {settings.PartTimeSchoolWeeks} school weeks.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.Unknown is not null || (!at.Marks.Places.AsSpan().ContainsAny(PartTimeMark, OffSiteMark) && !at.File.Plans.Any(each => each.Kind == OffSite));

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var (steps, episodes, drift) = (at.Steps, new EpisodeFold(at.Days), new Drift(at, settings.PartTimeSchoolWeeks));
        for (var step = 0; step < steps.Count; step++)
        {
            drift.Take(step);
            var isAdrift = drift.IsTooLong || drift.IsPartTimeUnplanned || drift.IsOffSiteUnplanned || drift.IsReviewOverdue;
            episodes.Take(steps, step, raises: isAdrift, clears: !isAdrift);
        }

        Verdict verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.Medium), EvidenceAt(at, episodes.RaisedStep)))
            : at.Quiet($"C2 in {drift.PartTimeWeeks} school weeks of the year; every C2 and B of the last {settings.PartTimeSchoolWeeks} has a plan and every plan its review");
        return RuleOutcome.Of(episodes, verdict, at.NextMarkedDate());
    }

    private Evidence EvidenceAt(PupilAt at, int raisedStep)
    {
        var (steps, drift) = (at.Steps, new Drift(at, settings.PartTimeSchoolWeeks));
        for (var step = 0; step <= raisedStep; step++) drift.Take(step);
        var (first, date) = (steps.FirstOfWeeks(raisedStep, settings.PartTimeSchoolWeeks), steps.DateOf(raisedStep));
        List<EvidenceItem> items = [];
        for (var step = drift.IsTooLong ? drift.YearStart : first; step <= raisedStep; step++)
        {
            var place = steps.PlaceAt(step);
            if (place == PartTimeMark && step >= first && !drift.IsCovered(PartTime, steps.DateOf(step))) items.Add(steps.ItemAt(step) with { Category = "part-time-without-plan" });
            else if (place == PartTimeMark && drift.IsTooLong) items.Add(steps.ItemAt(step) with { Category = "part-time-too-long" });
            else if (place == OffSiteMark && step >= first && !drift.IsCovered(OffSite, steps.DateOf(step))) items.Add(steps.ItemAt(step) with { Category = "off-site-without-plan" });
        }

        items.AddRange(drift.Overdue(raisedStep).Select(plan => new EvidenceItem { Date = Drift.LookedAtOn(plan, date), Id = plan.Id, Category = "review-overdue" }));
        return new()
        {
            Count = drift.IsTooLong ? drift.PartTimeWeeks : items.Count,
            Threshold = drift.IsTooLong ? settings.PartTimeSchoolWeeks : 0,
            WindowFrom = steps.DateOf(drift.IsTooLong ? drift.YearStart : first),
            WindowTo = date,
            Measures =
            [
                new("partTimeWeeks", drift.PartTimeWeeks), new("partTimeTooLong", drift.IsTooLong ? 1 : 0), new("partTimeWithoutPlan", drift.IsPartTimeUnplanned ? 1 : 0),
                new("offSiteWithoutPlan", drift.IsOffSiteUnplanned ? 1 : 0), new("reviewOverdue", drift.IsReviewOverdue ? 1 : 0),
            ],
            Items = [.. items],
        };
    }

    /// <summary>What is adrift at a step. A review counts from its own date on: before it, the plan had only been begun.</summary>
    private sealed class Drift(PupilAt at, int weeks)
    {
        private readonly ImmutableArray<Plan> _plans = at.File.Plans;
        private readonly YearTally _year = new();
        private int _lastWeek = -1;
        private int _unplannedPartTime = -1;
        private int _unplannedOffSite = -1;

        /// <summary>Distinct school weeks of the school year with part-time leave.</summary>
        internal int PartTimeWeeks { get; private set; }

        internal int YearStart => _year.YearStart;

        internal bool IsTooLong { get; private set; }

        internal bool IsPartTimeUnplanned { get; private set; }

        internal bool IsOffSiteUnplanned { get; private set; }

        internal bool IsReviewOverdue { get; private set; }

        internal static DateOnly LookedAtOn(Plan plan, DateOnly date) => plan.ReviewedOn is { } reviewed && reviewed <= date ? reviewed : plan.From;

        internal void Take(int step)
        {
            var (place, date, week) = (at.Steps.PlaceAt(step), at.Steps.DateOf(step), at.Days.WeekOf(at.Steps.Day(step)));
            if (_year.Take(at.Steps, step)) PartTimeWeeks = 0;
            if (place == PartTimeMark && (PartTimeWeeks == 0 || week != _lastWeek)) (PartTimeWeeks, _lastWeek) = (PartTimeWeeks + 1, week);
            if (place == PartTimeMark && !IsCovered(PartTime, date)) _unplannedPartTime = step;
            if (place == OffSiteMark && !IsCovered(OffSite, date)) _unplannedOffSite = step;
            if (IsSettled(PartTime, _unplannedPartTime, date)) _unplannedPartTime = -1;
            if (IsSettled(OffSite, _unplannedOffSite, date)) _unplannedOffSite = -1;
            var first = at.Steps.FirstOfWeeks(step, weeks);
            IsTooLong = PartTimeWeeks > weeks && !IsReviewed(date, at.Days.MondayOfWeek(Math.Max(0, week - weeks + 1)));
            IsPartTimeUnplanned = _unplannedPartTime >= first;
            IsOffSiteUnplanned = _unplannedOffSite >= first;
            IsReviewOverdue = !_plans.IsEmpty && Overdue(step).Any();
        }

        internal bool IsCovered(string kind, DateOnly date) => _plans.Any(plan => plan.Kind == kind && IsInForce(plan, date));

        /// <summary>The placements in force that nobody has looked at since before the sixth school week before the step's.</summary>
        internal IEnumerable<Plan> Overdue(int step)
        {
            var (date, week) = (at.Steps.DateOf(step), at.Days.WeekOf(at.Steps.Day(step)) - weeks);
            return week < 0 ? [] : _plans.Where(plan => plan.Kind == OffSite && IsInForce(plan, date) && LookedAtOn(plan, date) < at.Days.MondayOfWeek(week));
        }

        // What went without a plan is put right by one that is in force now and was reviewed since.
        private bool IsSettled(string kind, int unplanned, DateOnly date) =>
            unplanned >= 0 && _plans.Any(plan => plan.Kind == kind && IsInForce(plan, date) && plan.ReviewedOn is { } reviewed && reviewed >= at.Steps.DateOf(unplanned) && reviewed <= date);

        private bool IsReviewed(DateOnly date, DateOnly from) => _plans.Any(plan => plan.Kind == PartTime && plan.ReviewedOn is { } reviewed && reviewed >= from && reviewed <= date);

        private static bool IsInForce(Plan plan, DateOnly date) => plan.From <= date && (plan.To is not { } to || date <= to);
    }
}
