namespace RiskMonitor.Grains.Storage.Postgres;

/// <summary>PostgreSQL's writes of a group: each is one statement, whatever the number of rows.</summary>
internal static class PostgresSql
{
    // The school's row is updated, so it is locked until the commit: a takeover waits, and then sees these entries.
    public const string Append = """
        WITH entry AS (
          SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[], $6::bytea[], $7::bytea[])
            AS entry(school, fence, position, received_at, kind, batch_key, body)
        ), held AS (
          UPDATE school
          SET last_position = greatest(school.last_position, batch.position),
              last_received_at = greatest(school.last_received_at, batch.received_at)
          FROM (SELECT school, max(fence) AS fence, max(position) AS position, max(received_at) AS received_at FROM entry GROUP BY school) AS batch
          WHERE school.school = batch.school AND school.fence = batch.fence
          RETURNING school.school, school.fence
        )
        INSERT INTO journal (school, position, received_at, kind, batch_key, body)
        SELECT entry.school, entry.position, entry.received_at, entry.kind, entry.batch_key, entry.body
        FROM entry JOIN held USING (school, fence)
        ON CONFLICT DO NOTHING
        RETURNING school, position, batch_key
        """;

    // $1-$5 one element an outcome, $6-$13 one a transition, $14-$18 one an outbox row.
    public const string Commit = """
        WITH outcome AS (
          SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
            AS outcome(school, fence, processed, first_update, last_update)
        ), held AS (
          UPDATE school
          SET processed = outcome.processed, last_update = coalesce(outcome.last_update, school.last_update)
          FROM outcome
          WHERE school.school = outcome.school AND school.fence = outcome.fence
            AND school.processed <= outcome.processed
            AND (outcome.first_update IS NULL OR school.last_update = outcome.first_update - 1)
          RETURNING school.school
        ), transitions AS (
          INSERT INTO transition (school, update_number, subject, rule, episode, sequence, at, body)
          SELECT school, update_number, subject, rule, episode, sequence, at, body
          FROM unnest($6::text[], $7::bigint[], $8::bytea[], $9::text[], $10::int[], $11::int[], $12::bigint[], $13::bytea[])
            AS transition(school, update_number, subject, rule, episode, sequence, at, body) JOIN held USING (school)
        ), messages AS (
          INSERT INTO outbox (school, update_number, channel, due_at, body)
          SELECT school, update_number, channel, due_at, body
          FROM unnest($14::text[], $15::bigint[], $16::text[], $17::bigint[], $18::bytea[])
            AS message(school, update_number, channel, due_at, body) JOIN held USING (school)
        )
        SELECT school FROM held
        """;
}
