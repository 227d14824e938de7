using System.Collections.Immutable;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Api.Imports;

/// <summary>Rows that are one observation each.</summary>
internal static class SingleRows
{
    /// <param name="read">A row as an observation; whatever is wrong it tells the row's cells.</param>
    /// <param name="key">What makes two rows the same: the column to name and the words for it.</param>
    public static Translation Translate(
        ImmutableArray<CsvRow> rows, ImmutableArray<Column> columns, Func<RowCells, Observation> read, Func<Observation, Fact> factOf, (string Column, string Words) key)
    {
        var good = ImmutableArray.CreateBuilder<ReadRow>();
        var rejections = ImmutableArray.CreateBuilder<RejectedRow>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var cells = new RowCells(row);
            var observation = read(cells);
            cells.Check(observation, columns);
            var fact = cells.Trouble is null ? factOf(observation) : default;
            // Which of the two is meant, only the sender knows; the one before has been taken already.
            if (cells.Trouble is null && !lines.TryAdd(fact.Key, row.Line))
                cells.Reject(key.Column, $"has the same {key.Words} as line {lines[fact.Key]}");
            if (cells.Trouble is { } trouble)
                rejections.Add(trouble);
            else
                good.Add(new ReadRow(row.Line, [.. columns.Select(column => cells.Optional(column.Name))], [fact], observation));
        }

        return new Translation(good.DrainToImmutable(), rejections.DrainToImmutable());
    }
}
