using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors;

/// <summary>Which pupils a row was told of when last read: what is missing from its next reading is withdrawn.</summary>
/// <param name="On">When it happened: rows older than the product remembers are forgotten here too.</param>
internal sealed record PlacedRow(DateOnly On, DateTimeOffset Updated, ImmutableArray<string> Students)
{
    public static PlacedRow? Parse(string text)
    {
        var parts = text.Split(';');
        return parts.Length == 3
            ? new PlacedRow(
                DateOnly.ParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                DateTimeOffset.ParseExact(parts[1], "O", CultureInfo.InvariantCulture),
                [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries)])
            : null;
    }

    public static UpstreamMemory Forget(UpstreamMemory memory, string table, DateOnly today)
    {
        var old = memory.Table(table).Where(row => Parse(row.Value)?.On < today.AddDays(-UpstreamMemory.RememberedDays)).Select(row => row.Key);
        return memory.WithTable(table, memory.Table(table).RemoveRange(old));
    }

    public static Withdrawn Withdraw(SchoolId school, string type, string id, string student, DateTimeOffset at, string reason) => new()
    {
        School = school,
        Of = type,
        OfKey = $"{id}|{student}",
        Student = new StudentId(student),
        At = at,
        RecordedAt = at,
        Reason = reason,
    };

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{On:yyyy-MM-dd};{Updated:O};{string.Join(',', Students)}");
}
