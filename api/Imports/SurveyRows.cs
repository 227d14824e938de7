using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Api.Imports;

/// <summary>Pupil and parent surveys, a term and an audience a row: counts only.</summary>
internal static partial class SurveyRows
{
    private const string Term = "term";
    private const string Audience = "audience";
    private const string Invited = "invited";
    private const string Answered = "answered";
    private const string Experienced = "experienced";
    private const string ToldAdult = "told adult";

    private static readonly FrozenDictionary<string, string> Audiences = new Dictionary<string, string>
    {
        ["pupil"] = "pupil",
        ["pupils"] = "pupil",
        ["student"] = "pupil",
        ["students"] = "pupil",
        ["parent"] = "parent",
        ["parents"] = "parent",
        ["carer"] = "parent",
        ["carers"] = "parent",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly ImmutableArray<Column> Columns =
    [
        new(Term, true, "survey", "survey term"),
        new(Audience, true, "who", "group"),
        new(Invited, true, "number invited", "sent"),
        new(Answered, true, "number answered", "responses", "responded"),
        new(Experienced, true, "experienced it", "have experienced"),
        new(ToldAdult, true, "told an adult", "told"),
    ];

    public static ImportKind Kind { get; } = new("surveys", "survey", false, Columns, Translate, known => known is Survey survey ? [FactOf(survey)] : [], _ => _ => false);

    private static Translation Translate(ImmutableArray<CsvRow> rows, RowsHead head) =>
        SingleRows.Translate(rows, Columns, cells => Read(cells, head), observation => FactOf((Survey)observation), (Term, "term and audience"));

    private static Survey Read(RowCells cells, RowsHead head)
    {
        var term = cells.Text(Term);
        if (term.Length > 0 && !TermName().IsMatch(term))
            cells.Reject(Term, "must be a term with its year, as in Autumn 2026: at most 40 letters, digits, spaces and , . - /");
        return new Survey
        {
            School = head.School,
            ReceivedAt = head.ReceivedAt,
            Term = term,
            Audience = cells.Word(Audience, Audiences),
            Invited = cells.Whole(Invited),
            Answered = cells.Whole(Answered),
            Experienced = cells.Whole(Experienced),
            ToldAdult = cells.Whole(ToldAdult),
        };
    }

    private static Fact FactOf(Survey survey) =>
        new(survey.Key, string.Create(CultureInfo.InvariantCulture, $"{survey.Invited}|{survey.Answered}|{survey.Experienced}|{survey.ToldAdult}"));

    // Without a year the next year's "Autumn" would replace this one's. And what has a year in it is hardly somebody's name.
    [GeneratedRegex(@"^(?=.*[0-9]{2})[\p{L}0-9 ,./-]{1,40}\z")]
    private static partial Regex TermName();
}
