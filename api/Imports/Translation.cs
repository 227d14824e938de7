using System.Collections.Immutable;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Api.Imports;

/// <summary>One thing that a row or the school says: what it is about, and what is said of it.</summary>
/// <param name="Day">Of a day that a calendar closes or opens, so that a day which no longer matters can be told from one that does.</param>
internal readonly record struct Fact(string Key, string Content, FactDay? Day = null);

internal readonly record struct FactDay(DateOnly Date, int? YearGroup, bool IsOpen);

/// <summary>A row that was read, the cells to show of it, and what it says.</summary>
internal sealed record ReadRow(int Line, ImmutableArray<string> Cells, ImmutableArray<Fact> Facts, Observation? Observation = null);

/// <summary>A file as observations.</summary>
/// <param name="Whole">The one observation that the whole file is, where its rows are not one each.</param>
internal sealed record Translation(ImmutableArray<ReadRow> Rows, ImmutableArray<RejectedRow> Rejections, Observation? Whole = null);
