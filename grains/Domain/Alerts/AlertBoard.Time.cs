using System.Collections.Immutable;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Alerts;

/// <content>What time does to open alerts, and what is added to them.</content>
public sealed partial class AlertBoard
{
    /// <summary>When time alone next changes an open alert; null when it changes none.</summary>
    public DateTimeOffset? NextDue(AlertTimes times, SchoolCalendar calendar) =>
        ledger.Open.Values.Select(alert => times.Next(alert, calendar)?.At).Min();

    /// <summary>Everything that was due by an instant: what was set aside comes back, what was taken on and left is asked about again, the ladder is climbed.</summary>
    /// <remarks>Whoever was asleep for a night climbs one step and not ten: each alert changes once at an instant.</remarks>
    public BoardChange Pass(DateTimeOffset at, AlertTimes times, SchoolCalendar calendar)
    {
        var (after, told) = (ledger, ImmutableArray.CreateBuilder<Transition>());
        foreach (var alert in ledger.Open.Values)
        {
            if (times.Next(alert, calendar) is not { } due || due.At > at) continue;
            told.Add(ByTime(after, alert, due.Happens, alert.Last.Evidence, at) with { Cause = Cause.Timer, Step = due.Step });
            after = after.With(told[^1]);
        }

        return told.Count == 0 ? new BoardChange(this, []) : new BoardChange(new AlertBoard(School, after), told.ToImmutable());
    }

    /// <summary>People are told again of an open alert whose evidence has doubled since they were told, and of anything added when one of them watches it.</summary>
    public BoardChange TellAgain(AlertSubject subject, DateTimeOffset at, Cause cause)
    {
        var (after, told) = (ledger, ImmutableArray.CreateBuilder<Transition>());
        foreach (var alert in ledger.TracksOf(subject).Select(ledger.OpenOf).OfType<AlertRecord>())
        {
            if (alert.Current is not { } now || alert.Last.At == at) continue;
            if (!now.Evidence.IsTwice(alert.Told) && !(alert.Watchers.Any() && now.Evidence.IsMore(alert.Told))) continue;
            told.Add(ByTime(after, alert, AlertEvent.ToldAgain, now.Evidence, at) with { Cause = cause });
            after = after.With(told[^1]);
        }

        return told.Count == 0 ? new BoardChange(this, []) : new BoardChange(new AlertBoard(School, after), told.ToImmutable());
    }

    private static Transition ByTime(AlertLedger ledger, AlertRecord alert, AlertEvent happened, Evidence evidence, DateTimeOffset at) =>
        Numbered(ledger, alert.Key.Subject, alert.Key.Rule, new Telling(happened, alert.Severity, SchoolTime.DateOf(at), alert.Last.RuleVersion, alert.Edition, evidence)) with { At = at, Kind = KindOf(happened) };
}
