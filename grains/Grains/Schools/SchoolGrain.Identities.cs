using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>Which records are one child: what a person says of two goes into the journal like anything else that is known.</content>
public sealed partial class SchoolGrain
{
    private const string CarriedOn = "This record and an older one are one child: what it told goes on there.";

    public async Task<ImmutableArray<IdentityMatch>> Identities()
    {
        await InTurn();
        if (school.IsTrust)
            return await IdentitiesOfTrust();
        return [.. memory.Register.Identities.Pairs().Select(MatchOf).OrderBy(pair => pair.Standing).ThenBy(pair => pair.First).ThenBy(pair => pair.Second)];
    }

    public async Task<ImmutableArray<IdentityRecord>> LookAtIdentities(IdentityLook request)
    {
        await InTurn();
        if (school.IsTrust)
            return await LookAtTrust(request);
        if (memory.Register.Identities.Pair(request.First, request.Second) is null)
            return [];
        await AuditedOfEach(
            new AuditRow(clock.Now, request.Actor, "identity.look", school, IdentityDecision.KeyOf(request.First, request.Second), request.Reason),
            [new(school, request.First), new(school, request.Second)], "The audit trail cannot be written, so nothing is shown.");
        return [RecordOf(request.First), RecordOf(request.Second)];
    }

    public async Task<bool> DecideIdentity(IdentityRequest request)
    {
        await InTurn();
        ImmutableArray<ChildMarks> marks = school.IsTrust ? [.. (await RecordsOfTrust()).Select(each => each.Marks)] : [];
        var found = school.IsTrust ? PairOfTrust(marks, request.First, request.Second) : memory.Register.Identities.Pair(request.First, request.Second);
        if (found is not { } pair)
            return false;
        if (request.Verdict == (pair.Said?.Verdict ?? IdentityVerdict.Undone))
            return true;
        var decision = new IdentityDecision { School = school, Student = request.First, Other = request.Second, Verdict = request.Verdict, By = request.Actor };
        await AuditedOfEach(
            new AuditRow(clock.Now, request.Actor, $"identity.{request.Verdict.ToString().ToLowerInvariant()}", school, decision.Key, null),
            [PlaceOf(request.First, marks), PlaceOf(request.Second, marks)], "The audit trail cannot be written, so nothing is decided.");
        await Accept(EntryKind.Observations, $"identity/{lastPosition + 1}", [decision]);
        await InTurn();
        return true;
    }

    // A row for each of a pair, at the school that has the record, so that whoever asks there who looked at a pupil finds it by either of them.
    private async Task AuditedOfEach(AuditRow row, ImmutableArray<PupilPlace> pupils, string orElse)
    {
        foreach (var pupil in pupils)
            await Audited(row with { School = pupil.School, Pupil = pupil.Student }, orElse);
    }

    // A trust calls a record by its handle; the pupil has it under their own id.
    private PupilPlace PlaceOf(StudentId student, ImmutableArray<ChildMarks> marks) =>
        marks.FirstOrDefault(each => each.Handle == student) is { } record ? new(record.School, record.Student) : new(school, student);

    private IdentityMatch MatchOf(IdentityPair pair)
    {
        var (first, second) = memory.Register.Roll[pair.First].Place < memory.Register.Roll[pair.Second].Place ? (pair.First, pair.Second) : (pair.Second, pair.First);
        return new IdentityMatch(first, second, pair.Standing, pair.Why, ShownOf(first), ShownOf(second), pair.Said?.By, pair.Said?.ReceivedAt);
    }

    private MaskedIdentity ShownOf(StudentId student) =>
        OwnOf(student).Pupil is { } pupil ? new MaskedIdentity(pupil.Initials, pupil.YearGroup, pupil.Registration) : new MaskedIdentity(null, null, null);

    private IdentityRecord RecordOf(StudentId student)
    {
        var own = OwnOf(student);
        return new IdentityRecord(student, own.Pupil?.FullName, own.Pupil?.Born, own.Pupil?.Joined, own.Pupil?.Left, own.Marks.All.Count(), own.File.Concerns.Length);
    }

    // A record by itself, also when it has been joined with another.
    private Chronology OwnOf(StudentId student) =>
        memory.Register.Identities.Own.GetValueOrDefault(student) ?? memory.Pupils.GetValueOrDefault(student)?.Chronology ?? Chronology.Empty(student);

    private StudentId PrimaryOf(StudentId student) => memory.Register.Identities.PrimaryOf(student);

    private ImmutableArray<AlertRecord> AlertsOfChild(StudentId student) => [.. memory.Register.Identities.RecordsOf(student).SelectMany(each => board.Of(each))];

    /// <summary>Whoever had taken an alert on under a record that is now an alias has it still, under the child's own record.</summary>
    private BoardChange WithTakenOn(BoardChange said, DateTimeOffset at)
    {
        var (after, changes) = (said.Board, said.Transitions);
        foreach (var ended in said.Transitions.Where(each => each.From is AlertState.Acknowledged && each.Alert.Subject.Student is { } student && memory.Register.Identities.IsAlias(student)))
        {
            var raised = said.Transitions.FirstOrDefault(each => each.From is AlertState.Inactive && each.Alert.Rule == ended.Alert.Rule && each.Alert.Subject.Student == PrimaryOf(ended.Alert.Subject.Student!.Value));
            if (raised is null || board.Find(ended.Alert)?.Acknowledgement is not { Actor: { } actor } taken)
                continue;
            var command = new AlertCommand(AlertVerb.Acknowledge, actor, taken.Note, $"joined/{ended.Alert.Text}");
            if (after.Carry(raised.Alert, command, at, memory.Register.Calendar) is not Accepted carried)
                continue;
            (after, changes) = (carried.Board, changes.Add(carried.Transition));
        }

        return new BoardChange(after, changes);
    }
}
