namespace RiskMonitor.Grains.Storage.Sqlite;

/// <summary>SQLite's writes of a group: one statement a row, all between BEGIN and COMMIT.</summary>
internal static class SqliteSql
{
    public const string AppendEntry = """
        INSERT INTO journal (school, position, received_at, kind, batch_key, body)
        SELECT school, $position, $received_at, $kind, $batch_key, $body FROM school WHERE school = $school AND fence = $fence
        ON CONFLICT DO NOTHING
        """;

    public const string AdvanceSchool = """
        UPDATE school
        SET last_position = max(last_position, $position), last_received_at = max(last_received_at, $received_at)
        WHERE school = $school
        """;

    public const string CommitSchool = """
        UPDATE school SET processed = $processed, last_update = coalesce($last_update, last_update)
        WHERE school = $school AND fence = $fence AND processed <= $processed
          AND ($first_update IS NULL OR last_update = $first_update - 1)
        """;

    public const string InsertTransition = """
        INSERT INTO transition (school, update_number, subject, rule, episode, sequence, at, body)
        VALUES ($school, $update_number, $subject, $rule, $episode, $sequence, $at, $body)
        """;

    public const string InsertMessage = """
        INSERT INTO outbox (school, update_number, channel, due_at, body) VALUES ($school, $update_number, $channel, $due_at, $body)
        """;
}
