using RiskMonitor.Grains.Auditing;
using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Students;

/// <summary>The decisions of one pupil's case. What is older than thirteen months is not shown, and is disposed of with the school's other data (see RetentionGrain), unless a hold stops it.</summary>
[GrainType("case-decisions")]
public sealed class CaseDecisionsGrain(
    DecisionStore stored,
    SchoolStore store,
    SchoolClock clock) : Grain, ICaseDecisionsGrain
{
    /// <summary>Beyond this it is a record, and the record is kept elsewhere.</summary>
    public const int Most = 300;

    private const int MonthsKept = 13;

    private StudentDecisions kept = null!;
    private SchoolId school;
    private StudentId student;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var parts = this.GetPrimaryKeyString().Split('/');
        (school, student) = (new SchoolId(parts[0]), new StudentId(parts[1]));
        kept = await Reached(() => stored.Read(school, student, cancellationToken));
    }

    public Task<ImmutableArray<CaseDecision>> All() => Task.FromResult(Shown());

    public async Task<DecisionAnswer> Record(CaseDecision decision)
    {
        if (kept.Decisions.FirstOrDefault(each => each.Id == decision.Id) is { } before)
            return before.Actor == decision.Actor && before.What == decision.What && before.Why == decision.Why ? DecisionAnswer.Done : DecisionAnswer.OtherContent;
        if (await GrainFactory.GetGrain<ISchoolGrain>(school.Value).Remember(student) is null)
            return DecisionAnswer.NotFound;
        if (Shown().Length >= Most)
            return DecisionAnswer.Full;
        await Audit(decision);
        await Keep(kept.Decisions.Add(decision with { At = clock.Now }));
        return DecisionAnswer.Done;
    }

    private ImmutableArray<CaseDecision> Shown() => [.. kept.Decisions.Where(each => each.At > clock.Now.AddMonths(-MonthsKept))];

    private async Task Keep(ImmutableArray<CaseDecision> next)
    {
        var version = await Reached(() => stored.Write(school, kept with { Decisions = next }, CancellationToken.None));
        if (version is null)
        {
            // Disposal, or an activation that outlived its silo, has written since: the next call reads again.
            DeactivateOnIdle();
            throw new JournalBehindException("The decisions of this case are being changed at this moment: send the same again, it is recorded once.");
        }

        kept = kept with { Decisions = next, Version = version.Value };
    }

    // The store's own exceptions are unknown to a client that has no store.
    private static async Task<T> Reached<T>(Func<Task<T>> asked)
    {
        try
        {
            return await asked();
        }
        catch (StorageBehindException behind)
        {
            throw new JournalBehindException(behind.Message) { RetryAfter = TimeSpan.FromSeconds(5) };
        }
    }

    // That something was decided, and not what: whoever reads the trail reads no case.
    private async Task Audit(CaseDecision decision)
    {
        await new AuditedFirst(store).Write(new AuditRow(clock.Now, decision.Actor, "student.decide", school, student.Value, null), "the decision was not recorded");
    }
}
