using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors;

/// <summary>Which pupils a row was told of when last read: what is missing from its next reading is withdrawn.</summary>
/// <param name="On">When it happened: rows older than the product remembers are forgotten here too.</param>
internal sealed record PlacedRow(DateOnly On, DateTimeOffset Updated, ImmutableArray<string> Students)
{
    /// <summary>What it said, so that a change that moved no stamp is noticed; 0 where that was not remembered.</summary>
    public ulong Content { get; init; }

    public static PlacedRow? Parse(string text)
    {
        var parts = text.Split(';');
        return parts.Length is 3 or 4
            ? new PlacedRow(
                DateOnly.ParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                DateTimeOffset.ParseExact(parts[1], "O", CultureInfo.InvariantCulture),
                [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries)])
            {
                Content = parts.Length == 4 ? ulong.Parse(parts[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0,
            }
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
        string.Create(CultureInfo.InvariantCulture, $"{On:yyyy-MM-dd};{Updated:O};{string.Join(',', Students)};{Content:x}");
}
