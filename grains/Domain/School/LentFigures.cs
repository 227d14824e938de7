using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>What a school lends to others to compare with. Counts and dates; of single children only what finds one who has moved, and that to the trust alone.</summary>
public static class LentFigures
{
    /// <summary>As long as a pupil's records are kept.</summary>
    private const int MonthsLent = 13;

    /// <summary>A week longer than a move matters, so that its end is seen as an end and not as a correction.</summary>
    private const int DatesSinceJoining = 35;
    private const int DatesSinceFlag = 35;

    // Enough of the code to tell the children of the largest trust apart, and no more.
    private const int KeyLength = 16;
    private static readonly RuleId PersistentAbsence = new("ATT-01");

    /// <param name="view">The school they are about.</param>
    /// <param name="pupils">Its pupils, for their UPNs.</param>
    /// <param name="rules">What says when a category of concerns spiked.</param>
    /// <param name="asOf">When it is asked.</param>
    /// <param name="recipient">Who gets them: a trust's own board gets more than a peer.</param>
    /// <param name="childKey">The trust's key, under which all its schools tell of a child alike.</param>
    public static SchoolFigures Of(
        SchoolView view, Func<StudentId, Chronology?> pupils, RuleBook rules, DateTimeOffset asOf, SchoolId recipient, ReadOnlyMemory<byte> childKey)
    {
        var (register, today) = (view.Register, SchoolTime.DateOf(asOf));
        var figures = new SchoolFigures
        {
            School = recipient,
            ReceivedAt = asOf,
            Of = register.School,
            Name = register.Record?.Name ?? register.School.Value,
            Roll = register.Roll.Values.Count(entry => entry.IsOnRoll(today)),
            Calendar = register.Calendar.Source is { } calendar ? calendar with { RecordedAt = null, ReceivedAt = default } : null,
            ChildOnChildOn = view.Statistics.ChildOnChildOn(today.AddMonths(-MonthsLent), today),
        };
        return !recipient.IsTrust ? figures : figures with { Spikes = [.. rules.SpikesOf(view, asOf, today.AddMonths(-MonthsLent))], Measures = MeasuresOf(view, today), Children = ChildrenOf(view, pupils, today, childKey) };
    }

    /// <summary>What says that a school is the trust's no longer.</summary>
    public static SchoolFigures Gone(SchoolId school, SchoolId trust, DateTimeOffset at) =>
        new() { School = trust, ReceivedAt = at, Of = school, Name = school.Value, Roll = 0, IsGone = true };

    // Of this term; between terms of the one before; without terms of this school year.
    private static ImmutableArray<SchoolMeasure> MeasuresOf(SchoolView view, DateOnly today)
    {
        var from = SchoolTerms.Of(view.Register.Calendar).LastBegunBy(today)?.From ?? SchoolYear.Of(today).From;
        bool IsOnRoll(StudentId student) => view.Register.Roll.GetValueOrDefault(student)?.IsOnRoll(today) == true;
        var suspended = view.Statistics.Suspensions.Where(pupil => IsOnRoll(pupil.Key))
            .Select(pupil => pupil.Value.Select(each => each.From).Where(date => date >= from && date <= today).Select(date => (DateOnly?)date).Min()).OfType<DateOnly>();
        var absent = view.Board.Open.Where(alert => alert.Key.Rule == PersistentAbsence && alert.Key.Subject.Student is { } student && IsOnRoll(student)).Select(alert => alert.RaisedOn > from ? alert.RaisedOn : from);
        return
        [
            new("child-on-child", view.Statistics.FirstOfEachPupil(from, today, ChildOnChildFacts.IsChildOnChild, IsOnRoll)),
            new("concern", view.Statistics.FirstOfEachPupil(from, today, static _ => true, IsOnRoll)),
            new("persistently-absent", [.. absent.Order()]),
            new("suspended", [.. suspended.Order()]),
        ];
    }

