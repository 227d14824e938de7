using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// A mark of the register → <see cref="Mark"/>. Marks have no stamps: at the first import each counts as recorded when its register closes,
/// later ones when they are read.
/// </summary>
internal sealed class AttendanceTranslator(UpstreamBinding binding, DateTimeOffset now, bool isFirstImport)
{
    private const string Table = "sessions";
    private static readonly TimeOnly MorningCloses = new(9, 20);
    private static readonly TimeOnly AfternoonCloses = new(13, 30);
    private readonly Dictionary<string, long> _newest = new(StringComparer.Ordinal);

    public DateOnly FirstDay { get; } = SchoolTime.DateOf(now).AddDays(1 - KnownSessions.Days);

    public Reading Read(AttendancePayload row, UpstreamMemory memory)
    {
        // A mark of a lesson: it stands beside the register's, not for it.
        if (row is { RegistrationGroupId: null, GroupId: not null })
            return new Reading(null, memory);
        if (row.SessionDate is not { } date)
            return new Reading(null, memory, "session_date: missing.");
        if (row.SessionName?.Trim().ToUpperInvariant() is not ("AM" or "PM"))
            return new Reading(null, memory, "session_name: neither AM nor PM.");
        if (string.IsNullOrEmpty(row.StudentId))
            return new Reading(null, memory, "student_id: missing.");
        if (!RegisterCode.TryRead(row.AttendanceMark ?? "", date.Day, out var code))
            return new Reading(null, memory, "attendance_mark: no attendance code.");
        if (!memory.Students.TryGetValue(row.StudentId, out var student))
            return new Reading(null, memory, "student_id: not on the roll we know.", MayResolve: true);
        var mark = Mark(row, student, SessionOf(row)!.Value, code);
        // The same session can come twice under two ids: the later row stands.
        var id = long.TryParse(row.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (_newest.TryGetValue(mark.Key, out var newer) && newer > id)
            return new Reading(null, memory);
        _newest[mark.Key] = id;
        if (mark.At.Date >= FirstDay)
            memory = Remember(memory, student, Sessions(memory, student).With(mark));
        ImmutableArray<Observation> observations = [mark];
        return new Reading(new UpstreamRecord(mark.Key, ContentHash.Of(observations, recordedAtCounts: false), observations), memory);
    }

    /// <summary>As <see cref="Read"/>, but tells only what is not known to be so already.</summary>
    public Reading ReadNews(AttendancePayload row, UpstreamMemory memory)
    {
        var reading = Read(row, memory);
        return reading.Record?.Observations[0] is Mark mark && Sessions(memory, mark.Student.Value).Has(mark)
            && memory.Find(StudentTranslator.ReturnedTable, mark.Student.Value) is null
            ? reading with { Record = null }
            : reading;
    }

    public KnownSessions Sessions(UpstreamMemory memory, string student) => KnownSessions.Parse(memory.Find(Table, student), FirstDay);

    public static UpstreamMemory Remember(UpstreamMemory memory, string student, KnownSessions sessions) => memory.With(Table, student, sessions.ToString());

    /// <summary>Whose marks are known of which session, of pupils on roll: a leaver's may go from the list with the leaver.</summary>
    public Dictionary<string, (string Student, SchoolSession At)> Known(UpstreamMemory memory) =>
        memory.KnownStudents().Where(student => student.IsOnRoll)
            .SelectMany(student => Sessions(memory, student.Student).All().Select(at => (student.Student, At: at)))
            .ToDictionary(each => KeyOf(each.Student, each.At), each => each, StringComparer.Ordinal);

    public static string? KeyOf(AttendancePayload row) =>
        row is { RegistrationGroupId: null, GroupId: not null } || row.StudentId is null || SessionOf(row) is not { } at ? null : KeyOf(row.StudentId, at);

    private static string KeyOf(string student, SchoolSession at) => string.Create(CultureInfo.InvariantCulture, $"{student}|{at.Date:yyyy-MM-dd}|{at.Session}");

    private static SchoolSession? SessionOf(AttendancePayload row) => row.SessionDate is { } date
        ? new SchoolSession(date.Day, string.Equals(row.SessionName?.Trim(), "AM", StringComparison.OrdinalIgnoreCase) ? Session.AM : Session.PM)
        : null;

    private Mark Mark(AttendancePayload row, string student, SchoolSession at, string? code)
    {
        var closes = SchoolTime.At(at.Date, at.Session == Session.AM ? MorningCloses : AfternoonCloses);
        return new Mark
        {
            School = binding.School,
            Student = new StudentId(student),
            RecordedAt = isFirstImport ? (closes < now ? closes : now) : null,
            At = at,
            Code = code,
            MinutesLate = int.TryParse(row.MinutesLate, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes : null,
        };
    }
}
