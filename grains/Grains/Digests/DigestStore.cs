using System.Data.Common;
using System.Text.Json;
using Dapper;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Digests;

/// <summary>
/// The outbox of digests. A digest and what its recipient has thereby been told of are written in one transaction, so that a crash neither
/// loses nor doubles one; recipient and period are unique.
/// </summary>
/// <remarks>Every call throws <see cref="StorageBehindException"/> when the database cannot be reached.</remarks>
public sealed class DigestStore(DbDataSource source)
{
    /// <summary>Writes a digest and moves its recipient's positions, both or neither. False: it is there already, or somebody else told the recipient meanwhile.</summary>
    public async Task<bool> Write(DigestRow row, IReadOnlyCollection<PositionMove> moves, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            Task<int> Run(string sql, object parameters) => connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellation));
            var isNew = await Run(DigestSql.Insert, Inserted(row)) == 1;
            foreach (var move in isNew ? moves : [])
            {
                isNew = await Run(DigestSql.Move, new { recipient = row.Recipient, kind = (int)move.Kind, school = move.School.Value, from = move.From, to = move.To }) == 1;
                if (!isNew)
                    break;
            }

            if (isNew)
                await transaction.CommitAsync(cancellation);
            return isNew;
        }
        catch (Exception failure) when (Reached.IsUnreachable(failure))
        {
            throw Reached.Behind(failure);
        }
    }

    /// <summary>From which change of a board on a recipient is told; a second call changes nothing.</summary>
    public Task Begin(string recipient, DigestKind kind, SchoolId school, long upTo, CancellationToken cancellation) =>
        Reached.Execute(source, DigestSql.Begin, new { recipient, kind = (int)kind, school = school.Value, upTo }, cancellation);

    /// <summary>Who no longer wants a kind of digest begins anew when they want it again.</summary>
    public Task Forget(string recipient, DigestKind kind, CancellationToken cancellation) =>
        Reached.Execute(source, DigestSql.Forget, new { recipient, kind = (int)kind }, cancellation);

    /// <summary>How far everybody has been told, of each kind and board.</summary>
    public async Task<Dictionary<(string Recipient, DigestKind Kind, SchoolId School), long>> Positions(CancellationToken cancellation) =>
        (await Reached.Query<Position>(source, DigestSql.Positions, new { }, cancellation))
            .ToDictionary(row => (row.Recipient, (DigestKind)row.Kind, new SchoolId(row.School)), row => row.UpTo);

    public async Task<bool> Has(string recipient, string period, CancellationToken cancellation) =>
        (await Reached.Query<long>(source, DigestSql.Has, new { recipient, period }, cancellation))[0] > 0;

    /// <summary>What waits and may be tried now: first what is told at once, and of each the longest due first.</summary>
    /// <param name="except">Places (<see cref="DigestRow.Place"/>) for which nothing is wanted.</param>
    public Task<List<DigestRow>> Due(DateTimeOffset now, IReadOnlyCollection<string> except, int limit, CancellationToken cancellation)
    {
        var (sql, values) = DigestSql.Due(now, except, limit);
        return Rows(sql, values, cancellation);
    }

    /// <summary>Takes a row for sending until an instant: after that it counts as not sent, and is tried again. False: another process has it.</summary>
    public async Task<bool> Claim(DigestRow row, DateTimeOffset until, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return await connection.ExecuteAsync(new CommandDefinition(
                DigestSql.Claim, new { id = row.Id, until = until.UtcTicks, seen = row.NextTryAt.UtcTicks }, cancellationToken: cancellation)) == 1;
        }
        catch (Exception failure) when (Reached.IsUnreachable(failure))
        {
            throw Reached.Behind(failure);
        }
    }

    public Task Sent(string id, DateTimeOffset at, CancellationToken cancellation) => Reached.Execute(source, DigestSql.Sent, new { id, at = at.UtcTicks }, cancellation);

    /// <param name="next">When it is tried again; null: never, somebody must look.</param>
    /// <param name="words">What went wrong, for an operator.</param>
    /// <param name="isTry">Whether it counts as one of the tries; it was counted when it was claimed.</param>
    public Task Failed(string id, DateTimeOffset? next, string words, bool isTry, CancellationToken cancellation) => Reached.Execute(
        source, DigestSql.Failed, new { id, state = (int)(next is null ? OutboxState.Dead : OutboxState.Waiting), next = next?.UtcTicks ?? 0, words, less = isTry ? 0 : 1 }, cancellation);

    public Task Resend(string id, DateTimeOffset at, CancellationToken cancellation) => Reached.Execute(source, DigestSql.Resend, new { id, at = at.UtcTicks }, cancellation);

    public async Task<DigestRow?> Find(string id, CancellationToken cancellation) => (await Rows(DigestSql.Find, new { id }, cancellation)).FirstOrDefault();

    /// <summary>The newest first, from the one after <paramref name="last"/> on.</summary>
    public Task<List<DigestRow>> List(OutboxState? state, DigestRow? last, int limit, CancellationToken cancellation)
    {
        var (createdAt, id) = (last?.CreatedAt.UtcTicks ?? long.MaxValue, last?.Id ?? "");
        return state is { } one
            ? Rows(DigestSql.OfState, new { state = (int)one, createdAt, id, limit }, cancellation)
            : Rows(DigestSql.All, new { createdAt, id, limit }, cancellation);
    }

    public async Task<Dictionary<OutboxState, int>> Counts(CancellationToken cancellation) =>
        (await Reached.Query<StateCount>(source, DigestSql.Counts, new { }, cancellation)).ToDictionary(row => (OutboxState)row.State, row => (int)row.Count);

    /// <summary>Lets go of what is over and older than an instant.</summary>
    public Task Trim(DateTimeOffset before, CancellationToken cancellation) => Reached.Execute(source, DigestSql.Trim, new { before = before.UtcTicks }, cancellation);

    private async Task<List<DigestRow>> Rows(string sql, object parameters, CancellationToken cancellation) =>
        (await Reached.Query<Stored>(source, sql, parameters, cancellation)).ConvertAll(row => row.ToRow());

    private static object Inserted(DigestRow row) => new
    {
        id = row.Id,
        recipient = row.Recipient,
        period = row.Period,
        channel = row.Channel,
        createdAt = row.CreatedAt.UtcTicks,
        nextTryAt = row.CreatedAt.UtcTicks,
        state = (int)row.State,
        body = JsonSerializer.Serialize(row.Body),
    };

    private sealed record Position
    {
        public string Recipient { get; init; } = "";

        public int Kind { get; init; }

        public string School { get; init; } = "";

        public long UpTo { get; init; }
    }

    private sealed record StateCount
    {
        public int State { get; init; }

        public long Count { get; init; }
    }

    private sealed record Stored
    {
        public string Id { get; init; } = "";

        public string Recipient { get; init; } = "";

        public string Period { get; init; } = "";

        public string Channel { get; init; } = "";

        public long CreatedAt { get; init; }

        public long NextTryAt { get; init; }

        public int State { get; init; }

        public int Tries { get; init; }

        public string? LastError { get; init; }

        public long? SentAt { get; init; }

        public string Body { get; init; } = "";

        public DigestRow ToRow() => new()
        {
            Id = Id,
            Recipient = Recipient,
            Period = Period,
            Channel = Channel,
            CreatedAt = At(CreatedAt),
            NextTryAt = At(NextTryAt),
            State = (OutboxState)State,
            Tries = Tries,
            LastError = LastError,
            SentAt = SentAt is { } sent ? At(sent) : null,
            Body = JsonSerializer.Deserialize<DigestBody>(Body) ?? throw new InvalidDataException($"Digest {Id} has no body."),
        };

        private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
    }
}
