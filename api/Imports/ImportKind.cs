using System.Collections.Immutable;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Api.Imports;

/// <summary>One kind of file that can be imported.</summary>
/// <param name="Word">In the address and on the page.</param>
/// <param name="Type">The type of observation its rows become.</param>
/// <param name="IsWhole">Whether a file is one observation, so that one bad row spoils it.</param>
/// <param name="Translate">Rows to observations of a school, received at an instant. Pure.</param>
/// <param name="FactsOf">What an observation that the school has already says, in the terms of a row.</param>
/// <param name="HoldsIn">For a file that is one observation: what is true of it although no row says so. A Saturday need not be closed.</param>
internal sealed record ImportKind(
    string Word,
    string Type,
    bool IsWhole,
    ImmutableArray<Column> Columns,
    Func<ImmutableArray<CsvRow>, RowsHead, Translation> Translate,
    Func<Observation, IEnumerable<Fact>> FactsOf,
    Func<Observation, Func<Fact, bool>> HoldsIn)
{
    public static ImmutableArray<ImportKind> All { get; } = [SurveyRows.Kind, TrainingRows.Kind, CalendarRows.Kind];

    public static ImportKind? Find(string word) => All.FirstOrDefault(kind => kind.Word == word);
}

/// <summary>What every observation of a file begins with.</summary>
internal readonly record struct RowsHead(SchoolId School, DateTimeOffset ReceivedAt);
