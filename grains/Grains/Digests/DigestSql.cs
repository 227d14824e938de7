using System.Globalization;
using System.Text;
using Dapper;
using RiskMonitor.Domain.Digests;

namespace RiskMonitor.Grains.Digests;

/// <summary>The outbox's statements, which both engines understand.</summary>
internal static class DigestSql
{
    private const string Columns = """
        id AS Id, recipient AS Recipient, period AS Period, channel AS Channel, created_at AS CreatedAt, next_try_at AS NextTryAt,
        state AS State, tries AS Tries, last_error AS LastError, sent_at AS SentAt, body AS Body
        """;

    public const string Insert = """
        INSERT INTO digest (id, recipient, period, channel, created_at, next_try_at, state, tries, body)
        VALUES (@id, @recipient, @period, @channel, @createdAt, @nextTryAt, @state, 0, @body)
        ON CONFLICT DO NOTHING
        """;

    // Whoever stands elsewhere than the digest begins is not moved: somebody else told them meanwhile.
    public const string Move = """
        UPDATE digest_position SET up_to = @to WHERE recipient = @recipient AND kind = @kind AND school = @school AND up_to = @from
        """;

    public const string Begin = """
        INSERT INTO digest_position (recipient, kind, school, up_to) VALUES (@recipient, @kind, @school, @upTo)
        ON CONFLICT DO NOTHING
        """;

    public const string Forget = "DELETE FROM digest_position WHERE recipient = @recipient AND kind = @kind";

    public const string Positions = "SELECT recipient AS Recipient, kind AS Kind, school AS School, up_to AS UpTo FROM digest_position";

    public const string Has = "SELECT count(*) FROM digest WHERE recipient = @recipient AND period = @period";

    // Somebody should look at once at what is told at once: it does not stand behind a day's counts.
    private const string MostUrgentFirst = $"CASE WHEN period LIKE '{DigestPeriod.AtOnce}/%' THEN 0 ELSE 1 END, next_try_at, id";

    private const string Place = "CASE WHEN channel = 'mail' THEN channel ELSE recipient END";

    /// <summary>What may be tried now and does not go to one of some places. Both engines take names one by one; lists they take each in its own way.</summary>
    public static (string Sql, DynamicParameters Values) Due(DateTimeOffset now, IReadOnlyCollection<string> except, int limit)
    {
        var (sql, values) = (new StringBuilder($"SELECT {Columns} FROM digest WHERE state = 0 AND next_try_at <= @now"), new DynamicParameters());
        values.Add("now", now.UtcTicks);
        values.Add("limit", limit);
        foreach (var (number, place) in except.Index())
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND {Place} <> @place{number}");
            values.Add($"place{number}", place);
        }

        return (sql.Append(" ORDER BY ").Append(MostUrgentFirst).Append(" LIMIT @limit").ToString(), values);
    }

    public const string Claim = "UPDATE digest SET next_try_at = @until, tries = tries + 1 WHERE id = @id AND state = 0 AND next_try_at = @seen";

    public const string Sent = "UPDATE digest SET state = 1, sent_at = @at, last_error = NULL WHERE id = @id AND state = 0";

    public const string Failed = "UPDATE digest SET state = @state, next_try_at = @next, last_error = @words, tries = tries - @less WHERE id = @id AND state = 0";

    public const string Resend = "UPDATE digest SET state = 0, tries = 0, next_try_at = @at WHERE id = @id AND state <> 3";

    public const string Find = $"SELECT {Columns} FROM digest WHERE id = @id";

    private const string After = "(created_at < @createdAt OR (created_at = @createdAt AND id > @id))";

    public const string All = $"SELECT {Columns} FROM digest WHERE {After} ORDER BY created_at DESC, id LIMIT @limit";

    public const string OfState = $"SELECT {Columns} FROM digest WHERE state = @state AND {After} ORDER BY created_at DESC, id LIMIT @limit";

    public const string Counts = "SELECT state AS State, count(*) AS Count FROM digest GROUP BY state";

    public const string Trim = "DELETE FROM digest WHERE created_at < @before AND state <> 0";
}
