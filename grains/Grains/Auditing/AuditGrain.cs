using Orleans.Concurrency;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Auditing;

/// <summary>The audit trail of this silo, for the hosts that answer people.</summary>
[StatelessWorker]
[GrainType("audit")]
public sealed class AuditGrain(SchoolStore store, SchoolClock clock) : Grain, IAuditGrain
{
    private const int Longest = 500;

    public async Task Write(AuditNote note)
    {
        try
        {
            await store.Audit(new AuditRow(clock.Now, note.Who, note.What, note.School, note.About, note.Why) { Pupil = note.Pupil }, CancellationToken.None);
        }
        catch (StorageBehindException behind)
        {
            throw new AuditBehindException($"The audit trail cannot be written. {behind.Message}");
        }
    }

    public async Task<AuditPage> Find(AuditQuestion question)
    {
        var search = new AuditSearch(
            question.Schools, question.Who, question.What, question.Pupil, question.From, question.To, question.Before, Math.Clamp(question.Limit, 1, Longest));
        try
        {
            return new AuditPage([.. (await store.FindAudit(search, CancellationToken.None)).Select(Of)]);
        }
        catch (StorageBehindException behind)
        {
            throw new JournalBehindException(behind.Message);
        }
    }

    private static AuditEntry Of(FoundAudit found) =>
        new(found.Number, found.Row.At, found.Row.Who, found.Row.What, found.Row.School, found.Row.About, found.Row.Why, found.IsShredded);
}
