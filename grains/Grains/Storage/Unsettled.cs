using System.Data.Common;
using Dapper;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>
/// Finds out why a write was left out of its commit: it is there already (an earlier attempt was made, but its answer was
/// lost), its owner is stale, or it breaks a rule. Reading back is what makes an unknown outcome known.
/// </summary>
internal sealed class Unsettled(DbDataSource source, SchoolKeys keys)
{
    /// <summary>How to tell the caller, or null when the write should simply be tried again.</summary>
    public Task<Action?> Decide(PendingWrite write) => write switch
    {
        PendingEntry entry => Decide(entry),
        PendingOutcome outcome => Decide(outcome),
        _ => throw new InvalidOperationException("A write of an unknown kind."),
    };

    private async Task<Action?> Decide(PendingEntry entry)
    {
        var school = entry.School.Value;
        await using var connection = await source.OpenConnectionAsync();
        if (await connection.QuerySingleOrDefaultAsync<EntryRow>(CommonSql.SelectEntryByKey, new { school, key = entry.Key }) is { } stored)
            return await Decide(entry, stored);
        if (await IsStale(connection, entry) is { } stale)
            return () => entry.Refuse(stale);
        if (await connection.ExecuteScalarAsync<long>(CommonSql.EntryExists, new { school, position = entry.Position }) > 0)
            return () => entry.Refuse(new EntryRefusedException(entry.School, entry.Position, "the position is taken by another batch."));
        return null;
    }

    private async Task<Action?> Decide(PendingEntry entry, EntryRow stored)
    {
        var ring = await keys.Of(entry.School, CancellationToken.None);
        if (!JournalBody.IsSame(ring, entry.Position, entry.Body, stored))
            return () => entry.Refuse(new EntryRefusedException(entry.School, entry.Position, "the batch key was used for another body."));
        // Ours, if a lost attempt of this very call can have put it there.
        var isOurs = entry.Attempts > 1 && stored.Position == entry.Position;
        return () => entry.Settle(new(stored.Position, AlreadyAppended: !isOurs));
    }

    private async Task<Action?> Decide(PendingOutcome pending)
    {
        await using var connection = await source.OpenConnectionAsync();
        if (await IsStale(connection, pending) is { } stale)
            return () => pending.Refuse(stale);
        var row = await connection.QuerySingleAsync<SchoolRow>(CommonSql.SelectSchool, new { school = pending.School.Value });
        var outcome = pending.Outcome;
        if (outcome.Transitions.Length > 0 && row.LastUpdate >= outcome.LastUpdate && await IsStored(connection, pending))
            return pending.Stored;
        var reason = outcome.FirstUpdate is { } first && first != row.LastUpdate + 1
            ? $"update {first} does not follow {row.LastUpdate}."
            : $"processed position {outcome.Processed} is behind {row.Processed}.";
        return () => pending.Refuse(new OutcomeRefusedException(pending.School, reason));
    }

    private static async Task<bool> IsStored(DbConnection connection, PendingOutcome pending)
    {
        var ours = pending.Outcome.Transitions;
        var stored = (await connection.QueryAsync<TransitionKeyRow>(
            CommonSql.SelectTransitionKeys,
            new { school = pending.School.Value, first = pending.Outcome.FirstUpdate, last = pending.Outcome.LastUpdate })).AsList();
        return stored.Count == ours.Length && stored.Zip(ours).All(pair => pair.First.IsOf(pair.Second));
    }

    private static async Task<StaleOwnerException?> IsStale(DbConnection connection, PendingWrite write)
    {
        var row = await connection.QuerySingleOrDefaultAsync<SchoolRow>(CommonSql.SelectSchool, new { school = write.School.Value });
        return row?.Fence == write.Fence ? null : new StaleOwnerException(write.School, write.Fence);
    }
}
