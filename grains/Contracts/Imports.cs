namespace RiskMonitor.Contracts;

/// <summary>
/// What a CSV file would change at a school, or what it has changed: the answer of an import's preview and of the import itself.
/// A reason repeats nothing of the file.
/// </summary>
/// <param name="Kind">surveys, training or calendar.</param>
/// <param name="Removed">Entries of the school's calendar that the file does not have: a calendar replaces the one before it whole.</param>
/// <param name="UnknownColumns">Columns nobody asked for: not read and not kept.</param>
/// <param name="Blocked">Why nothing of the file can be imported as it is; null when the good rows can.</param>
/// <param name="Columns">The headings of the sample.</param>
/// <param name="Sample">The first good rows.</param>
/// <param name="Rejections">The first thousand of <paramref name="Rejected"/>.</param>
public sealed record ImportReport(
    string Kind,
    int New,
    int Changed,
    int Unchanged,
    int Removed,
    int Rejected,
    int UnknownColumns,
    string? Blocked,
    IReadOnlyList<string> Columns,
    IReadOnlyList<SampleRow> Sample,
    IReadOnlyList<RejectedRow> Rejections);

/// <param name="Change">new, changed or unchanged.</param>
public sealed record SampleRow(int Line, string Change, IReadOnlyList<string> Cells);

/// <summary>A row that was refused; the rows around it still count.</summary>
public sealed record RejectedRow(int Line, string? Column, string Reason);
