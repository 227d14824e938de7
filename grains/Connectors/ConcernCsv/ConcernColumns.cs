using System.Collections.Immutable;
using RiskMonitor.Connectors.Csv;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>
/// The columns of an export of concerns, by every heading we have heard of. No vendor documents such a layout: these are ours, and whoever
/// exports may use any of the names.
/// </summary>
public static class ConcernColumns
{
    internal const string IncidentId = "incident id";
    internal const string Upn = "upn";
    internal const string MisId = "mis id";
    internal const string AdmissionNumber = "admission number";
    internal const string Forename = "forename";
    internal const string Surname = "surname";
    internal const string StudentName = "student name";
    internal const string Born = "date of birth";
    internal const string OccurredAt = "incident date";
    internal const string Time = "time";
    internal const string RecordedAt = "recorded on";
    internal const string UpdatedAt = "last updated";
    internal const string Categories = "category";
    internal const string Subcategory = "subcategory";
    internal const string Linked = "linked students";
    internal const string RecordedBy = "recorded by";
    internal const string Actions = "actions";
    internal const string Text = "incident text";
    internal const string Status = "status";
    internal const string Severity = "severity";
    internal const string Deleted = "deleted";

    public static ImmutableArray<Column> All { get; } =
    [
        new(IncidentId, false, "incident ref", "incident reference", "incident number", "reference", "ref", "id"),
        new(Upn, false, "unique pupil number", "student upn", "pupil upn"),
        new(MisId, false, "student id", "pupil id", "student mis id", "pupil mis id"),
        new(AdmissionNumber, false, "admission no", "adno", "admission num"),
        new(Forename, false, "preferred forename", "first name", "legal forename"),
        new(Surname, false, "preferred surname", "last name", "legal surname"),
        new(StudentName, false, "student", "pupil name", "pupil", "full name", "name"),
        new(Born, false, "dob", "birth date"),
        new(OccurredAt, true, "incident date/time", "date of incident", "occurred at", "occurred on", "date/time", "date"),
        new(Time, false, "incident time", "time of incident"),
        new(RecordedAt, false, "recorded at", "created at", "created on", "created date", "date created", "date added", "added on", "created"),
        new(UpdatedAt, false, "updated at", "updated on", "date modified", "last modified", "modified", "updated"),
        new(Categories, true, "categories", "concern type", "incident category", "incident categories"),
        new(Subcategory, false, "sub category", "subcategories", "sub categories"),
        new(Linked, false, "linked pupils", "other students", "other pupils"),
        new(RecordedBy, false, "added by", "created by", "reported by", "staff"),
        new(Actions, false, "action taken", "actions taken", "action history"),
        new(Text, false, "incident summary", "incident", "details", "description", "summary", "notes"),
        new(Status, false, "incident status"),
        new(Severity, false, "priority", "risk level"),
        new(Deleted, false, "is deleted"),
    ];

    /// <summary>Why nobody could be told from another by such a file; null when somebody can.</summary>
    internal static string? Trouble(ImmutableHashSet<string> columns) =>
        columns.Contains(Upn) || columns.Contains(MisId)
        || (columns.Contains(Born) && (columns.Contains(AdmissionNumber) || columns.Contains(StudentName) || (columns.Contains(Forename) && columns.Contains(Surname))))
            ? null
            : $"The file does not say whom its rows are about: it needs a column “{Upn}” or “{MisId}”, or “{Born}” with “{AdmissionNumber}” or a name. A name alone names nobody here.";
}
