using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-09: nothing at all has been recorded of a child with a plan or in care. Silence is not safety.</summary>
internal sealed class SilentChildRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-09"),
        Version = 1,
        Title = "Silence about a vulnerable child",
        Sentence = $"No concern, action or contact is recorded for {settings.SilentPlanDays} school days of a child on a child-protection plan, or for {settings.SilentChildDays} of a child in need or in care.",
        Basis = "Our own design: no news is news, where a child is known to be at risk.",
        Kind = RuleBasis.Design,
        Severity = Severity.Medium,
        ClearedBy = "Anything recorded (a contact that failed is none), or leaving the roll. The end of the status alone is no word of the child.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Roll is not { } roll || !roll.Support.Any(each => each.IsStatutory());

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Roll is not { } roll) return RuleOutcome.CannotTell("the pupil is not on the roll we have");
        var silence = new Silence(settings, at.Days, roll, RecordDates(at.File));
        if (silence.IsNobodys) return new(new Quiet("the pupil is on no plan and not in care"));
        if (!at.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        var (episodes, due) = DateWalk.Of(at, silence.Changes(), silence.IsTooLong, silence.IsOver);
        Verdict verdict = episodes.IsOpen
            ? new Fired(new Episode(episodes.RaisedOn, Severity.Medium, silence.EvidenceAt(episodes.RaisedOn)))
            : at.Quiet($"{silence.InWords(at.Today)}");
        return RuleOutcome.Of(episodes, verdict, due);
    }

    // A record is as old as its writing: what happened before nobody had told.
    private static SortedSet<DateOnly> RecordDates(CaseFile file)
    {
        var own = file.Concerns.Select(each => each.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. file.Concerns.Select(each => SchoolTime.DateOf(each.WrittenAt())),
            .. file.Actions.Where(each => own.Contains(each.Concern)).Select(each => SchoolTime.DateOf(each.At)),
            .. file.Contacts.Where(each => each.Kind != "no-contact").Select(each => SchoolTime.DateOf(each.At)),
        ];
    }

    private sealed class Silence(RuleSettings settings, SchoolDays days, RollFacts roll, SortedSet<DateOnly> records)
    {
        private readonly List<SupportSpan> _all = roll.StatutorySpans();
        private readonly List<SupportSpan> _plans = [.. roll.Support.Where(each => each.Status is SupportStatus.ChildProtection)];
        private readonly List<SupportSpan> _others = [.. roll.Support.Where(each => each.Status is SupportStatus.ChildInNeed or SupportStatus.LookedAfter)];

        internal bool IsNobodys => _all.Count == 0;

        /// <summary>Every date on which it can become too long, or end.</summary>
        internal IEnumerable<DateOnly> Changes()
        {
            var starts = records.Concat(_all.Select(each => DayBefore(each.From))).Append(DayBefore(roll.Joined)).ToList();
            var ripe = starts.SelectMany(start => new[] { days.NthAfter(start, settings.SilentPlanDays), days.NthAfter(start, settings.SilentChildDays) }).OfType<DateOnly>();
            var edges = records.Concat(_all.Edges()).Append(roll.Joined).Concat(ripe);
            return roll.Left is { } left && left < DateOnly.MaxValue ? edges.Append(left.AddDays(1)) : edges;
        }

        internal bool IsTooLong(DateOnly date) => IsTooLong(Plan, date) || IsTooLong(Others, date);

        internal bool IsOver(DateOnly date) => !roll.IsOnRoll(date) || records.Contains(date);

        internal string InWords(DateOnly date) => LimbOn(date) is var limb && StartOf(limb, date) is { } start
            ? $"nothing recorded for {days.CountBetween(start, date)} school days: {limb.Limit} would raise"
            : "the pupil is on no plan and not in care, or not on roll";

        internal Evidence EvidenceAt(DateOnly date)
        {
            var limb = LimbOn(date);
            var start = StartOf(limb, date) ?? date;
            var last = LastRecord(date);
            return new()
            {
                Count = days.CountBetween(start, date),
                Threshold = limb.Limit,
                WindowFrom = start.AddDays(1),
                WindowTo = date,
                Items =
                [
                    .. last is { } seen ? new EvidenceItem[] { new() { Date = seen, Category = "last-record" } } : [],
                    new() { Date = limb.Held.HeldSince(date) ?? date, Category = "status-since", Code = _all.InWords(date) },
                ],
            };
        }

        private Limb Plan => new(_plans, settings.SilentPlanDays);

        private Limb Others => new(_others, settings.SilentChildDays);

        // Each status has its own start and its own limit: a plan that comes on top of another does not begin the silence anew.
        private Limb LimbOn(DateOnly date) => IsTooLong(Plan, date) || (!IsTooLong(Others, date) && _plans.Exists(each => each.HoldsOn(date))) ? Plan : Others;

        private bool IsTooLong(in Limb limb, DateOnly date) => StartOf(limb, date) is { } start && days.CountBetween(start, date) >= limb.Limit;

        /// <summary>The last date that is not silent: of the last record, or the one before the status or the pupil's time on roll began. Null: the rule is not about that date.</summary>
        private DateOnly? StartOf(in Limb limb, DateOnly date)
        {
            if (!roll.IsOnRoll(date) || limb.Held.HeldSince(date) is not { } since) return null;
            var begin = DayBefore(since > roll.Joined ? since : roll.Joined);
            return LastRecord(date) is { } last && last > begin ? last : begin;
        }

        private DateOnly? LastRecord(DateOnly date) => records.Count == 0 || records.Min > date ? null : records.GetViewBetween(records.Min, date).Max;

        private static DateOnly DayBefore(DateOnly date) => date > DateOnly.MinValue ? date.AddDays(-1) : date;

        /// <param name="Limit">So many school days without a record are too many.</param>
        private readonly record struct Limb(List<SupportSpan> Held, int Limit);
    }
}
