using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>A session mark → <see cref="Mark"/>. The letter comes from the school's code list; a mark whose letter is not known is set aside, never taken for "present".</summary>
/// <param name="isFirstImport">No mark has been read before, so none has been seen to change: each counts as recorded when created.</param>
/// <param name="today">Marks of the four weeks up to it are remembered, so that one that vanishes is noticed.</param>
internal sealed class MarkTranslator(UpstreamBinding binding, bool isFirstImport, DateOnly today)
{
    public const string CodeTable = "attendance-codes";

    // The same session can come twice under two ids, on any page: the later word stands.
    private readonly Dictionary<(string Student, SchoolSession At), DateTimeOffset> _newest = [];

    public static Reading Code(CodePayload row, UpstreamMemory memory) =>
        string.IsNullOrEmpty(row.Id) ? new Reading(null, memory, "id: missing.")
        : row.Code is null ? new Reading(null, memory, "code: missing.")
        : new Reading(null, memory.With(CodeTable, row.Id, row.Code));

    /// <summary>Whether the mark names a code that is not in the list we have.</summary>
    public static bool NeedsCodes(MarkPayload row, UpstreamMemory memory) =>
        row.AttendanceCode.Id is { } code && memory.Find(CodeTable, code) is null;

    /// <summary>Whose mark of which session a row is; null when it does not say, or the pupil is not known.</summary>
    public static (string Student, SchoolSession At)? PlaceOf(MarkPayload row, UpstreamMemory memory) =>
        row.Date is { } date && Enum.TryParse<Session>(row.Session?.Trim(), ignoreCase: true, out var half) && (row.Student.Id ?? row.StudentId.Id) is { } id
        && memory.Students.TryGetValue(id, out var student) ? (student, new SchoolSession(date.Date, half)) : null;

    public Reading Read(MarkPayload row, UpstreamMemory memory)
    {
        if (row.Date is not { } date)
            return new Reading(null, memory, "date: missing.");
        if (row.Session?.Trim().ToUpperInvariant() is not ("AM" or "PM"))
            return new Reading(null, memory, "session: neither AM nor PM.");
        if ((row.Student.Id ?? row.StudentId.Id) is not { } wondeId)
            return new Reading(null, memory, "student: missing.");
        if (!row.AttendanceCode.IsSent)
            return new Reading(null, memory, "attendance_code: missing.");
        if (!memory.Students.TryGetValue(wondeId, out var student))
            return new Reading(null, memory, "student: not on the roll we know.", MayResolve: true);
        var listed = row.AttendanceCode.Id is { } codeId ? memory.Find(CodeTable, codeId) : "";
        if (listed is null)
            return new Reading(null, memory, "attendance_code: not in the school's code list.", MayResolve: true);
        if (!RegisterCode.TryRead(listed, date.Date, out var code))
            return new Reading(null, memory, "attendance_code: a code of the school's own that no attendance code stands for.");

        var at = new SchoolSession(date.Date, row.Session!.Trim().Equals("AM", StringComparison.OrdinalIgnoreCase) ? Session.AM : Session.PM);
        return Told(row, memory, student, at, code);
    }

    private Reading Told(MarkPayload row, UpstreamMemory memory, string student, SchoolSession at, string? code)
    {
        var (created, updated) = (row.CreatedAt?.Stamp, row.UpdatedAt?.Stamp);
        var stamp = updated ?? created ?? DateTimeOffset.MinValue;
        if (_newest.TryGetValue((student, at), out var newer) && newer > stamp)
            return new Reading(null, memory);
        _newest[(student, at)] = stamp;
        ImmutableArray<Observation> mark =
        [
            new Mark
            {
                School = binding.School,
                Student = new StudentId(student),
                RecordedAt = isFirstImport ? created ?? updated : updated ?? created,
                At = at,
                Code = code,
                MinutesLate = int.TryParse(row.MinutesLate, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes : null,
            },
        ];
        return new Reading(new UpstreamRecord(mark[0].Key, ContentHash.Of(mark, recordedAtCounts: false), mark), KnownMarks.With(memory, today, student, at, stamp));
    }
}
