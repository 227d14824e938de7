using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Api.Imports;

/// <summary>The register of safeguarding training, a person a row, by an id that only the school can read.</summary>
internal static partial class TrainingRows
{
    private const string Person = "person";
    private const string Group = "group";
    private const string AppointedOn = "appointed on";
    private const string InductionOn = "induction on";
    private const string LastOn = "last on";

    private const string NotAName = "looks like a name or an e-mail address; write the number or code that your own staff register has for this person, as in S017: no name of staff is kept here";

    private static readonly FrozenDictionary<string, string> Groups = new Dictionary<string, string>
    {
        ["DSL"] = "DSL",
        ["DDSL"] = "DDSL",
        ["deputyDSL"] = "DDSL",
        ["governor"] = "governor",
        ["governors"] = "governor",
        ["trustee"] = "governor",
        ["staff"] = "staff",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly ImmutableArray<Column> Columns =
    [
        new(Person, true, "person id", "staff id", "staff code", "staff number"),
        new(Group, true, "role"),
        new(AppointedOn, false, "appointed", "date appointed", "start date"),
        new(InductionOn, false, "induction", "induction date", "inducted on"),
        new(LastOn, false, "last trained", "last trained on", "last training", "trained on"),
    ];

    public static ImportKind Kind { get; } = new("training", "training", false, Columns, Translate, known => known is Training training ? [FactOf(training)] : [], _ => _ => false);

    private static Translation Translate(ImmutableArray<CsvRow> rows, RowsHead head) =>
        SingleRows.Translate(rows, Columns, cells => Read(cells, head), observation => FactOf((Training)observation), (Person, "person"));

    private static Training Read(RowCells cells, RowsHead head)
    {
        var person = cells.Text(Person);
        if (person.Length > 0 && Fault(person) is { } fault)
            cells.Reject(Person, fault);
        return new Training
        {
            School = head.School,
            ReceivedAt = head.ReceivedAt,
            Person = person,
            Group = cells.Word(Group, Groups),
            AppointedOn = cells.OptionalDate(AppointedOn),
            InductionOn = cells.OptionalDate(InductionOn),
            LastOn = cells.OptionalDate(LastOn),
        };
    }

    // A name has no digit, an address has an @, and jo.bloggs2 is how people sign in. A code that looks like one of these is refused too:
    // the school can write it otherwise, and a name that came in could not be taken back out of the journal.
    private static string? Fault(string person) =>
        person.Contains('@', StringComparison.Ordinal) || person.Any(char.IsWhiteSpace) || !person.Any(char.IsAsciiDigit) || SignInName().IsMatch(person) ? NotAName
        : !IdText.IsValid(person) ? $"is not an id of at most {IdText.MaximumLength} letters, digits, '-', '_' and '.'"
        : null;

    private static Fact FactOf(Training training) =>
        new(training.Key, string.Create(CultureInfo.InvariantCulture, $"{training.Group}|{training.AppointedOn:O}|{training.InductionOn:O}|{training.LastOn:O}"));

    [GeneratedRegex(@"^\p{L}+\.\p{L}{2,}[0-9]{0,4}\z")]
    private static partial Regex SignInName();
}
