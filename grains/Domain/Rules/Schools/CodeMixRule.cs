using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-09: codes that say "neither here nor missing" are used much more than before.</summary>
internal sealed class CodeMixRule(RuleSettings settings) : SchoolRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-09"),
        Version = 1,
        Title = "Attendance codes drift",
        Sentence = $"The share of codes B, C, C2, D and X among all marks of the last {settings.CodeMixSchoolDays} school days is at least {settings.CodeMixTimes} times that of the {settings.CodeMixUsualSchoolDays} school days before, and at least {settings.CodeMixPoints} percentage point more.",
        Basis = "Working together to improve school attendance, and the guidance on off-rolling: codes must say where a child is. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        ClearedBy = "It is no longer so.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Statistics.Marks, at.Register.Calendar];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    /// <remarks>
    /// Between two school days nothing enters or leaves a window, so the steps are the school days since the first mark, up to the last with a
    /// mark: as in the attendance rules, marks not yet in do not slide a window.
    /// </remarks>
    private RuleOutcome Outcome(SchoolAt at)
    {
        if (!at.Register.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        var sums = new Sums(at.Days, at.Statistics.Marks, at.Today);
        var episodes = new EpisodeFold(at.Days);
        for (var day = sums.First; day < sums.End; day++)
        {
            var isDrift = IsDrift(sums, day);
            episodes.Take(day, at.Days[day], isDrift, !isDrift);
        }

        if (episodes.IsOpen) return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.Medium, EvidenceOf(at.Days, sums, episodes.RaisedStep))), null);
        var last = sums.End - 1;
        if (last < 0) return RuleOutcome.CannotTell("no mark of a school day has come");
        if (Usual(sums, last).DaysWithMarks is var before && before < settings.CodeMixLeastSchoolDays && episodes.LastClearedOn is null)
            return RuleOutcome.CannotTell($"only {before} earlier school days have marks; {settings.CodeMixLeastSchoolDays} are needed to compare");
        var (now, usual) = (Now(sums, last), Usual(sums, last));
        return RuleOutcome.Of(episodes, new Quiet($"{now.OffSite} of {now.Marked} marks in {settings.CodeMixSchoolDays} school days are B, C, C2, D or X; before: {usual.OffSite} of {usual.Marked}"), null);
    }

    private bool IsDrift(Sums sums, int day)
    {
        var (now, usual) = (Now(sums, day), Usual(sums, day));
        if (now.Marked == 0 || usual.DaysWithMarks < settings.CodeMixLeastSchoolDays) return false;
        var (share, before) = (now.OffSite * usual.Marked, usual.OffSite * now.Marked);
        return share >= settings.CodeMixTimes * before && (share - before) * 100 >= settings.CodeMixPoints * now.Marked * usual.Marked;
    }

    private Mix Now(Sums sums, int day) => sums.Between(day + 1 - settings.CodeMixSchoolDays, day + 1);

    private Mix Usual(Sums sums, int day) => sums.Between(day + 1 - settings.CodeMixSchoolDays - settings.CodeMixUsualSchoolDays, day + 1 - settings.CodeMixSchoolDays);

    private Evidence EvidenceOf(SchoolDays days, Sums sums, int day)
    {
        var (now, usual) = (Now(sums, day), Usual(sums, day));
        return new()
        {
            Count = now.OffSite,
            Threshold = (decimal)Math.Round((double)settings.CodeMixTimes * usual.OffSite * now.Marked / usual.Marked, 1),
            WindowFrom = days[Math.Max(0, day + 1 - settings.CodeMixSchoolDays)],
            WindowTo = days[day],
            Measures = [new("offSite", now.OffSite), new("marks", now.Marked), new("offSiteBefore", usual.OffSite), new("marksBefore", usual.Marked)],
        };
    }

    private readonly record struct Mix(long Marked, long OffSite, int DaysWithMarks);

    /// <summary>Running sums over the school days, so that any window is a subtraction: a page of marks asks again about all of them.</summary>
    private sealed class Sums
    {
        private readonly Mix[] _upTo;

        internal Sums(SchoolDays days, ImmutableSortedDictionary<DateOnly, DayMarkCounts> marks, DateOnly today)
        {
            var last = days.CountUpTo(today);
            (First, _upTo) = (last, new Mix[last + 1]);
            foreach (var (date, counts) in marks)
            {
                var day = days.CountUpTo(date) - 1;
                if (date > today) break;
                if (day < 0 || days[day] != date || counts.Marked == 0) continue;
                First = Math.Min(First, day);
                _upTo[day + 1] = new(counts.Marked, counts.OffSite, 1);
                End = day + 1;
            }

            for (var day = First; day < End; day++)
            {
                var (sum, own) = (_upTo[day], _upTo[day + 1]);
                _upTo[day + 1] = new(sum.Marked + own.Marked, sum.OffSite + own.OffSite, sum.DaysWithMarks + own.DaysWithMarks);
            }
        }

        /// <summary>The first school day with a mark.</summary>
        internal int First { get; }

        /// <summary>The number after the last school day with a mark; 0 without any.</summary>
        internal int End { get; }

        internal Mix Between(int from, int end)
        {
            var (low, high) = (_upTo[Math.Max(0, from)], _upTo[Math.Max(0, end)]);
            return new(high.Marked - low.Marked, high.OffSite - low.OffSite, high.DaysWithMarks - low.DaysWithMarks);
        }
    }
}
