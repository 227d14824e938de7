using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>TRU-05: a school's data have stopped coming, so that its silence means nothing.</summary>
internal sealed class StaleFeedRule(RuleSettings settings) : SchoolRule
{
    // Older ends of silence cannot matter: the school is looked at on every day in between.
    private const int MostDaysBack = 20;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("TRU-05"),
        Version = 1,
        Title = "Feed stale",
        Sentence = $"In school hours a source has not completed a poll for more than {settings.FeedStaleAfter.TotalMinutes:0} minutes, or by {settings.FirstMarkBy:HH\\:mm} on a school day there is no mark of today." + (settings.ImportStaleDays > 0 ? $" Concerns that are imported as files: no new file for more than {settings.ImportStaleDays} days." : ""),
        Basis = "Our own design: absence of data must be able to raise an alert, for no reports do not mean that nothing happens (Keeping children safe in education).",
        Kind = RuleBasis.Design,
        Severity = Severity.Critical,
        ClearedBy = "The source completes a poll; a mark of the day, or of a later one, arrives.",
    };

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    private RuleOutcome Outcome(SchoolAt at)
    {
        if (!at.Register.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        var stale = at.Register.Feeds.Select(feed => (Feed: feed, From: StaleFrom(at.Register.Calendar, feed.Feed, feed.LastCompleteAt))).Where(each => each.From <= at.AsOf).ToList();
        var ended = at.Register.Feeds.SelectMany(feed => feed.Gaps.Where(gap => StaleFrom(at.Register.Calendar, feed.Feed, gap.LastCompleteAt) < gap.EndedAt)).Select(gap => SchoolTime.DateOf(gap.EndedAt));
        var marks = Silence(at);
        var cleared = ended.Select(date => (DateOnly?)date).Append(marks.ClearedOn).Max();
        if (stale.Count == 0 && marks.OpenSince is null) return new(new Quiet("every feed we know has completed lately and today's marks have come, or are not due"), cleared);
        var isDue = marks.IsToday || (stale.Count > 0 && IsInSchoolHours(at));
        var raisedOn = stale.Select(each => (DateOnly?)SchoolTime.DateOf(each.From!.Value)).Append(marks.OpenSince).Min()!.Value;
        var episode = new Episode(raisedOn, Severity.Critical, EvidenceOf(raisedOn, marks.OpenSince, [.. stale.Select(each => each.Feed)]));
        return new(new Fired(episode), cleared, OnlyContinues: !isDue);
    }

    private bool IsInSchoolHours(SchoolAt at) =>
        at.Register.Calendar.DaysOfAnybody().Contains(at.Today) && at.AsOf >= SchoolTime.At(at.Today, settings.SchoolHoursFrom) && at.AsOf < SchoolTime.At(at.Today, settings.SchoolHoursTo);

    internal override IEnumerable<DateTimeOffset> InstantsOf(SchoolRegister register, DateOnly date) =>
    [
        SchoolTime.At(date, settings.FirstMarkBy),
        SchoolTime.At(date, settings.SchoolHoursFrom),
        SchoolTime.At(date, settings.SchoolHoursTo),
        .. register.Feeds.Select(feed => StaleFrom(register.Calendar, feed.Feed, feed.LastCompleteAt)).OfType<DateTimeOffset>().Where(instant => SchoolTime.DateOf(instant) == date),
    ];

    /// <summary>The first instant in school hours at which a poll completed then is too long ago; null when the calendar ends before, or nobody has said how long that is.</summary>
    private DateTimeOffset? StaleFrom(SchoolCalendar calendar, string feed, DateTimeOffset lastCompleteAt)
    {
        var patience = feed == FeedWatch.ImportedConcerns ? TimeSpan.FromDays(settings.ImportStaleDays) : settings.FeedStaleAfter;
        if (patience == TimeSpan.Zero) return null;
        var old = lastCompleteAt + patience + Moment;
        var days = calendar.DaysOfAnybody();
        var date = SchoolTime.DateOf(old);
        if (days.Contains(date) && old < SchoolTime.At(date, settings.SchoolHoursTo))
        {
            var opens = SchoolTime.At(date, settings.SchoolHoursFrom);
            return old > opens ? old : opens;
        }

        return days.NthAfter(date, 1) is { } next ? SchoolTime.At(next, settings.SchoolHoursFrom) : null;
    }

    /// <summary>
    /// The first of the days up to now without a mark that should have come and has not, nor any of a later day; whether today is one of
    /// them; and when the last such silence ended.
    /// </summary>
    private (DateOnly? OpenSince, bool IsToday, DateOnly? ClearedOn) Silence(SchoolAt at)
    {
        var (openSince, isToday) = ((DateOnly?)null, false);
        if (at.KnownOn is not { } knownOn) return (null, false, null);
        var days = at.Register.Calendar.DaysOfAnybody();
        var last = days.CountUpTo(at.Today) - 1;
        for (var day = last; day >= 0 && (openSince is not null || last - day < MostDaysBack) && days[day] >= knownOn; day--)
        {
            var date = days[day];
            var due = at.OrKnown(SchoolTime.At(date, settings.FirstMarkBy));
            if (due > at.AsOf) continue;
            if (at.Register.Arrivals.FirstOn(date) is { } first && first <= due)
            {
                if (openSince is not null) break;
                continue;
            }

            // No mark is due where nobody is expected.
            if (at.Register.ExpectedOn(date).Places.Length == 0) continue;
            if (EndOf(at, date) is { } end) return (openSince, isToday, SchoolTime.DateOf(end));
            (openSince, isToday) = (date, isToday || date == at.Today);
        }

        return (openSince, isToday, null);
    }

    /// <summary>When a mark of that day, or a day with a mark, came after all.</summary>
    private static DateTimeOffset? EndOf(SchoolAt at, DateOnly date)
    {
        DateTimeOffset? end = null;
        var marks = at.Register.Arrivals.FirstMarks;
        for (var index = marks.Length - 1; index >= 0 && marks[index].Date >= date; index--)
        {
            if (marks[index].Date > at.Today) continue;
            var starts = SchoolTime.StartOf(marks[index].Date);
            var came = marks[index].ReceivedAt > starts ? marks[index].ReceivedAt : starts;
            if (end is null || came < end) end = came;
        }

        return end;
    }

    private static Evidence EvidenceOf(DateOnly raisedOn, DateOnly? noMarksSince, IReadOnlyList<FeedWatch> stale) => new()
    {
        Count = noMarksSince is null ? null : 0,
        Threshold = noMarksSince is null ? null : 1,
        WindowFrom = raisedOn,
        WindowTo = raisedOn,
        Items = [.. stale.Select(feed => new EvidenceItem { Date = SchoolTime.DateOf(feed.LastCompleteAt), Id = feed.Feed, Category = "last-complete-poll", RecordedAt = feed.LastCompleteAt })],
    };
}
