using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-10: a child changed school and the child-protection file did not follow in time, or nobody confirmed that it came.</summary>
internal sealed class FileTransferRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-10"),
        Version = 1,
        Title = "Child-protection file not transferred",
        Sentence = $"The child-protection file of a pupil who left has not been sent within {settings.FileSentDays} days, or its receipt not confirmed within {settings.FileReceiptDays}; or a pupil who joined with a safeguarding history has no file after {settings.FileJoinerDays} school days.",
        Basis = "Keeping children safe in education 2026: the child-protection file goes to the new school within five days in-year, with confirmation of receipt. Ten days for the receipt, and five school days for asking the school before, are our own design.",
        Kind = RuleBasis.Law | RuleBasis.Guidance,
        Severity = Severity.High,
        ClearedBy = "The receipt; for a pupil who joined also the end of that school year.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Roll is not { } roll || (!IsLeaver(at, roll) && !IsJoiner(at, roll));

    /// <remarks>Each side is one stretch of time, from the deadline missed to the receipt; where the two meet they are one episode.</remarks>
    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Roll is not { } roll) return RuleOutcome.CannotTell("the pupil is not on the roll we have");
        var isJoiner = IsJoiner(at, roll);
        var overdue = new List<Overdue>();
        if (IsLeaver(at, roll) && AfterLeaving(at, roll.Left!.Value) is { } leaving) overdue.Add(leaving);
        if (isJoiner && AfterJoining(at, roll.Joined) is { } joining) overdue.Add(joining);
        var (episodes, due) = DateWalk.Of(
            at,
            overdue.SelectMany(each => each.To is { } to ? new[] { each.From, to } : [each.From]),
            raises: date => overdue.Exists(each => each.HoldsOn(date)),
            clears: date => !overdue.Exists(each => each.HoldsOn(date)));
        if (episodes.IsOpen)
        {
            var missed = overdue.First(each => each.HoldsOn(at.Today));
            return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.High, EvidenceOf(missed))), due);
        }

        Verdict verdict = isJoiner && !at.Calendar.IsKnown ? new CannotTell("the school has sent no calendar") : at.Quiet($"{Silence(at, roll, isJoiner)}");
        return RuleOutcome.Of(episodes, verdict, due);
    }

    /// <summary>There is a file to send: the transfer says so or, before there is one, the pupil was once on a child-protection plan.</summary>
    private static bool IsLeaver(PupilAt at, RollFacts roll) =>
        roll.Left is not null && (TransferOf(at, "out") is { } transfer ? transfer.HasChildProtectionFile : roll.EverHad(SupportStatus.ChildProtection));

    private static bool IsJoiner(PupilAt at, RollFacts roll) =>
        TransferOf(at, "in")?.HasChildProtectionFile == true
        || roll.Support.Any(each => (each.IsStatutory() || each.Status is SupportStatus.FamilyHelp) && each.From < roll.Joined);

    private Overdue? AfterLeaving(PupilAt at, DateOnly left)
    {
        var transfer = TransferOf(at, "out");
        var received = DateOf(transfer?.ReceiptAt);

        // What was received was sent, whether or not anybody wrote that down.
        var sent = Earlier(DateOf(transfer?.SentAt), received);
        var (unsentFrom, unreceivedFrom) = (left.AddDays(settings.FileSentDays + 1), left.AddDays(settings.FileReceiptDays + 1));
        if (sent is not { } on || on > unsentFrom) return new(Side.Unsent, left, unsentFrom, received, settings.FileSentDays);
        return received <= unreceivedFrom ? null : new(Side.Unconfirmed, left, unreceivedFrom, received, settings.FileReceiptDays);
    }

    // Only in the school year of joining: whoever came years ago is not asked about any more.
    private Overdue? AfterJoining(PupilAt at, DateOnly joined)
    {
        var (received, yearEnds) = (DateOf(TransferOf(at, "in")?.ReceiptAt), SchoolYear.Of(joined).To.AddDays(1));
        if (at.Days.NthAfter(joined, settings.FileJoinerDays + 1) is not { } from) return null;
        var to = Earlier(received, yearEnds);
        return to <= from ? null : new(Side.Joined, joined, from, to, settings.FileJoinerDays);
    }

    private static FileTransfer? TransferOf(PupilAt at, string direction) => at.File.FileTransfers.FirstOrDefault(each => each.Direction == direction);

    private static DateOnly? DateOf(DateTimeOffset? instant) => instant is { } at ? SchoolTime.DateOf(at) : null;

    private static DateOnly? Earlier(DateOnly? one, DateOnly? other) => one is null ? other : other is null || one < other ? one : other;

    private static string Silence(PupilAt at, RollFacts roll, bool isJoiner)
    {
        if (IsLeaver(at, roll)) return "the pupil left, and the file is not overdue";
        return isJoiner ? "the pupil joined with a safeguarding history, and the file is not overdue" : "no child-protection file is to follow or to come";
    }

    private static Evidence EvidenceOf(Overdue overdue) => new()
    {
        Count = overdue.DaysAllowed,
        Threshold = overdue.DaysAllowed,
        WindowFrom = overdue.Begins,
        WindowTo = overdue.From,
        Items =
        [
            new() { Date = overdue.Begins, Category = overdue.Side is Side.Joined ? "joined" : "left" },
            new() { Date = overdue.From, Category = overdue.Side switch { Side.Unsent => "not-sent", Side.Unconfirmed => "not-confirmed", _ => "not-received" } },
        ],
    };

    private enum Side
    {
        Unsent,
        Unconfirmed,
        Joined,
    }

    /// <param name="Begins">The last day at one school, or the first at the other.</param>
    /// <param name="From">The first day on which it is too late.</param>
    /// <param name="To">The first day on which it no longer is; null while nothing ends it.</param>
    private sealed record Overdue(Side Side, DateOnly Begins, DateOnly From, DateOnly? To, int DaysAllowed)
    {
        internal bool HoldsOn(DateOnly date) => date >= From && (To is null || date < To);
    }
}
