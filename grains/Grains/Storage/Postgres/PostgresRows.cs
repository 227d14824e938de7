using Npgsql;
using NpgsqlTypes;

namespace RiskMonitor.Grains.Storage.Postgres;

/// <summary>A group as columns: one array a column, however many rows.</summary>
internal static class PostgresRows
{
    public static NpgsqlBatchCommand Append(List<PendingEntry> entries) => new(PostgresSql.Append)
    {
        Parameters =
        {
            Text(entries, entry => entry.School.Value),
            Long(entries, entry => entry.Fence),
            Long(entries, entry => entry.Position),
            Long(entries, entry => entry.ReceivedAt),
            Column(entries, entry => (short)entry.Kind, NpgsqlDbType.Smallint),
            Bytes(entries, entry => entry.Key),
            Bytes(entries, entry => entry.Body),
        },
    };

    public static NpgsqlBatchCommand Commit(List<PendingOutcome> outcomes)
    {
        var transitions = outcomes.SelectMany(outcome => outcome.Outcome.Transitions, (outcome, row) => (School: outcome.School.Value, Row: row)).ToList();
        var messages = outcomes.SelectMany(outcome => outcome.Outcome.Messages, (outcome, row) => (School: outcome.School.Value, Row: row)).ToList();
        return new(PostgresSql.Commit)
        {
            Parameters =
            {
                Text(outcomes, outcome => outcome.School.Value),
                Long(outcomes, outcome => outcome.Fence),
                Long(outcomes, outcome => outcome.Outcome.Processed),
                Column(outcomes, outcome => outcome.Outcome.FirstUpdate, NpgsqlDbType.Bigint),
                Column(outcomes, outcome => outcome.Outcome.LastUpdate, NpgsqlDbType.Bigint),
                Text(transitions, transition => transition.School),
                Long(transitions, transition => transition.Row.Update),
                Bytes(transitions, transition => transition.Row.Subject),
                Text(transitions, transition => transition.Row.Rule),
                Column(transitions, transition => transition.Row.Episode, NpgsqlDbType.Integer),
                Column(transitions, transition => transition.Row.Sequence, NpgsqlDbType.Integer),
                Long(transitions, transition => transition.Row.At),
                Bytes(transitions, transition => transition.Row.Body),
                Text(messages, message => message.School),
                Long(messages, message => message.Row.Update),
                Text(messages, message => message.Row.Channel),
                Long(messages, message => message.Row.DueAt),
                Bytes(messages, message => message.Row.Body),
            },
        };
    }

    private static NpgsqlParameter<string[]> Text<T>(List<T> rows, Func<T, string> value) => Column(rows, value, NpgsqlDbType.Text);

    private static NpgsqlParameter<long[]> Long<T>(List<T> rows, Func<T, long> value) => Column(rows, value, NpgsqlDbType.Bigint);

    private static NpgsqlParameter<byte[][]> Bytes<T>(List<T> rows, Func<T, byte[]> value) => Column(rows, value, NpgsqlDbType.Bytea);

    private static NpgsqlParameter<TValue[]> Column<T, TValue>(List<T> rows, Func<T, TValue> value, NpgsqlDbType type)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return new NpgsqlParameter<TValue[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
