using RiskMonitor.Grains.Auditing;
using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Students;

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: sealed under the school's key, bound to the pupil.</summary>
[GenerateSerializer, Alias("SealedDecisions")]
public sealed class SealedDecisions
{
    [Id(0)] public byte[] Sealed { get; set; } = [];
}

/// <summary>The decisions of one pupil's case. What is older than thirteen months is not shown, and is gone with the next one that is written.</summary>
[GrainType("case-decisions")]
public sealed class CaseDecisionsGrain(
    [PersistentState("case-decisions", StateStorage.Name)] IPersistentState<SealedDecisions> stored,
    CheckpointSeal seal,
    SchoolStore store,
    SchoolClock clock) : Grain, ICaseDecisionsGrain
{
    /// <summary>Beyond this it is a record, and the record is kept elsewhere.</summary>
    public const int Most = 300;

    private const int MonthsKept = 13;

    private ImmutableArray<CaseDecision> decisions = [];
    private SchoolId school;
    private StudentId student;

    private string Place => $"case-decisions/{student}";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var parts = this.GetPrimaryKeyString().Split('/');
        (school, student) = (new SchoolId(parts[0]), new StudentId(parts[1]));
        if (stored.State.Sealed.Length > 0)
            decisions = await seal.Unseal<ImmutableArray<CaseDecision>>(school, Place, stored.State.Sealed);
    }

    public Task<ImmutableArray<CaseDecision>> All() => Task.FromResult(Kept());

    public async Task<DecisionAnswer> Record(CaseDecision decision)
    {
        if (decisions.FirstOrDefault(each => each.Id == decision.Id) is { } before)
            return before.Actor == decision.Actor && before.What == decision.What && before.Why == decision.Why ? DecisionAnswer.Done : DecisionAnswer.OtherContent;
        if (await GrainFactory.GetGrain<ISchoolGrain>(school.Value).Remember(student) is null)
            return DecisionAnswer.NotFound;
        if (Kept().Length >= Most)
            return DecisionAnswer.Full;
        await Audit(decision);
        await Keep(Kept().Add(decision with { At = clock.Now }));
        return DecisionAnswer.Done;
    }

    private ImmutableArray<CaseDecision> Kept() => [.. decisions.Where(each => each.At > clock.Now.AddMonths(-MonthsKept))];

    private async Task Keep(ImmutableArray<CaseDecision> next)
    {
        var before = stored.State;
        try
        {
            stored.State = new SealedDecisions { Sealed = await seal.Seal(school, Place, next) };
            await stored.WriteStateAsync();
            decisions = next;
        }
        catch
        {
            stored.State = before;
            throw;
        }
    }

    private async Task Audit(CaseDecision decision)
    {
        await new AuditedFirst(store).Write(new AuditRow(clock.Now, decision.Actor, "student.decide", school, student.Value, decision.What), "the decision was not recorded");
    }
}
