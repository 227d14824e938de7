using System.Collections.Immutable;
using RiskMonitor.Connectors.ConcernCsv;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Imports;

/// <content>Rows whose pupil the roll cannot tell: a person says whose they are, and can take it back.</content>
public sealed partial class ConcernImportGrain
{
    private const int MostRowsShown = 1_000;
    private const int MostWhoFit = 20;

    public async Task<HandPlacings> Rows()
    {
        var waiting = ledger.Waiting.Where(each => !ledger.ByHand.ContainsKey(each.Key)).OrderBy(each => each.Value.Since).ThenBy(each => each.Key, StringComparer.Ordinal).ToList();
        var roll = ledger.ByHand.IsEmpty ? null : await Roll();
        return new HandPlacings(
            [.. waiting.Take(MostRowsShown).Select(each => Show(each.Key, each.Value))],
            Math.Max(0, waiting.Count - MostRowsShown),
            [.. ledger.ByHand.OrderByDescending(each => each.Value.At).ThenBy(each => each.Key, StringComparer.Ordinal).Select(each => Show(each.Key, each.Value, roll!))]);
    }

    public async Task<RowIdentity?> Look(LookAtRow request)
    {
        if (Waiting(request.Row) is not { } waits)
            return null;
        await Audit(request.Actor, "concern.look-at-row", request.Row, request.Reason, "nothing is shown");
        var clue = waits.Row.Pupil;
        return new RowIdentity(
            clue.Name, clue.Born, clue.MisId, clue.AdmissionNumber, clue.UpnHash is not null,
            [.. (await Roll()).Candidates(clue, request.Search, MostWhoFit).Select(each => new PupilWhoFits(each.Pupil.Student, Masked(each.Pupil), each.Because))]);
    }

    public async Task<PlacingOutcome> Place(PlaceRow request)
    {
        if (ledger.ByHand.FirstOrDefault(each => ConcernLedger.HandleOf(each.Key) == request.Row).Value is { } placed)
            return placed.Student == request.Student ? PlacingOutcome.Done : PlacingOutcome.PlacedOtherwise;
        if (Waiting(request.Row) is not { } waits)
            return PlacingOutcome.NoSuchRow;
        if (request.Student is { } student && (await Roll()).Of(student) is null)
            return PlacingOutcome.NoSuchPupil;
        await Audit(request.Actor, request.Student is null ? "concern.not-ours" : "concern.place", request.Row, request.Student, "nothing is placed", request.Student);
        await Remind();
        await Save(ledger.Place(waits.Key, new HandPlacing(request.Student, request.Actor, clock.Now, waits.Row)));
        await Settle();
        return PlacingOutcome.Done;
    }

    public async Task<PlacingOutcome> TakeBack(string row, string actor)
    {
        if (ledger.ByHand.Keys.FirstOrDefault(key => ConcernLedger.HandleOf(key) == row) is not { } key)
            return Waiting(row) is null ? PlacingOutcome.NoSuchRow : PlacingOutcome.Done;
        await Audit(actor, "concern.take-back", row, null, "nothing is taken back", ledger.ByHand[key].Student);
        await Remind();
        await Save(ledger.TakeBack(key));
        await Settle();
        return PlacingOutcome.Done;
    }

    private (string Key, WaitingConcern Row)? Waiting(string row)
    {
        foreach (var (key, waits) in ledger.Waiting)
        {
            if (ConcernLedger.HandleOf(key) == row && !ledger.ByHand.ContainsKey(key))
                return (key, waits);
        }

        return null;
    }

    private static RowThatWaits Show(string key, WaitingConcern waits) => new(
        ConcernLedger.HandleOf(key), waits.Reason, waits.Since, waits.Row.IncidentId, waits.Row.OccurredAt, waits.Row.Categories, waits.Row.Severity, [.. Says(waits.Pupil)]);

    private static RowPlaced Show(string key, HandPlacing placing, Roll roll) => new(
        ConcernLedger.HandleOf(key), placing.Waited.Row.IncidentId, placing.Waited.Row.OccurredAt, placing.Student,
        placing.Student is { } student && roll.Of(student) is { } pupil ? Masked(pupil) : null, placing.By, placing.At);

    private static MaskedIdentity Masked(RollPupil pupil) => new(pupil.Initials, pupil.YearGroup, pupil.Registration);

    private static IEnumerable<string> Says(PupilClue clue)
    {
        if (clue.UpnHash is not null)
            yield return "UPN";
        if (clue.MisId is not null)
            yield return "MIS id";
        if (clue.AdmissionNumber is not null)
            yield return "admission number";
        if (clue.Name is not null)
            yield return "name";
        if (clue.Born is not null)
            yield return "date of birth";
    }
}
