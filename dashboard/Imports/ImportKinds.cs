namespace RiskMonitor.Dashboard.Imports;

/// <param name="Name">The heading in the file's first line.</param>
public sealed record ColumnHelp(string Name, string Means);

/// <summary>One kind of file that can be imported, in words for the person who makes it.</summary>
/// <param name="Word">As the address of the import has it.</param>
public sealed record ImportKindHelp(string Word, string Title, string About, IReadOnlyList<ColumnHelp> Columns)
{
    public string Example => $"examples/{Word}.csv";
}

/// <summary>What each file must look like.</summary>
public static class ImportKinds
{
    private const string ADate = "A date: 2026-09-01 or 01/09/2026. May be empty.";

    public static IReadOnlyList<ImportKindHelp> All { get; } =
    [
        new("surveys", "Surveys", "What pupils and parents said, as counts. One row for each term and audience; a later file replaces the same term and audience.",
        [
            new("term", "The term with its year, as in Autumn 2026."),
            new("audience", "pupil or parent."),
            new("invited", "How many were asked."),
            new("answered", "How many of them answered."),
            new("experienced", "How many of these said that it had happened to them."),
            new("told adult", "How many of these had told an adult at school."),
        ]),
        new("training", "Training", "Who has had safeguarding training, and when. One row for each person; a later file replaces the same person.",
        [
            new("person", "The number or code your staff register has for this person, as in S017. Never a name, a sign-in name or an e-mail address: such a row is refused."),
            new("group", "DSL, DDSL, governor or staff."),
            new("appointed on", ADate),
            new("induction on", ADate),
            new("last on", "When they were last trained. " + ADate),
        ]),
        new("calendar", "Calendar", "When the school is in session. One file is the whole calendar: it replaces the one before it, so it is taken only when every row is good.",
        [
            new("kind", "term, closed, inset, open, year-from, year-to, morning-closes or afternoon-closes."),
            new("date", "The day, or the first of several; for morning-closes and afternoon-closes the time, as in 09:20."),
            new("to", "The last day: for a term always, for closed, inset and open when it is more than one day."),
            new("name", "The name of a term. In other rows it is for your own use and not kept."),
            new("year group", "Empty for the whole school. With it, closed is a day off for that year group only, and open a day on which it comes in when the others do not."),
        ]),
    ];
}
