using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>
/// Children of a trust: its board asks the schools for marks of their records, whenever somebody looks, and keeps nothing of them but what a person said.
/// A school that does not answer fails the whole list: a pair that is not shown must not look like a pair that is not there.
/// </content>
public sealed partial class SchoolGrain
{
    public async Task<ImmutableArray<LentRecord>> Records(SchoolId trust)
    {
        if (!await IsOf(trust))
            return [];
        await InTurn();
        var key = await seal.ChildKey(trust);
        return [.. memory.Register.Identities.Clues.Where(each => PrimaryOf(each.Key) == each.Key)
            .Select(each => new LentRecord(ChildMarks.Of(school, each.Key, each.Value, key), ShownAtTrust(each.Key)))];
    }

    public async Task<IdentityRecord?> LookAtRecord(SchoolId trust, StudentId student, IdentityLook request)
    {
        if (!await IsOf(trust))
            return null;
        await InTurn();
        if (!memory.Register.Identities.Clues.ContainsKey(student))
            return null;
        await Audited(
            new AuditRow(clock.Now, request.Actor, "identity.look", school, student.Value, request.Reason), "The audit trail cannot be written, so nothing is shown.");
        var record = RecordOf(student);
        return await SharesAllConcerns(trust) ? record : record with { Concerns = IdentityRecord.NotTold };
    }

    // How many there are is told of what is in them.
    private async Task<bool> SharesAllConcerns(SchoolId trust) =>
        (await GrainFactory.GetGrain<ITrustGrain>(trust.Trust!.Value.Value).Members()).FirstOrDefault(each => each.School == school) is { } member
        && (member.Shares is null || Areas.Parse(member.Shares) is { HasAllConcerns: true });

    private async Task<bool> IsOf(SchoolId trust) => !school.IsTrust && trust.Trust is { } asks && (await SchoolsOf(asks)).Contains(school);

    private MaskedIdentity ShownAtTrust(StudentId student)
    {
        var (shown, name) = (ShownOf(student), memory.Register.Record?.Name ?? school.Value);
        return shown with { Registration = shown.Registration is { } registration ? $"{registration}, {name}" : name };
    }

    private async Task<ImmutableArray<LentRecord>> RecordsOfTrust()
    {
        var schools = await SchoolsOf(school.Trust!.Value);
        var lent = await Task.WhenAll(schools.Where(each => !each.IsTrust).Select(each => GrainFactory.GetGrain<ISchoolGrain>(each.Value).Records(school)));
        return [.. lent.SelectMany(each => each)];
    }

    private async Task<ImmutableArray<IdentityMatch>> IdentitiesOfTrust()
    {
        var records = (await RecordsOfTrust()).ToDictionary(each => each.Marks.Handle);
        return [.. ChildrenOfTrust.Pairs([.. records.Values.Select(each => each.Marks)], memory.Register.Identities.Said)
            .Select(pair => new IdentityMatch(
                pair.First, pair.Second, pair.Standing, pair.Why, records[pair.First].Shown, records[pair.Second].Shown, pair.Said?.By, pair.Said?.ReceivedAt))
            .OrderBy(pair => pair.Standing).ThenBy(pair => pair.First).ThenBy(pair => pair.Second)];
    }

    private async Task<ImmutableArray<IdentityRecord>> LookAtTrust(IdentityLook request)
    {
        var records = (await RecordsOfTrust()).ToDictionary(each => each.Marks.Handle, each => each.Marks);
        if (PairOfTrust([.. records.Values], request.First, request.Second) is null)
            return [];
        await Audited(
            new AuditRow(clock.Now, request.Actor, "identity.look", school, $"{request.First}|{request.Second}", request.Reason), "The audit trail cannot be written, so nothing is shown.");
        var shown = new List<IdentityRecord>();
        foreach (var marks in new[] { records[request.First], records[request.Second] })
        {
            if (await GrainFactory.GetGrain<ISchoolGrain>(marks.School.Value).LookAtRecord(school, marks.Student, request) is { } record)
                shown.Add(record);
        }

        return [.. shown];
    }

    private IdentityPair? PairOfTrust(ImmutableArray<ChildMarks> records, StudentId first, StudentId second) =>
        ChildrenOfTrust.Pairs(records, memory.Register.Identities.Said).FirstOrDefault(pair => (pair.First == first && pair.Second == second) || (pair.First == second && pair.Second == first));
}
