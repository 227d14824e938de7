using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Auditing;

/// <summary>Writes to the audit trail before something is shown or done, and says what is not when it cannot.</summary>
internal readonly struct AuditedFirst(SchoolStore store)
{
    public async Task Write(AuditRow row, string orElse)
    {
        try
        {
            await store.Audit(row, CancellationToken.None);
        }
        catch (StorageBehindException behind)
        {
            throw new AuditBehindException($"The audit trail cannot be written, so {orElse}. {behind.Message}");
        }
    }
}
