using System.Collections.Immutable;
using System.Text;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>Writing to the journal and reading from it.</content>
public sealed partial class SchoolGrain
{
    /// <summary>
    /// Appends one row and queues it. Returns when it is on disk: from here on it cannot be lost. An edition of the rules that came into force
    /// since the last row gets a row of its own at its own instant, so that what it finds already true is not taken for news.
    /// </summary>
    private async Task<IngestReceipt> Accept(
        EntryKind kind, string batchKey, ImmutableArray<Observation> observations, string? text = null, DateTimeOffset? at = null)
    {
        await journalGate.WaitAsync(stop);
        try
        {
            foreach (var start in published.StartsBetween(lastReceivedAt, at ?? clock.Now).ToList())
                await Write(EntryKind.Clock, $"edition/{start.UtcTicks}", [], null, start);
            return await Write(kind, batchKey, observations, text, at);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Refusal(exception);
        }
        finally
        {
            journalGate.Release();
        }
    }

    private async Task<IngestReceipt> Write(EntryKind kind, string batchKey, ImmutableArray<Observation> observations, string? text, DateTimeOffset? at)
    {
        var receivedAt = Later(at ?? clock.Now);
        var body = kind.IsObservations() ? ObservationBatchText.Write(Stamped(observations, default)) : Encoding.UTF8.GetBytes(text ?? "");
        var row = new JournalEntry(lastPosition + 1, receivedAt, kind, batchKey, body);
        Milestones.Reach(Milestones.BeforeAppend);
        var result = await store.Append(lease, row, stop);
        if (result.AlreadyAppended)
            return new IngestReceipt(result.Position, true);
        Milestones.Reach(Milestones.Appended);
        (lastPosition, lastReceivedAt) = (row.Position, receivedAt);
        Counters.Ingested(observations.Length);
        TakeUp(row);
        _ = work.Add(() => Process(row, Stamped(observations, receivedAt)));
        return new IngestReceipt(row.Position, false);
    }

    // The journal may or may not hold the row: only a fresh activation, which reads it, can tell. What leaves here must be known to a
    // client that has no store: the store's own exceptions would break the connection, and their texts are for our log.
    private Exception Refusal(Exception exception)
    {
        if (exception is EntryRefusedException or ArgumentException)
            return new InvalidOperationException(exception.Message);
        // Without a cause the store never took the row into its queue, and nothing is unknown.
        if (exception is not StorageBehindException { InnerException: null })
            Failed(exception);
        return exception is StorageBehindException
            ? new JournalBehindException(exception.Message) { RetryAfter = TimeSpan.FromSeconds(5) }
            : new JournalBehindException(ReadingAgain);
    }

    // Receipt times order what we know, so within a school no two rows share one.
    private DateTimeOffset Later(DateTimeOffset now)
    {
        var whole = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return whole > lastReceivedAt ? whole : lastReceivedAt.AddTicks(TimeSpan.TicksPerMicrosecond);
    }

    private static ImmutableArray<Observation> Stamped(IReadOnlyList<Observation> observations, DateTimeOffset receivedAt)
    {
        var stamped = ImmutableArray.CreateBuilder<Observation>(observations.Count);
        foreach (var observation in observations)
            stamped.Add(observation.ReceivedAt.EqualsExact(receivedAt) ? observation : observation with { ReceivedAt = receivedAt });
        return stamped.MoveToImmutable();
    }

    private static ImmutableArray<Observation> ReadBody(JournalEntry row) =>
        row.Kind.IsObservations() ? Stamped(ObservationBatchText.Read(row.Body), row.ReceivedAt) : [];

    private void Refold(JournalEntry row)
    {
        Apply(row);
        memory.Fold(row, ReadBody(row));
        bytesSinceCheckpoint += row.Body.Length;
    }

    private void Apply(JournalEntry row)
    {
        if (row.Kind is EntryKind.BaselineBegin)
            memory.BeginBaseline([.. Encoding.UTF8.GetString(row.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
        else if (row.Kind is EntryKind.BaselineEnd)
            memory.EndBaseline(Encoding.UTF8.GetString(row.Body.Span));
        else if (row.Kind is EntryKind.RulesPublished)
            memory.Publish(row);
    }

    private async Task WriteCheckpoint()
    {
        checkpoint.State = await seal.Close(school, memory.Image());
        await checkpoint.WriteStateAsync();
        bytesSinceCheckpoint = 0;
    }
}