    private static ImmutableArray<ChildAtSchool> ChildrenOf(SchoolView view, Func<StudentId, Chronology?> pupils, DateOnly today, ReadOnlyMemory<byte> childKey)
    {
        var flags = FlagsOf(view.Board, today);
        var joined = view.Register.Roll.Where(each => each.Value.Joined is { } date && date <= today && date > today.AddDays(-DatesSinceJoining)).Select(each => each.Key);
        return
        [
            .. flags.Keys.Union(joined).Order()
                .Select(student => pupils(student)?.Pupil is { } pupil && KeyOf(pupil, childKey) is { } key
                    ? new ChildAtSchool(key, student, pupil.Joined, pupil.Left, flags.TryGetValue(student, out var flag) ? flag.From : null, flag.To)
                    : null)
                .OfType<ChildAtSchool>(),
        ];
    }

    // An alert that was retracted was never true, and flags nobody.
    private static Dictionary<StudentId, (DateOnly From, DateOnly? To)> FlagsOf(AlertBoard board, DateOnly today)
    {
        var flags = board.Past
            .Where(alert => alert.Key.Subject.Student is not null && alert.State is AlertState.Resolved && alert.Last.Effective > today.AddDays(-DatesSinceFlag))
            .GroupBy(alert => alert.Key.Subject.Student!.Value)
            .ToDictionary(pupil => pupil.Key, pupil => pupil.Select(alert => (From: alert.RaisedOn, To: (DateOnly?)alert.Last.Effective)).MaxBy(flag => (flag.To, flag.From)));
        foreach (var pupil in board.Open.Where(alert => alert.Key.Subject.Student is not null).GroupBy(alert => alert.Key.Subject.Student!.Value))
            flags[pupil.Key] = (pupil.Min(alert => alert.RaisedOn), null);
        return flags;
    }

    // There are few enough numbers to try them all against a plain hash. A number that is not permanent, or that two birthdays share, is no child's name.
    private static string? KeyOf(Pupil pupil, ReadOnlyMemory<byte> childKey) => pupil is { Upn: { } upn, Born: { } born } && PupilNumber.IsPermanent(upn)
        ? Convert.ToHexStringLower(HMACSHA256.HashData(childKey.Span, Encoding.UTF8.GetBytes($"{upn.Trim().ToUpperInvariant()} {born:yyyy-MM-dd}")))[..KeyLength]
        : null;
}

/// <summary>What a school last lent, so that a page of marks does not count its roll again. Belongs to one school.</summary>
public sealed class LentLately
{
    private Lent? _toPeers;
    private Lent? _toTrust;

    /// <summary>The same value as long as there is nothing new to lend; addressed to whoever asked first.</summary>
    public SchoolFigures Of(
        SchoolView view, Func<StudentId, Chronology?> pupils, RuleBook rules, DateTimeOffset asOf, SchoolId recipient, ReadOnlyMemory<byte> childKey = default)
    {
        ref var last = ref recipient.IsTrust ? ref _toTrust : ref _toPeers;
        var register = view.Register;
        var madeFrom = new MadeFrom(SchoolTime.DateOf(asOf), register.Roll, register.Calendar, register.Record, view.Statistics.Concerns, recipient.IsTrust ? view.Statistics.Suspensions : null, recipient.IsTrust ? view.Board.LastUpdate : 0);
        if (last is { } known && known.MadeFrom == madeFrom) return known.Figures;
        var figures = LentFigures.Of(view, pupils, rules, asOf, recipient, childKey);
        if (last is { } before && Content.Same(before.Figures, figures with { School = before.Figures.School })) figures = before.Figures;
        last = new(madeFrom, figures);
        return figures;
    }

    private sealed record Lent(MadeFrom MadeFrom, SchoolFigures Figures);

    // Immutable collections are equal when they are the same one.
    private readonly record struct MadeFrom(
        DateOnly On,
        ImmutableDictionary<StudentId, RollEntry> Roll,
        SchoolCalendar Calendar,
        SchoolRecord? Record,
        ImmutableSortedDictionary<StudentId, PupilConcerns> Concerns,
        ImmutableSortedDictionary<StudentId, ImmutableArray<Suspension>>? Suspensions,
        long Update);
}
