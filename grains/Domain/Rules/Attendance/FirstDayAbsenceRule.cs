using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>ATT-08: a vulnerable pupil is missing from the register without an accepted reason half an hour after it closed.</summary>
internal sealed class FirstDayAbsenceRule(RuleSettings settings) : PupilRule
{
    private static readonly byte[] Unexplained = [0, AttendanceCodes.PlaceOf("N"), AttendanceCodes.PlaceOf("O"), AttendanceCodes.PlaceOf("G")];

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("ATT-08"),
        Version = 1,
        Title = "Vulnerable pupil not in school",
        Sentence = $"A pupil with a child-protection plan, a child-in-need plan, in care or at risk of going missing has no mark, or N, O or G, {settings.FirstDayDelay.TotalMinutes:0} minutes after the register closed.",
        Basis = "Working together to improve school attendance (statutory since 19 August 2024): a social worker must be told of unexplained absence. The 30 minutes are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.High,
        InForceFrom = AttendanceCodes.NewCodesFrom,
        ClearedBy = "A present mark or an accepted reason for that session, or the next session the pupil attends.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Unknown is not null || !at.Roll!.Value.Support.Any(each => IsVulnerable(each.Status));

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Unknown is { } reason) return RuleOutcome.CannotTell(reason);
        var walk = Walk(at);
        var due = Earlier(NextDeadline(at), at.NextMarkedDate());
        if (walk.OpenAt is not { } open) return new(Silence(at), walk.LastClearedOn, due);
        var isMostUrgent = at.Roll!.Value.Has(SupportStatus.ChildProtection, at.Today) || at.Roll.Value.Has(SupportStatus.MissingRisk, at.Today);
        var episode = new Episode(open.Date, isMostUrgent ? Severity.Critical : Severity.High, EvidenceOf(at, open, walk.LastAttended));
        return new(new Fired(episode), walk.LastClearedOn, Earlier(due, SchoolTime.StartOf(at.Today.AddDays(1))), OnlyContinues: open.Date < at.Today);
    }

    private static bool IsVulnerable(SupportStatus status) => status is not SupportStatus.FamilyHelp;

    private static bool IsVulnerable(RollFacts roll, DateOnly on)
    {
        foreach (var span in roll.Support)
        {
            if (IsVulnerable(span.Status) && span.HoldsOn(on)) return true;
        }

        return false;
    }

    private static bool IsUnexplained(byte place) => Unexplained.AsSpan().Contains(place);

    private static bool IsAttended(byte place) => AttendanceCodes.IsAttended(AttendanceCodes.CategoryAt(place));

    /// <remarks>
    /// Each session is looked at on its own date, with what was known then: its mark as it stood at the deadline, and what came later that
    /// day. So a reason in time is no alert, a late arrival clears one, and an N that comes next week raises nothing. An absence of an earlier
    /// day keeps its alert open until the pupil attends, but begins none. Days before we knew the pupil cannot have been told.
    /// </remarks>
    private (SchoolSession? OpenAt, SchoolSession? LastAttended, DateOnly? LastClearedOn) Walk(PupilAt at)
    {
        var (pupil, days, knownOn) = (at.Roll!.Value, at.Days, SchoolTime.DateOf(at.KnownSince ?? at.AsOf));
        (SchoolSession? openAt, SchoolSession? attended, SchoolSession? attendedBefore, DateOnly? cleared) = (null, null, null, null);
        var until = days.CountUpTo(pupil.Left is { } left && left < at.Today ? left : at.Today);
        for (var day = days.CountUpTo(pupil.Joined.AddDays(-1)); day < until; day++)
        {
            var date = days[day];
            var isLookedAt = date >= knownOn && IsVulnerable(pupil, date);
            for (var half = Session.AM; half <= Session.PM; half++)
            {
                var session = new SchoolSession(date, half);
                var place = at.Marks.PlaceAt(MarkSheet.Number(session));
                if (IsAttended(place))
                {
                    if (openAt is not null) (openAt, cleared) = (null, Later(cleared, date));
                    attended = session;
                }

                if (!isLookedAt || !WasRaised(at, session, place)) continue;
                if (!IsUnexplained(place)) cleared = Later(cleared, ExplainedOn(at, session));
                else if (openAt is null || (openAt < session && openAt.Value.Date < at.Today && date == at.Today)) (openAt, attendedBefore) = (session, attended);
            }
        }

        return (openAt, attendedBefore, cleared);
    }

    private bool WasRaised(PupilAt at, SchoolSession session, byte placeNow)
    {
        var number = MarkSheet.Number(session);
        if (session.Date < at.Today && !at.Marks.IsRecent(number)) return IsUnexplained(placeNow);
        var deadline = DeadlineOf(at, session);
        if (deadline > at.AsOf) return false;
        return IsUnexplained(at.Marks.PlaceAt(number, deadline)) || at.Marks.ReceiptsOf(number).Any(each =>
            each.At > deadline && each.At <= at.AsOf && SchoolTime.DateOf(each.At) == session.Date && IsUnexplained(each.Place));
    }

    private static DateOnly ExplainedOn(PupilAt at, SchoolSession session)
    {
        var receipts = at.Marks.ReceiptsOf(MarkSheet.Number(session)).ToList();
        var last = receipts.FindLastIndex(each => IsUnexplained(each.Place));
        return last + 1 < receipts.Count ? SchoolTime.DateOf(receipts[last + 1].At) : session.Date;
    }

    private DateTimeOffset DeadlineOf(PupilAt at, SchoolSession session) => at.Calendar.ClosesAt(session) + settings.FirstDayDelay;

    private DateTimeOffset? NextDeadline(PupilAt at)
    {
        var (pupil, days) = (at.Roll!.Value, at.Days);
        var from = pupil.Joined > at.Today ? pupil.Joined : at.Today;
        for (var day = days.CountUpTo(from.AddDays(-1)); day < days.Count && (pupil.Left is not { } left || days[day] <= left); day++)
        {
            if (!IsVulnerable(pupil, days[day])) continue;
            for (var half = Session.AM; half <= Session.PM; half++)
            {
                var session = new SchoolSession(days[day], half);
                if (IsUnexplained(at.Marks.PlaceAt(MarkSheet.Number(session))) && DeadlineOf(at, session) is var deadline && deadline > at.AsOf) return deadline;
            }
        }

        return null;
    }

    private static Quiet Silence(PupilAt at) => !IsVulnerable(at.Roll!.Value, at.Today)
        ? new Quiet("no child-protection plan, child-in-need plan, care order or risk of going missing on this date")
        : new Quiet("no session is unexplained half an hour after its register closed");

    private static Evidence EvidenceOf(PupilAt at, SchoolSession open, SchoolSession? lastAttended)
    {
        var missing = new EvidenceItem { Date = open.Date, Session = open.Session, Code = at.Marks[open] };
        var seen = lastAttended is { } last ? new EvidenceItem { Date = last.Date, Session = last.Session, Code = at.Marks[last], Category = "last-attended" } : null;
        return new() { WindowFrom = open.Date, WindowTo = open.Date, Items = seen is null ? [missing] : [missing, seen] };
    }

    private static DateOnly Later(DateOnly? one, DateOnly other) => one is { } date && date > other ? date : other;
}
