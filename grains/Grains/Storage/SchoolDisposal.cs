using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>Takes what is past its period out of the journal and the ledger of alerts, or counts it. Each page is whole by itself, so it may be stopped and run again.</summary>
public sealed class SchoolDisposal(SchoolStore store, DbDataSource source, SchoolKeys keys)
{
    private const string KeepRest = "UPDATE journal SET body = @body WHERE school = @school AND position = @position";

    private const string DeleteRow = "DELETE FROM journal WHERE school = @school AND position = @position";

    /// <summary>Of the journal's rows up to a position, the observations that go; a row that has nothing else goes whole.</summary>
    /// <param name="isDone">False: they are only counted.</param>
    /// <returns>How many observations, by what <paramref name="goes"/> calls their line.</returns>
    public async Task<Dictionary<string, long>> Journal(SchoolId school, long upTo, Func<Observation, string?> goes, bool isDone, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var ring = await keys.Of(school, cancellation);
        await foreach (var row in store.Read(school, 0, upTo, cancellation))
        {
            if (!row.Kind.IsObservations())
                continue;
            var (stay, gone) = Sorted(row, goes);
            foreach (var line in gone)
                counts[line] = counts.GetValueOrDefault(line) + 1;
            if (gone.Count > 0 && isDone)
                await Rewrite(school, ring, row, stay, cancellation);
        }

        return counts;
    }

    /// <summary>Deletes alerts with all their changes and messages.</summary>
    /// <param name="alerts">Of each, the numbers of all its changes.</param>
    public async Task Alerts(SchoolId school, ImmutableArray<ImmutableArray<long>> alerts, CancellationToken cancellation)
    {
        foreach (var alert in alerts)
        {
            // Numbers of our own: both engines understand them so, and a list is a parameter to neither in the same way.
            var updates = string.Join(',', alert.Select(update => update.ToString(CultureInfo.InvariantCulture)));
            var values = new { school = school.Value };
            await SchoolWall.Behind(source, [school.Value], async (connection, transaction) =>
            {
                await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM outbox WHERE school = @school AND update_number IN ({updates})", values, transaction, cancellationToken: cancellation));
                return await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM transition WHERE school = @school AND update_number IN ({updates})", values, transaction, cancellationToken: cancellation));
            }, cancellation, isWrite: true);
        }
    }

    private static (List<Observation> Stay, List<string> Gone) Sorted(JournalEntry row, Func<Observation, string?> goes)
    {
        var (stay, gone) = (new List<Observation>(), new List<string>());
        foreach (var observation in ObservationBatchText.Read(row.Body))
        {
            if (goes(observation with { ReceivedAt = row.ReceivedAt }) is { } line)
                gone.Add(line);
            else
                stay.Add(observation);
        }

        return (stay, gone);
    }

    private Task<int> Rewrite(SchoolId school, SchoolKeyring ring, JournalEntry row, List<Observation> stay, CancellationToken cancellation) =>
        stay.Count == 0
            ? SchoolWall.Execute(source, school, DeleteRow, new { school = school.Value, position = row.Position }, cancellation)
            : SchoolWall.Execute(source, school, KeepRest, new { school = school.Value, position = row.Position, body = JournalBody.Seal(ring, row with { Body = ObservationBatchText.Write(stay) }) }, cancellation);
}
