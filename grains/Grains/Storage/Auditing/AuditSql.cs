using System.Globalization;
using System.Text;
using Dapper;

namespace RiskMonitor.Grains.Storage.Auditing;

/// <summary>The statements of the audit trail, the same on both engines.</summary>
internal static class AuditSql
{
    private const string Columns = """
        number AS Number, chain AS Chain, sequence AS Sequence, at AS At, scope AS Scope, who AS Who, what AS What, subject AS Subject, body AS Body, hash AS Hash
        """;

    public const string SelectHead = "SELECT number AS Number, sequence AS Sequence, hash AS Hash FROM audit WHERE chain = @chain ORDER BY sequence DESC LIMIT 1";

    public const string SelectTrail = $"SELECT {Columns} FROM audit WHERE number > @after ORDER BY number LIMIT @limit";

    public const string SelectInChains = $"""
        SELECT {Columns} FROM audit
        WHERE chain > @chain OR (chain = @chain AND sequence > @sequence)
        ORDER BY chain, sequence LIMIT @limit
        """;

    public const string CountRows = "SELECT count(*) FROM audit";

    /// <summary>Whether the service did anything in this database: then there was a trail.</summary>
    public const string HasRun = "SELECT CASE WHEN EXISTS (SELECT 1 FROM journal) OR EXISTS (SELECT 1 FROM transition) OR EXISTS (SELECT 1 FROM audit_before_chain) THEN 1 ELSE 0 END";

    public const string CountBefore = "SELECT count(*) FROM audit_before_chain";

    /// <summary>All rows in one statement: a batch is stored whole or not at all. Answers with the numbers they got.</summary>
    public static (string Sql, DynamicParameters Values) Insert(IReadOnlyList<AuditLine> lines)
    {
        var (sql, values) = (new StringBuilder("INSERT INTO audit (chain, sequence, at, scope, who, what, subject, body, hash) VALUES "), new DynamicParameters());
        foreach (var (number, line) in lines.Index())
        {
            sql.Append(CultureInfo.InvariantCulture, $"{(number == 0 ? "" : ", ")}(@c{number}, @n{number}, @a{number}, @s{number}, @o{number}, @w{number}, @i{number}, @b{number}, @h{number})");
            values.Add($"c{number}", line.Chain);
            values.Add($"n{number}", line.Sequence);
            values.Add($"a{number}", line.At);
            values.Add($"s{number}", line.Scope);
            values.Add($"o{number}", line.Who);
            values.Add($"w{number}", line.What);
            values.Add($"i{number}", line.Subject, System.Data.DbType.Binary);
            values.Add($"b{number}", line.Body);
            values.Add($"h{number}", line.Hash);
        }

        return (sql.Append(" RETURNING number").ToString(), values);
    }

    /// <summary>A page of what matches, the newest first.</summary>
    public static (string Sql, DynamicParameters Values) Search(AuditSearch search, IReadOnlyCollection<string> scopes, IReadOnlyCollection<byte[]>? subjects)
    {
        var (sql, values) = (new StringBuilder($"SELECT {Columns} FROM audit WHERE scope IN ({Names("s", scopes)})"), new DynamicParameters());
        foreach (var (number, scope) in scopes.Index())
            values.Add($"s{number}", scope);
        void Where(string condition, string name, object? value)
        {
            if (value is null)
                return;
            sql.Append(" AND ").Append(condition);
            values.Add(name, value);
        }

        Where("number < @before", "before", search.Before);
        Where("who = @who", "who", search.Who);
        Where("what = @what", "what", search.What);
        Where("at >= @from", "from", search.From?.UtcTicks);
        Where("at < @to", "to", search.To?.UtcTicks);
        if (subjects is not null)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND subject IN ({Names("i", subjects)})");
            foreach (var (number, subject) in subjects.Index())
                values.Add($"i{number}", subject);
        }

        sql.Append(" ORDER BY number DESC LIMIT @limit");
        values.Add("limit", search.Limit);
        return (sql.ToString(), values);
    }

    private static string Names<T>(string prefix, IReadOnlyCollection<T> values) => string.Join(", ", Enumerable.Range(0, values.Count).Select(number => $"@{prefix}{number}"));
}
