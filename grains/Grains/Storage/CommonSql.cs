namespace RiskMonitor.Grains.Storage;

/// <summary>The statements both engines understand. Times are UTC ticks of 100 ns, so that both keep them exactly.</summary>
internal static class CommonSql
{
    public const string SelectKeys = "SELECT key_id AS Id, wrapped AS Wrapped FROM school_key WHERE scope = @scope";

    public const string InsertKeys = """
        INSERT INTO school_key (scope, key_id, wrapped, created_at)
        VALUES (@scope, 0, @index, @at), (@scope, 1, @seal, @at)
        ON CONFLICT DO NOTHING
        """;

    public const string TakeOver = """
        INSERT INTO school (school, fence, last_position, processed, last_update, last_received_at)
        VALUES (@school, 1, 0, 0, 0, 0)
        ON CONFLICT (school) DO UPDATE SET fence = school.fence + 1
        RETURNING fence AS Fence, last_position AS LastPosition, processed AS Processed, last_update AS LastUpdate,
                  last_received_at AS LastReceivedAt
        """;

    public const string SelectSchool = """
        SELECT fence AS Fence, last_position AS LastPosition, processed AS Processed, last_update AS LastUpdate,
               last_received_at AS LastReceivedAt
        FROM school WHERE school = @school
        """;

    public const string SelectSchools = "SELECT school AS School, last_position AS LastPosition FROM school ORDER BY school";

    public const string SelectEntryByKey = "SELECT position AS Position, body AS Body FROM journal WHERE school = @school AND batch_key = @key";

    public const string EntryExists = "SELECT count(*) FROM journal WHERE school = @school AND position = @position";

    public const string SelectEntries = """
        SELECT position AS Position, received_at AS ReceivedAt, kind AS Kind, body AS Body
        FROM journal WHERE school = @school AND position > @after AND position <= @upTo
        ORDER BY position LIMIT @limit
        """;

    public const string SelectTransitions = """
        SELECT update_number AS UpdateNumber, body AS Body FROM transition
        WHERE school = @school AND update_number > @after ORDER BY update_number
        """;

    public const string SelectTransitionKeys = """
        SELECT update_number AS UpdateNumber, subject AS Subject, rule AS Rule, episode AS Episode, sequence AS Sequence
        FROM transition WHERE school = @school AND update_number BETWEEN @first AND @last ORDER BY update_number
        """;

    public const string SelectOutbox = """
        SELECT school AS School, update_number AS UpdateNumber, channel AS Channel, due_at AS DueAt, body AS Body
        FROM outbox WHERE sent_at IS NULL AND due_at <= @asOf ORDER BY due_at, school, update_number, channel LIMIT @limit
        """;

    public const string MarkSent = """
        UPDATE outbox SET sent_at = @at
        WHERE school = @school AND update_number = @update AND channel = @channel AND sent_at IS NULL
        """;
}
