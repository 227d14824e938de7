using System.Collections.Immutable;
using RiskMonitor.Connectors;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Imports;

/// <summary>A school's category table: the common names, and above them what its safeguarding lead has signed off.</summary>
internal static class SignedTable
{
    public static CategoryTable Of(ImmutableArray<SignedCategory> signed) =>
        signed.Aggregate(CategoryTable.Default, (table, each) => table.With(each.Name, each.Canonical, each.Severity));
}
