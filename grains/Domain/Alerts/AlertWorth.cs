using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Alerts;

/// <summary>What the alerts of one rule were worth: how many were told, and with which outcome people closed theirs.</summary>
[GenerateSerializer, Immutable, Alias("RuleWorth")]
public sealed record RuleWorth(
    [property: Id(0)] RuleId Rule,
    [property: Id(1)] int Told,
    [property: Id(2)] int Acted,
    [property: Id(3)] int NoFurtherAction,
    [property: Id(4)] int NotUseful,
    [property: Id(5)] int WrongData);

/// <summary>How many alerts a school's leads were told of, over the days of the period that its calendar covers.</summary>
/// <param name="From">The first of those days.</param>
/// <param name="SchoolDays">How many of them are school days; null: the school has sent no calendar.</param>
/// <param name="Leads">Leads and deputies in the training register; 0: none is in it.</param>
/// <param name="High">Those of high severity or above when they were raised.</param>
[GenerateSerializer, Immutable, Alias("AlertPace")]
public sealed record AlertPace(
    [property: Id(0)] DateOnly From,
    [property: Id(1)] int? SchoolDays,
    [property: Id(2)] int Leads,
    [property: Id(3)] int Told,
    [property: Id(4)] int High);

/// <summary>
/// What a board's alerts were worth, and how many they were, over the thirteen weeks that end with a date. What was already true at the
/// first import was told to nobody, and a closure that was taken back at once is none: neither counts.
/// </summary>
[GenerateSerializer, Immutable, Alias("AlertWorth")]
public sealed record AlertWorth
{
    /// <summary>Thirteen weeks, a term's worth: long enough for a rule that seldom fires. [design]</summary>
    public const int Days = 91;

    /// <summary>The first day of the period; later than thirteen weeks ago where the board no longer remembers all that ended since.</summary>
    [Id(0)] public required DateOnly From { get; init; }

    [Id(1)] public required DateOnly To { get; init; }

    /// <summary>By the id of the rule; those of which nothing was told or closed are left out.</summary>
    [Id(2)] public required ImmutableArray<RuleWorth> Rules { get; init; }

    [Id(3)] public required AlertPace Pace { get; init; }

    /// <param name="maySee">Of which alerts whoever asks may know.</param>
    public static AlertWorth Of(AlertBoard board, SchoolRegister register, Func<AlertRecord, bool> maySee, DateOnly today)
    {
        var from = FromOf(board, today);
        var all = board.Open.Concat(board.Past).ToList();
        var reopened = all.Where(IsReopened).Select(alert => alert.Key with { Episode = alert.Key.Episode - 1 }).ToHashSet();
        var seen = all.Where(maySee).ToList();
        var told = seen.Where(alert => alert.Raised.Cause is not Cause.Baseline && !IsReopened(alert) && IsWithin(alert.Raised, from, today)).ToList();
        var closed = seen.Where(alert => alert.Last.Kind is TransitionKind.Closed && !reopened.Contains(alert.Key) && IsWithin(alert.Last, from, today)).ToList();
        var rules = told.Concat(closed).Select(alert => alert.Key.Rule).Distinct().Order();
        return new AlertWorth
        {
            From = from,
            To = today,
            Rules = [.. rules.Select(rule => WorthOf(rule, told.Count(alert => alert.Key.Rule == rule), [.. closed.Where(alert => alert.Key.Rule == rule)]))],
            Pace = PaceOf(told, register, from, today),
        };
    }

    private static RuleWorth WorthOf(RuleId rule, int told, ImmutableArray<AlertRecord> closed)
    {
        int With(ClosureOutcome outcome) => closed.Count(alert => alert.Last.Outcome == outcome);
        return new(rule, told, With(ClosureOutcome.Acted), With(ClosureOutcome.NoFurtherAction), With(ClosureOutcome.NotUseful), With(ClosureOutcome.WrongData));
    }

    private static AlertPace PaceOf(List<AlertRecord> told, SchoolRegister register, DateOnly from, DateOnly today)
    {
        var since = register.Calendar.Source?.From is { } first && first > from ? first : from;
        var counted = told.Where(alert => IsWithin(alert.Raised, since, today)).ToList();
        return new(
            since,
            register.Calendar.IsKnown ? register.Calendar.DaysOf(null).CountBetween(since.AddDays(-1), today) : null,
            register.Training.Values.Count(TrainingGroups.IsLead),
            counted.Count,
            counted.Count(alert => alert.Raised.Severity >= Severity.High));
    }

    // A board that is full has forgotten alerts that ended before the first it has: the day after that one it has all.
    private static DateOnly FromOf(AlertBoard board, DateOnly today)
    {
        var from = today.AddDays(1 - Days);
        var past = board.Past;
        if (past.Count < AlertBoard.MaximumPast) return from;
        var whole = SchoolTime.DateOf(past.First().Last.At).AddDays(1);
        return whole > from ? whole : from;
    }

    private static bool IsReopened(AlertRecord alert) => alert.Raised.Kind is TransitionKind.Undone;

    private static bool IsWithin(Transition change, DateOnly from, DateOnly to) => SchoolTime.DateOf(change.At) is var date && date >= from && date <= to;
}
